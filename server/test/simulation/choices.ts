import type { Offering } from '../../src/domain/capacity/offering.ts';
import type { TrainingPlan } from '../../src/domain/capacity/training-plan.ts';
import type { ClusterEntry } from '../../src/domain/state.ts';
import { worlds } from './requests.ts';
import type { Outcome, Simulation } from './simulation.ts';

/** How a command is called, and what its numbers mean. */
export type Call = (simulation: Simulation, ...args: Parameters<Simulation['call']>) => Promise<Outcome>;

/** By itself: with a look at the traces it leaves, and the promises of its reply. */
export const alone: Call = (simulation, ...args) => simulation.call(...args);

/** Together with others, whose traces mix with its own. */
export const together: Call = (simulation, ...args) => simulation.attempt(...args);

/** Which of the three names a command means: one that is taken, but for the last choice and for new clusters. */
export function clusterOf(
  simulation: Simulation,
  { do: what, cluster }: { do: string; cluster: number },
): number {
  const taken = [0, 1, 2].filter((index) => simulation.entry(index) !== undefined);
  if (what === 'create' || cluster === 5 || taken.length === 0) return cluster % 3;
  return taken[cluster % taken.length]!;
}

export const groupAt = (entry: ClusterEntry | undefined, number: number): string => {
  const groups = entry?.cluster.groups ?? [];
  return number === 4 || groups.length === 0 ? 'zz' : groups[number % groups.length]!.name;
};

/** The plans of a cluster's world as they came: not in the order of a map, which a restart changes. */
export const plansOf = ({ state }: Simulation, cluster: number): TrainingPlan[] =>
  [...state.named('trainingPlan', worlds[cluster]!).values()].sort((a, b) => a.sequence - b.sequence);

/** All offerings, the newest first; likewise. */
export const offeringsOf = ({ state }: Simulation): Offering[] =>
  [...state.all('offering').values()].sort((a, b) => b.offeredAt - a.offeredAt || (a.id < b.id ? -1 : 1));
