import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivelockDetector } from './livelock.ts';
import { settle } from './settle.ts';
import { policy, queue, running, workload } from './testing.ts';

/**
 * The owner reclaims room for half of its job from the guest. Once there is room, all of the job fits by borrowing,
 * and among those who borrow the guest's older job goes first: it is admitted again, and so on for ever.
 */
const looping = () => {
  const of = policy([
    queue('owner', 3, { cohort: 'all', preemption: { reclaimWithinCohort: 'Any' } }),
    queue('guest', 1, { cohort: 'all' }),
  ]);
  const scheduler = running(of, []);
  scheduler.submit(workload('theirs', 'guest', 4));
  settle(scheduler, 0, { evictAtOnce: true });
  scheduler.submit(workload('mine', 'owner', 2, { createdAt: 1, count: 2, minCount: 1 }));
  return scheduler;
};

test('a policy that is at peace is left in peace', () => {
  const scheduler = running(
    policy([queue('q', 2, { preemption: { withinClusterQueue: 'LowerPriority' } })]),
    [workload('old', 'q', 2)],
  );
  scheduler.submit(workload('new', 'q', 2, { priority: 100, createdAt: 1 }));
  const { livelocks, admitted } = settle(scheduler, 1, { evictAtOnce: true });
  assert.deepEqual([livelocks, admitted.map((one) => one.workload)], [[], ['new']]);
});

test('a loop is stopped, named, and tried again when something comes', () => {
  const scheduler = looping();
  const { livelocks } = settle(scheduler, 1, { evictAtOnce: true });
  const eviction = { workload: 'theirs', reason: 'InCohortReclamation', preemptor: 'mine' } as const;
  assert.deepEqual(livelocks, [
    {
      workloads: ['mine', 'theirs'],
      queues: ['guest', 'owner'],
      reasons: ['InCohortReclamation'],
      rounds: [[eviction]],
    },
  ]);
  assert.equal(scheduler.hasHeads, false, 'nothing more is tried');
  scheduler.finish('theirs');
  assert.equal(settle(scheduler, 2, { evictAtOnce: true }).livelocks.length, 0);
  assert.ok(scheduler.get('mine')!.reservation);
});

test('what comes from outside makes it forget', () => {
  const detector = new LivelockDetector();
  const scheduler = looping();
  for (let cycle = 0; cycle < 30; cycle += 1) {
    const result = scheduler.cycle(0);
    for (const { workload: key } of result.preempted) scheduler.evicted(key);
    detector.forget(scheduler, scheduler.tree.queues.get('owner')!);
    assert.deepEqual(detector.observe(scheduler, result), []);
  }
});
