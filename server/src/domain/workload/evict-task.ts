import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { HOUR_MS } from '../duration.ts';
import { waitMs } from '../fleet/pace.ts';
import { addLoss } from '../governance/ledger.ts';
import { acceleratorsOf } from '../governance/quota-arithmetic.ts';
import { recordTask } from './record-task.ts';
import { type EvictionReason, type Task, taskKey } from './task.ts';

/** Why, for the task itself and for its history. */
export interface EvictionCause {
  readonly reason: EvictionReason;
  readonly message: string;
  readonly preemptor?: string;
}

/**
 * A running task must go: all of its replicas are told to stop, and have the grace period to do so. What it has done
 * since its last checkpoint is lost. It keeps its quota until it has stopped, as in Kueue.
 */
export function evictTask(draft: Draft, task: Task, cause: EvictionCause, context: Context): void {
  const { keptMs, lostMs } = workOf(task, context.now);
  const eviction = { ...cause, dueAt: context.now + waitMs('taskStop', context.pace) };
  draft.put('task', taskKey(task), {
    ...task,
    status: 'Stopping',
    eviction,
    savedMs: keptMs,
    evictions: task.evictions + 1,
    message: cause.message,
  });
  const { id, clusterId, spec } = task;
  const cost = costOf(cause.reason);
  if (cost !== undefined) {
    addLoss(draft, clusterId, spec.team, cost, (acceleratorsHeld(task) * lostMs) / HOUR_MS, context.now);
  }
  recordTask(draft, clusterId, { type: 'Evicted', task: id, team: spec.team, ...cause, lostMs }, context);
}

/** What of its work a running task keeps if it stops now, and what it loses. */
export function workOf({ startedAt, savedMs, spec }: Task, now: number): { keptMs: number; lostMs: number } {
  const ranMs = startedAt === undefined ? 0 : now - startedAt;
  const every = spec.checkpointIntervalMs;
  const checkpointedMs = every === undefined ? 0 : Math.floor(ranMs / every) * every;
  return { keptMs: savedMs + checkpointedMs, lostMs: ranMs - checkpointedMs };
}

/** What the ledger counts lost work as; what its owner cancels is not lost. */
function costOf(reason: EvictionReason): 'preemption' | 'failure' | undefined {
  if (reason === 'Cancelled') return undefined;
  return reason.startsWith('Node') ? 'failure' : 'preemption';
}

function acceleratorsHeld({ admission, spec }: Task): number {
  return (admission?.podSets ?? []).reduce((sum, { name, count }) => {
    const requests = spec.podSets.find((podSet) => podSet.name === name)!.requests;
    return sum + acceleratorsOf(requests) * count;
  }, 0);
}
