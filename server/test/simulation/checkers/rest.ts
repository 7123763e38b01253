import assert from 'node:assert/strict';
import type { Governance } from '../../../src/domain/governance/governance.ts';
import type { ClusterEntry } from '../../../src/domain/state.ts';
import { freshScheduler } from './fresh-scheduler.ts';

/**
 * At rest a scheduler made anew, which tries everything that waits, admits nothing: no wake-up was missed. Where a
 * task stops, or a loop was stopped, there is no rest. What it would preempt is not asked: Kueue wakes nobody
 * when others come to borrow more, and so preempts more after a restart. Nor is it asked where there are several
 * instance types: a head that another one passed goes on with its next flavor, and is parked after the last one
 * although the first would fit by then (Kueue v0.19.2, PreserveScanProgress). Answers whether there was rest.
 */
export function nothingIsForgotten(
  entry: ClusterEntry,
  governance: Governance | undefined,
  now: number,
): boolean {
  if (governance === undefined || governance.passDueAt !== undefined || governance.loops.length > 0)
    return false;
  const { tasks } = entry.governance;
  if ((tasks.byStatus.get('Pending') ?? 0) === 0 || (tasks.byStatus.get('Stopping') ?? 0) > 0) return false;
  const { scheduler } = freshScheduler(entry);
  if (scheduler.tree.policy.flavors.length > 1) return false;
  for (let idle = 0; idle < 20 && scheduler.hasHeads; idle += 1) {
    const { admitted, preempted, parked, rotates } = scheduler.cycle(now);
    const names = admitted.map(({ workload }) => workload);
    assert.deepEqual(names, [], 'tasks that wait, and would be admitted after a restart');
    if (preempted.length > 0 || !(parked || rotates)) break;
    if (parked) idle = 0;
  }
  return true;
}
