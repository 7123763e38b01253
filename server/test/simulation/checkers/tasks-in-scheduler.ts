import assert from 'node:assert/strict';
import { queueOfTeam } from '../../../src/domain/governance/policy-of.ts';
import type { Scheduler } from '../../../src/domain/scheduler/scheduler.ts';
import type { ClusterEntry } from '../../../src/domain/state.ts';
import { isEnded, type Task } from '../../../src/domain/workload/task.ts';
import { freshScheduler } from './fresh-scheduler.ts';

/** What waits is in the scheduler and waits there, what runs or stops holds quota there, what has ended is gone. */
export function tasksAreInTheScheduler(entry: ClusterEntry): void {
  const { live } = entry.governance;
  for (const scheduler of [live?.scheduler, freshScheduler(entry).scheduler]) {
    if (scheduler === undefined) continue;
    let known = 0;
    for (const task of entry.governance.tasks.entries) if (isKnown(scheduler, task)) known += 1;
    assert.equal([...scheduler.workloads()].length, known, 'workloads that are no tasks');
  }
  for (const task of entry.governance.tasks.entries) holdsWhatItsStatusSays(task);
}

/** Of a task that still stops after its team's quota is gone, the scheduler knows nothing. */
function isKnown(scheduler: Scheduler, task: Task): boolean {
  const { id, status, spec } = task;
  const info = scheduler.get(id);
  if (info === undefined && status === 'Stopping' && !scheduler.tree.queues.has(queueOfTeam(spec.team)))
    return false;
  assert.equal(info !== undefined, !isEnded(task), `whether ${id}, which is ${status}, is in the scheduler`);
  if (info === undefined) return false;
  const { reservation, queue, workload } = info;
  assert.equal(
    reservation !== undefined,
    status !== 'Pending',
    `whether ${id}, which is ${status}, holds quota`,
  );
  assert.equal(reservation?.evicting ?? false, status === 'Stopping', `whether ${id} is on its way out`);
  assert.equal(workload.priority, task.priority, `the priority of ${id}`);
  assert.equal(queue.name, queueOfTeam(spec.team), `the queue of ${id}`);
  assert.deepEqual(reservation?.podSets, task.admission?.podSets, `what ${id} was given`);
  return true;
}

function holdsWhatItsStatusSays({ id, status, admission, eviction, startedAt, endedAt }: Task): void {
  const holds = status === 'Running' || status === 'Stopping';
  if (status === 'Pending') assert.deepEqual([admission, startedAt], [undefined, undefined], `${id} waits`);
  if (holds) assert.ok(admission !== undefined && startedAt !== undefined, `${id} is ${status}`);
  assert.equal(eviction !== undefined, status === 'Stopping', `whether ${id}, which is ${status}, stops`);
  assert.equal(
    endedAt !== undefined,
    isEnded({ status }),
    `whether ${id}, which is ${status}, ended sometime`,
  );
}
