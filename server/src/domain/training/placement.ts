import { type Hold, takeInstances } from '../capacity/consumers.ts';
import { availableIn, type InstancePool } from '../capacity/instance-pool.ts';
import { openBlock } from '../capacity/letting-go.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import { instancesOf, sharesUltraServers, type TrainingJob } from './training-job.ts';

/** How many instances of one UltraServer. */
interface Part {
  readonly ultraServerId?: string | undefined;
  readonly count: number;
}

/**
 * Takes what a job needs of the block that training jobs can use now; undefined: it does not have that free. On
 * UltraServers a job has those that it is on to itself, unless it says that it shares them (documented); it then
 * holds all that is usable of them, so that nobody else gets it.
 */
export function place(
  plan: TrainingPlan,
  job: TrainingJob,
): { readonly plan: TrainingPlan; readonly hold: Hold } | undefined {
  const block = openBlock(plan, 'training-job');
  if (block === undefined) return undefined;
  const count = instancesOf(job);
  const shares = sharesUltraServers(job);
  const specifications = job.spec.ResourceConfig?.InstancePlacementConfig?.PlacementSpecifications ?? [];
  if (plan.ultraServer === undefined || (shares && specifications.length === 0))
    return takeInstances(plan, count);
  const pools = plan.capacities[block]!.pools.filter((pool) => shares || pool.inUse === 0);
  const parts =
    specifications.length === 0
      ? spread(pools, count)
      : assign(
          pools,
          specifications.map(({ UltraServerId, InstanceCount }) => ({
            // An UltraServer of the other block is none here: any will do.
            ultraServerId: plan.capacities[block]!.pools.some(
              ({ ultraServerId }) => ultraServerId === UltraServerId,
            )
              ? UltraServerId
              : undefined,
            count: InstanceCount,
          })),
        );
  if (parts === undefined) return undefined;
  return takeParts(plan, parts, shares);
}

/** Whole UltraServers for so many instances: the smallest that has them all, or else as few as will do. */
function spread(pools: readonly InstancePool[], count: number): readonly Part[] | undefined {
  const byRoom = [...pools].sort((a, b) => availableIn(a) - availableIn(b));
  const one = byRoom.find((pool) => availableIn(pool) >= count);
  if (one !== undefined) return [{ ultraServerId: one.ultraServerId, count }];
  const parts: Part[] = [];
  let missing = count;
  for (const pool of byRoom.reverse()) {
    if (missing === 0) break;
    const share = Math.min(missing, availableIn(pool));
    if (share > 0) parts.push({ ultraServerId: pool.ultraServerId, count: share });
    missing -= share;
  }
  return missing === 0 ? parts : undefined;
}

/** An UltraServer for each part: first those that are named, then the others, the largest first. */
function assign(pools: readonly InstancePool[], wanted: readonly Part[]): readonly Part[] | undefined {
  const left = [...pools];
  const parts: Part[] = [];
  const order = [...wanted].sort(
    (a, b) =>
      Number(b.ultraServerId !== undefined) - Number(a.ultraServerId !== undefined) || b.count - a.count,
  );
  for (const part of order) {
    const fits = left
      .filter(
        (pool) =>
          availableIn(pool) >= part.count &&
          (part.ultraServerId === undefined || pool.ultraServerId === part.ultraServerId),
      )
      .sort((a, b) => availableIn(a) - availableIn(b))[0];
    if (fits === undefined) return undefined;
    left.splice(left.indexOf(fits), 1);
    parts.push({ ultraServerId: fits.ultraServerId, count: part.count });
  }
  return parts;
}

function takeParts(plan: TrainingPlan, parts: readonly Part[], shares: boolean) {
  let taken: { plan: TrainingPlan; hold?: Hold } = { plan };
  for (const { ultraServerId, count } of parts) {
    const block = openBlock(plan, 'training-job')!;
    const pool = plan.capacities[block]!.pools.find((other) => other.ultraServerId === ultraServerId)!;
    const next = takeInstances(taken.plan, shares ? count : availableIn(pool), ultraServerId);
    if (next === undefined) return undefined;
    taken = { plan: next.plan, hold: taken.hold === undefined ? next.hold : addHolds(taken.hold, next.hold) };
  }
  return taken.hold && { plan: taken.plan, hold: taken.hold };
}

/** Two holds of one block as one. */
export const addHolds = (a: Hold, b: Hold): Hold => ({
  block: a.block,
  counts: a.counts.map((count, i) => count + b.counts[i]!),
});
