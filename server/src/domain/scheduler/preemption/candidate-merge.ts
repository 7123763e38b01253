/**
 * The candidates of many queues in one order. Each queue keeps its holders in the order in which they would be
 * taken, and most searches end after a few victims: so the queues' lists are merged as far as they are asked for.
 */
import TinyQueue from 'tinyqueue';
import type { ClusterQueue } from '../cluster-queue.ts';
import type { Cohort } from '../cohort.ts';
import type { WorkloadInfo } from '../workload.ts';
import { compareCandidates } from './candidate-order.ts';
import { isCandidate, type Preemptor } from './target.ts';

/** A queue with candidates, and how the preemptor stands to it. */
export interface Lane {
  readonly queue: ClusterQueue;
  /** The preemptor has a hierarchical advantage over it. */
  readonly advantage: boolean;
  /** The lowest cohort above both; undefined for the preemptor's own queue. */
  readonly common: Cohort | undefined;
}

/** The next candidate of a lane. */
interface Next {
  readonly lane: Lane;
  readonly at: number;
  readonly workload: WorkloadInfo;
}

/** Whether a queue has any candidates. */
export function hasCandidates(lane: Lane, preemptor: Preemptor): boolean {
  return nextOf(lane, 0, undefined, preemptor) !== undefined;
}

/** Those of these queues that are on their way out, or those that are not, in order of taking. */
export function* merged(
  lanes: readonly Lane[],
  evicting: boolean,
  preemptor: Preemptor,
): Generator<{ readonly workload: WorkloadInfo; readonly lane: Lane }> {
  const first = lanes.flatMap((lane) => nextOf(lane, 0, evicting, preemptor) ?? []);
  const heads = new TinyQueue<Next>(first, (a, b) =>
    compareCandidates(a.workload, b.workload, preemptor.queue),
  );
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    yield head;
    const next = nextOf(head.lane, head.at + 1, evicting, preemptor);
    if (next !== undefined) heads.push(next);
  }
}

/** Evicting ones stand first among the holders of a queue. */
function nextOf(
  lane: Lane,
  from: number,
  evicting: boolean | undefined,
  preemptor: Preemptor,
): Next | undefined {
  const { spec } = preemptor.queue;
  const policy =
    lane.queue === preemptor.queue ? spec.preemption.withinClusterQueue : spec.preemption.reclaimWithinCohort;
  const { holders } = lane.queue;
  for (let at = from; at < holders.length; at += 1) {
    const workload = holders[at]!;
    if (evicting === true && !workload.reservation!.evicting) return undefined;
    if (evicting === false && workload.reservation!.evicting) continue;
    if (isCandidate(workload, policy, preemptor)) return { lane, at, workload };
  }
  return undefined;
}
