/**
 * The smallest changes, each by itself, that admit a waiting workload now. Every one of them is verified by running
 * the scheduler on it (trial.ts); a change that is only computed is not reported.
 *
 * Quotas and limits are computed: what is missing to fit beside everybody, what is missing to stay within its own
 * quota and reclaim it, and, where others of its queue would take that before it, what they want besides. With
 * several of them verified the smallest is taken, and the smallest that preempts nobody. Weights and numbers of
 * nodes are bisected over verified runs between what is and the most that is allowed: the step below was seen to
 * fail, but a still smaller one that works by chance is not looked for. Priorities are tried upwards, one by one.
 */
import type { Change } from './change.ts';
import type { Explanation } from './explain.ts';
import type { Usage } from './flavor-resource.ts';
import type { HoldingRule } from './holding-rule.ts';
import { placementsOf } from './placements.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trial, Trials } from './trial.ts';
import { limitCandidates, nominalCandidates, wantedBy } from './wanted-amounts.ts';
import type { WorkloadInfo } from './workload.ts';

export interface SmallestChange {
  readonly change: Change;
  /** What came of it. */
  readonly trial: Trial;
}

/** What may be proposed. */
export interface Proposals {
  /** Priorities that may be given; by default one more than each that stands in the way. */
  readonly priorities?: readonly number[] | undefined;
  /** Weights are whole numbers up to this. */
  readonly weightMax?: number | undefined;
  readonly nodesMax?: number | undefined;
}

/** The largest weight that is tried by default. */
export const WEIGHT_TRIED_MAX = 100;
/** The most nodes that are added in a trial by default. */
export const NODES_TRIED_MAX = 16;
/** Priorities tried; of more the lowest are. */
export const PRIORITIES_TRIED_MAX = 10;
/** Steps between an amount that fails and one that works. */
const BISECTION_STEPS = 32;
/** Flavors for which quotas and limits are tried: those whose rule asks for least. */
export const FLAVORS_TRIED_MAX = 3;

/** Rules that time alone lifts, or that no change of these kinds does. */
const NOTHING_NEEDED: ReadonlySet<HoldingRule> = new Set([
  'NextInTurn',
  'Parked',
  'VictimsLeaving',
  'QueueStopped',
]);

/** One or none for each kind and flavor; a second one where the smallest preempts and a larger one does not. */
export function smallestChanges(
  trials: Trials,
  explanation: Explanation,
  proposals: Proposals = {},
): readonly SmallestChange[] {
  const { workload: key, noRoom, rule } = explanation;
  if (NOTHING_NEEDED.has(rule)) return [];
  const { scheduler, options } = trials;
  const own = scheduler.get(key)!;
  const placements = placementsOf(explanation, own);
  const attempt = (change: Change): SmallestChange | undefined => {
    if (!trials.mayWork(change)) return undefined;
    const trial = trials.run([change]);
    return trial.admitted ? { change, trial } : undefined;
  };
  const found: (SmallestChange | undefined)[] = [];
  for (const placement of placements.slice(0, FLAVORS_TRIED_MAX)) {
    const wanted = wantedBy(own, placement);
    found.push(
      ...improving(nominalCandidates(own, wanted), (amounts) => attempt({ kind: 'NominalQuota', amounts })),
    );
    if (own.queue.parent === undefined) continue;
    found.push(
      ...improving(limitCandidates(own, wanted), (amounts) => attempt({ kind: 'BorrowingLimit', amounts })),
    );
  }
  if (scheduler.tree.policy.fairSharing !== undefined && own.queue.parent !== undefined) {
    const from = Math.floor(own.queue.fairWeight) + 1;
    const to = proposals.weightMax ?? WEIGHT_TRIED_MAX;
    found.push(bisect(from, to, (weight) => attempt({ kind: 'FairWeight', weight })));
  }
  found.push(smallestPriority(own, scheduler, proposals, attempt));
  if (noRoom !== undefined && options.roomWith !== undefined) {
    const { flavor } = noRoom;
    found.push(
      bisect(1, proposals.nodesMax ?? NODES_TRIED_MAX, (count) => attempt({ kind: 'Nodes', flavor, count })),
    );
  }
  return found.filter((one) => one !== undefined);
}

type Attempt = (change: Change) => SmallestChange | undefined;

/**
 * The smallest of these that works, and each larger one that preempts nobody or lets more pods in. Where a smaller
 * one has failed, the way from there is bisected, for a few steps.
 */
function improving(
  candidates: readonly Usage[],
  attempt: (amounts: Usage) => SmallestChange | undefined,
): readonly SmallestChange[] {
  const found: SmallestChange[] = [];
  let failed: Usage | undefined;
  for (const amounts of distinct(candidates)) {
    let one = attempt(amounts);
    if (one === undefined) failed = amounts;
    if (one === undefined) continue;
    if (found.length === 0 && failed !== undefined) one = between(failed, { amounts, one }, attempt);
    const before = found.at(-1);
    if (before === undefined || isBetter(one.trial, before.trial)) found.push(one);
  }
  return found;
}

/** By their sum, each once, none empty. */
function distinct(candidates: readonly Usage[]): readonly Usage[] {
  const sorted = candidates.filter((one) => one.length > 0).sort((a, b) => total(a) - total(b));
  return sorted.filter((one, index) => JSON.stringify(one) !== JSON.stringify(sorted[index - 1]));
}

/** Bisects between amounts that fail and amounts that work, all resources in step. */
function between(
  low: Usage,
  high: { readonly amounts: Usage; readonly one: SmallestChange },
  attempt: (amounts: Usage) => SmallestChange | undefined,
): SmallestChange {
  const at = (step: number): Usage =>
    high.amounts.map(({ fr, amount }) => {
      const from = low.find((one) => one.fr === fr)?.amount ?? 0;
      return { fr, amount: Math.ceil(from + ((amount - from) * step) / BISECTION_STEPS) };
    });
  return bisectBelow({ value: BISECTION_STEPS, one: high.one }, 1, (step) => attempt(at(step)));
}

function isBetter(a: Trial, b: Trial): boolean {
  if (a.evictions.length === 0 && b.evictions.length > 0) return true;
  return a.evictions.length <= b.evictions.length && podsOf(a) > podsOf(b);
}

function podsOf({ podSets }: Trial): number {
  return podSets.reduce((sum, { count }) => sum + count, 0);
}

function total(amounts: Usage): number {
  return amounts.reduce((sum, { amount }) => sum + amount, 0);
}

function smallestPriority(
  own: WorkloadInfo,
  { tree }: Scheduler,
  { priorities }: Proposals,
  attempt: Attempt,
): SmallestChange | undefined {
  const known = priorities ?? [
    ...tree.siblings
      .get(own.queue)!
      .flatMap(({ holders }) => holders.map(({ workload }) => workload.priority + 1)),
    ...own.queue.pending.workloads().map(({ workload }) => workload.priority + 1),
  ];
  const higher = [...new Set(known)]
    .filter((priority) => priority > own.workload.priority)
    .sort((a, b) => a - b);
  for (const priority of higher.slice(0, PRIORITIES_TRIED_MAX)) {
    const found = attempt({ kind: 'Priority', priority });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The smallest of these numbers that works, if the largest does. */
function bisect(
  from: number,
  to: number,
  attempt: (value: number) => SmallestChange | undefined,
): SmallestChange | undefined {
  const one = from > to ? undefined : attempt(to);
  return one && bisectBelow({ value: to, one }, from, attempt);
}

/** The smallest that works from a number on, up to one that was seen to work. */
function bisectBelow(
  { value, one }: { readonly value: number; readonly one: SmallestChange },
  from: number,
  attempt: (value: number) => SmallestChange | undefined,
): SmallestChange {
  let [low, high, found] = [from, value, one];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const tried = attempt(middle);
    if (tried === undefined) low = middle + 1;
    else [found, high] = [tried, middle];
  }
  return found;
}
