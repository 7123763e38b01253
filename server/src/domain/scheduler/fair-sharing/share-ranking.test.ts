import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy, queue, running, workload } from '../testing.ts';
import { dominantResourceShare } from './dominant-resource-share.ts';

test('what a head was assigned again within a cycle leaves no share behind', () => {
  const taking = { cohort: 'all', preemption: { reclaimWithinCohort: 'Any' } } as const;
  const queues = [
    queue('one', 2, taking),
    queue('two', 2, taking),
    queue('bank', 3, { cohort: 'all' }),
    queue('guest', 0, { cohort: 'all' }),
  ];
  const of = {
    ...policy(queues, { fair: true }),
    gates: { recomputeAssignmentUponPreemptionTargetsOverlap: true },
  };
  const scheduler = running(of, [workload('first', 'guest', 3), workload('last', 'guest', 4)]);
  scheduler.submit(workload('a', 'one', 3, { createdAt: 5 }));
  scheduler.submit(workload('b', 'two', 3, { createdAt: 6 }));
  const { preempted } = scheduler.cycle(9);
  const victims = preempted.map(({ workload: key, preemptor }) => `${key} for ${preemptor}`);
  assert.deepEqual(
    victims,
    ['last for a', 'first for b'],
    'the second was assigned again, the first being held',
  );
  const { tree } = scheduler;
  for (const node of [...tree.queues.values(), ...tree.cohorts.values()]) {
    if (node.share !== undefined) assert.deepEqual(node.share, dominantResourceShare(node, tree), node.name);
  }
});
