import type { ClusterEntry } from '../../src/domain/state.ts';
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
