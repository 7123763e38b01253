import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from './explain.ts';
import { settle } from './settle.ts';
import { policy, queue, running, workload } from './testing.ts';
import { whatIf } from './what-if.ts';

const reclaim = { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' } as const;
const pair = policy([
  queue('own', 4, { cohort: 'all', preemption: reclaim }),
  queue('other', { gpu: 2, borrow: 3 }, { cohort: 'all' }),
]);

test('a submission that would be admitted, and what it would borrow', () => {
  const scheduler = running(pair, []);
  const { trial, after } = whatIf(scheduler, workload('new', 'other', 4), 0);
  assert.equal(trial.admitted, true);
  assert.deepEqual(trial.podSets[0]!.flavors, { gpu: 'a' });
  assert.deepEqual(trial.borrowed, [{ fr: 0, amount: 2 }]);
  assert.equal(explain(after, 'new'), undefined);
  assert.equal(scheduler.get('new'), undefined, 'nothing was submitted');
});

test('a submission that would evict, whom and why', () => {
  const { trial } = whatIf(running(pair, [workload('guest', 'other', 5)]), workload('new', 'own', 2), 0);
  assert.deepEqual(trial.evictions, [{ workload: 'guest', reason: 'InCohortReclamation', preemptor: 'new' }]);
  assert.deepEqual(trial.borrowed, []);
});

test('a submission that would wait, and why', () => {
  const { trial, after } = whatIf(running(pair, []), workload('new', 'other', 6), 0);
  assert.equal(trial.admitted, false);
  assert.equal(explain(after, 'new')!.rule, 'BorrowingLimit');
});

test('a submission that is like one that was tried in vain waits as it would', () => {
  const preemption = { withinClusterQueue: 'LowerOrNewerEqualPriority' } as const;
  const scheduler = running(policy([queue('own', 4, { preemption })]), [
    workload('held', 'own', 4, { createdAt: 5 }),
  ]);
  scheduler.submit(workload('vain', 'own', 3, { createdAt: 9 }));
  settle(scheduler, 10, { evictAtOnce: true });
  scheduler.finish('vain');
  const like = workload('like', 'own', 3, { createdAt: 1 });
  const { trial } = whatIf(scheduler, like, 11);
  scheduler.submit(like);
  const { preempted } = settle(scheduler, 11, { evictAtOnce: true });
  assert.deepEqual([trial.admitted, trial.evictions], [false, []]);
  assert.deepEqual([scheduler.get('like')!.reservation, preempted], [undefined, []]);
});

/** As in livelock.test.ts: the guest's older job is admitted again before the one that made it go. */
test('a submission that would never come to rest is not admitted', () => {
  const of = policy([
    queue('owner', 3, { cohort: 'all', preemption: { reclaimWithinCohort: 'Any' } }),
    queue('guest', 1, { cohort: 'all' }),
  ]);
  const scheduler = running(of, [workload('theirs', 'guest', 4)]);
  const { trial } = whatIf(
    scheduler,
    workload('mine', 'owner', 2, { createdAt: 1, count: 2, minCount: 1 }),
    10,
  );
  assert.equal(trial.admitted, false);
  assert.deepEqual(trial.livelocks[0]!.workloads, ['mine', 'theirs']);
});
