/** What can be seen of a scheduler from outside, in the words and the order in which Kueue's was recorded. */
import type { Cohort } from './cohort.ts';
import { dominantResourceShare, weightedShare } from './fair-sharing/dominant-resource-share.ts';
import { available } from './resource-node.ts';
import type { Scheduler } from './scheduler.ts';

/** The state after an instant. Numbers are text, as recorded: `+Inf` is a share without weight. */
export interface ObservedState {
  readonly t: number;
  readonly running: readonly string[];
  readonly pendingActive: Readonly<Record<string, readonly string[]>>;
  readonly pendingInadmissible: Readonly<Record<string, readonly string[]>>;
  readonly available: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly weightedShare: Readonly<Record<string, string>>;
}

/** Observes. */
export function observe(scheduler: Scheduler, t: number): ObservedState {
  const { tree } = scheduler;
  const active = new Map<string, string[]>();
  const inadmissible = new Map<string, string[]>();
  const running: string[] = [];
  for (const workload of scheduler.workloads()) {
    const { key, clusterQueue } = workload.workload;
    if (workload.reservation !== undefined) running.push(key);
    else {
      const bucket = workload.queue.pending.isParked(workload) ? inadmissible : active;
      bucket.set(clusterQueue, [...(bucket.get(clusterQueue) ?? []), key]);
    }
  }
  return {
    t,
    running: running.sort(),
    pendingActive: sorted(active),
    pendingInadmissible: sorted(inadmissible),
    available: availableOf(tree),
    weightedShare: sharesOf(tree),
  };
}

/** What each queue could use now of each flavor-resource that it has quota of. */
function availableOf(tree: Scheduler['tree']): ObservedState['available'] {
  return Object.fromEntries(
    [...tree.queues.values()].map((queue) => {
      const groups = queue.resourceGroups.flatMap(({ flavors }) => flavors);
      const amounts = groups.flatMap(({ name, frs }) =>
        [...frs].map(([resource, fr]) => [`${name}/${resource}`, `${Math.max(0, available(queue, fr))}`]),
      );
      return [queue.name, Object.fromEntries(amounts)];
    }),
  );
}

function sharesOf(tree: Scheduler['tree']): ObservedState['weightedShare'] {
  const share = (node: Parameters<typeof dominantResourceShare>[0]): string => {
    const value = weightedShare(dominantResourceShare(node, tree));
    return value === Number.POSITIVE_INFINITY ? '+Inf' : `${value}`;
  };
  return Object.fromEntries([
    ...[...tree.cohorts.values()]
      .filter(holdsQueues)
      .map((cohort) => [`cohort:${cohort.name}`, share(cohort)]),
    ...[...tree.queues.values()].map((queue) => [queue.name, share(queue)]),
  ]);
}

/** A cohort above no queue has no share to tell. */
function holdsQueues(cohort: Cohort): boolean {
  return cohort.childQueues.length > 0 || cohort.childCohorts.some(holdsQueues);
}

function sorted(buckets: ReadonlyMap<string, string[]>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...buckets].map(([queue, keys]) => [queue, keys.sort()]));
}
