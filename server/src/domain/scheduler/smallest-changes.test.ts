import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from './change.ts';
import { explain } from './explain.ts';
import type { Policy, ResourceGroup } from './policy.ts';
import { Scheduler } from './scheduler.ts';
import { settle } from './settle.ts';
import {
  FLAVORS_TRIED_MAX,
  NODES_TRIED_MAX,
  PRIORITIES_TRIED_MAX,
  type Proposals,
  type SmallestChange,
  smallestChanges,
} from './smallest-changes.ts';
import { policy, queue, running, workload } from './testing.ts';
import { NodeRoom } from './testing-room.ts';
import { TRIAL_CYCLES_MAX, TRIES_A_QUEUE_MAX, type TrialOptions, type TrialScope, Trials } from './trial.ts';
import type { Workload } from './workload.ts';

const reclaim = { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' } as const;

function changesOf(
  scheduler: Scheduler,
  { roomWith, ...proposals }: Proposals & Pick<TrialOptions, 'roomWith'> = {},
): readonly SmallestChange[] {
  settle(scheduler, 10, { evictAtOnce: true });
  const trials = new Trials(scheduler, 'new', { scope: 'Everyone', now: 10, roomWith });
  return smallestChanges(trials, explain(scheduler, 'new')!, proposals);
}

const victimsOf = ({ trial }: SmallestChange): string[] => trial.evictions.map(({ workload: key }) => key);
const wants = (gpu: number, priority = 0): Workload =>
  workload('new', 'own', gpu, { priority, createdAt: 5 });
const nominal = (amount: number): Change => ({ kind: 'NominalQuota', amounts: [{ fr: 0, amount }] });
const limit = (amount: number): Change => ({ kind: 'BorrowingLimit', amounts: [{ fr: 0, amount }] });

test('the smallest changes that admit a workload', async (t) => {
  const table: Record<
    string,
    [of: Policy, holders: Workload[], waiting: Workload[], expected: [Change, ...string[]][]]
  > = {
    'what is missing of its own quota, or a higher priority': [
      policy([queue('own', 4, { preemption: reclaim })]),
      [workload('a', 'own', 3)],
      [wants(2)],
      [[nominal(1)], [{ kind: 'Priority', priority: 1 }, 'a']],
    ],
    'own quota that lets it reclaim, or more that preempts nobody': [
      policy([
        queue('own', 0, { cohort: 'all', preemption: reclaim }),
        queue('other', 0, { cohort: 'all' }),
        queue('bank', 4, { cohort: 'all' }),
      ]),
      [workload('a', 'other', 3)],
      [wants(2)],
      [[nominal(1)]],
    ],
    'what the borrowing limit lacks': [
      policy([queue('own', { gpu: 2, borrow: 1 }, { cohort: 'all' }), queue('other', 8, { cohort: 'all' })]),
      [],
      [wants(5)],
      [[nominal(2)], [limit(2)]],
    ],
    'a borrowing limit that lets those before it in as well': [
      policy([queue('own', { gpu: 2, borrow: 1 }, { cohort: 'all' }), queue('other', 9, { cohort: 'all' })]),
      [workload('a', 'own', 2)],
      [workload('b', 'own', 3), workload('c', 'own', 2, { createdAt: 1 }), wants(2)],
      [[nominal(6)], [limit(6)]],
    ],
    'no borrowing limit helps where nothing is free': [
      policy([queue('own', { gpu: 2, borrow: 0 }, { cohort: 'all' }), queue('other', 2, { cohort: 'all' })]),
      [workload('a', 'other', 2)],
      [wants(3)],
      [[nominal(1)]],
    ],
    'weight, where the share is what holds it': [
      policy(
        [
          queue('own', 0, { cohort: 'all', preemption: reclaim }),
          queue('other', 0, { cohort: 'all' }),
          queue('bank', 4, { cohort: 'all' }),
        ],
        { fair: true },
      ),
      [workload('a', 'other', 2), workload('b', 'own', 2)],
      [wants(1)],
      [[nominal(1)], [{ kind: 'FairWeight', weight: 2 }, 'a'], [{ kind: 'Priority', priority: 1 }, 'b']],
    ],
  };
  for (const [sentence, [of, holders, waiting, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const scheduler = running(of, holders);
      for (const one of waiting) scheduler.submit(one);
      assert.deepEqual(
        changesOf(scheduler).map((one) => [one.change, ...victimsOf(one)]),
        expected,
      );
    });
  }
});

test('quota for all that go first takes of every resource what they leave too little of', () => {
  const plain = policy([queue('own', 2)]);
  const withCpu = (quotas: ResourceGroup): ResourceGroup =>
    quotas.map((of) => ({ ...of, resources: [...of.resources, { name: 'cpu', nominal: 7 }] }));
  const clusterQueues = plain.clusterQueues.map((spec) => ({
    ...spec,
    resourceGroups: spec.resourceGroups.map(withCpu),
  }));
  const scheduler = running({ ...plain, clusterQueues }, [workload('holds', 'own', 2)]);
  const both = (key: string, createdAt: number): Workload => {
    const one = workload(key, 'own', 1, { createdAt });
    return { ...one, podSets: [{ ...one.podSets[0]!, requests: { gpu: 1, cpu: 2 } }] };
  };
  for (let i = 0; i < 4; i += 1) scheduler.submit(both(`w${i}`, i));
  scheduler.submit(both('new', 9));
  const [{ change }] = changesOf(scheduler) as [SmallestChange];
  const names = scheduler.tree.frs.all.map(({ resource }) => resource);
  assert.ok(change.kind === 'NominalQuota');
  assert.deepEqual(Object.fromEntries(change.amounts.map(({ fr, amount }) => [names[fr], amount])), {
    gpu: 5,
    cpu: 3,
  });
});

test('where a loop was stopped, changes are tried as if it had not been', () => {
  const scheduler = running(
    policy([
      queue('owner', 3, { cohort: 'all', preemption: { reclaimWithinCohort: 'Any' } }),
      queue('guest', 1, { cohort: 'all' }),
      queue('own', 0, { cohort: 'all' }),
    ]),
    [workload('theirs', 'guest', 4)],
  );
  scheduler.submit(workload('mine', 'owner', 2, { createdAt: 1, count: 2, minCount: 1 }));
  scheduler.submit(wants(5));
  const { livelocks } = settle(scheduler, 10, { evictAtOnce: true });
  for (const { queues } of livelocks) scheduler.stall(queues[0]!);
  assert.ok(livelocks.length === 1 && !scheduler.hasHeads);
  assert.deepEqual([explain(scheduler, 'mine')!.rule, explain(scheduler, 'mine')!.stalled], ['Parked', true]);
  const trials = new Trials(scheduler, 'new', { scope: 'OwnQueue', now: 10 });
  assert.deepEqual(smallestChanges(trials, explain(scheduler, 'new')!)[0]?.change, nominal(1));
});

test('who stands before it in a strict queue must have all that it wants', () => {
  const plain = policy([queue('own', 0, { strict: true })]);
  const resources = [
    { name: 'cpu', nominal: 10 },
    { name: 'gpu', nominal: 0 },
  ];
  const clusterQueues = plain.clusterQueues.map((spec) => ({
    ...spec,
    resourceGroups: [[{ flavor: 'a', resources }]],
  }));
  const scheduler = new Scheduler({ ...plain, clusterQueues });
  const asking = (of: Workload, requests: Record<string, number>): Workload => ({
    ...of,
    podSets: [{ ...of.podSets[0]!, requests }],
  });
  scheduler.submit(asking(workload('head', 'own', 0), { cpu: 1, gpu: 1 }));
  scheduler.submit(asking(wants(0), { cpu: 1 }));
  const gpu = scheduler.tree.frs.indexOf('a', 'gpu')!;
  assert.deepEqual(changesOf(scheduler).find(({ change }) => change.kind === 'NominalQuota')?.change, {
    kind: 'NominalQuota',
    amounts: [{ fr: gpu, amount: 1 }],
  });
});

test('a priority is one of those that may be given', () => {
  const scheduler = running(policy([queue('own', 4, { preemption: reclaim })]), [workload('a', 'own', 4)]);
  scheduler.submit(wants(2));
  const given = changesOf(scheduler, { priorities: [-5, 50, 90] }).find(
    ({ change }) => change.kind === 'Priority',
  );
  assert.deepEqual(given!.change, { kind: 'Priority', priority: 50 });
});

test('nodes are added where room is lacking', () => {
  const room = new NodeRoom([{ gpu: 4 }]);
  const scheduler = new Scheduler(policy([queue('own', 16)]), room);
  scheduler.submit(workload('new', 'own', 4, { count: 3 }));
  const changes = changesOf(scheduler, {
    roomWith: (flavor, count) => room.withNodes(Array.from({ length: count }, () => ({ flavor, gpu: 4 }))),
  });
  assert.deepEqual(
    changes.map(({ change }) => change),
    [{ kind: 'Nodes', flavor: 'a', count: 2 }],
  );
  assert.deepEqual(room.occupants, {}, 'the room itself is as it was');
});

test('nothing is tried past its limit', async (t) => {
  const nodesFor = (pods: number): Change[] => {
    const room = new NodeRoom([]);
    const scheduler = new Scheduler(policy([queue('own', 1_000)]), room);
    scheduler.submit(workload('new', 'own', 4, { count: pods }));
    const roomWith: TrialOptions['roomWith'] = (flavor, count) =>
      room.withNodes(Array.from({ length: count }, () => ({ flavor, gpu: 4 })));
    return changesOf(scheduler, { roomWith }).map(({ change }) => change);
  };
  await t.test('nodes', () => {
    assert.deepEqual(nodesFor(NODES_TRIED_MAX), [{ kind: 'Nodes', flavor: 'a', count: NODES_TRIED_MAX }]);
    assert.deepEqual(nodesFor(NODES_TRIED_MAX + 1), []);
  });
  const priorityAmong = (lower: number): Change | undefined => {
    const scheduler = running(policy([queue('own', 4, { preemption: reclaim })]), [
      workload('a', 'own', 4, { priority: 500 }),
    ]);
    scheduler.submit(wants(2));
    const priorities = [...Array.from({ length: lower }, (_, i) => i + 1), 501];
    return changesOf(scheduler, { priorities }).find(({ change }) => change.kind === 'Priority')?.change;
  };
  await t.test('priorities', () => {
    assert.deepEqual(priorityAmong(PRIORITIES_TRIED_MAX - 1), { kind: 'Priority', priority: 501 });
    assert.equal(priorityAmong(PRIORITIES_TRIED_MAX), undefined);
  });
  const quotaBehind = (ahead: number, scope: TrialScope, eachWaits = 0): Change | undefined => {
    const others = Array.from({ length: 9 }, (_, i) => queue(`other${i}`, 0, { cohort: 'all' }));
    const scheduler = new Scheduler(policy([queue('own', 1, { cohort: 'all' }), ...others]));
    for (let i = 0; i < ahead; i += 1)
      scheduler.submit(workload(`w${i}`, 'own', 2, { priority: 1, createdAt: i }));
    for (const { name } of others)
      for (let i = 0; i < eachWaits; i += 1) scheduler.submit(workload(`${name}-${i}`, name, 10_000 + i));
    scheduler.submit(wants(2));
    settle(scheduler, 10, { evictAtOnce: true });
    const trials = new Trials(scheduler, 'new', { scope, now: 10 });
    return smallestChanges(trials, explain(scheduler, 'new')!)[0]?.change;
  };
  await t.test('workloads that go first', () => {
    for (const scope of ['OwnQueue', 'Everyone'] as const) {
      assert.deepEqual(quotaBehind(TRIAL_CYCLES_MAX - 1, scope), nominal(2 * TRIAL_CYCLES_MAX - 1));
      assert.notDeepEqual(quotaBehind(TRIAL_CYCLES_MAX, scope)?.kind, 'NominalQuota');
    }
  });
  await t.test('workloads tried, where every queue is busy', () => {
    const behind = (ahead: number) => quotaBehind(ahead, 'Everyone', TRIES_A_QUEUE_MAX + 1)?.kind;
    assert.equal(behind(TRIES_A_QUEUE_MAX - 1), 'NominalQuota');
    assert.notEqual(behind(TRIES_A_QUEUE_MAX), 'NominalQuota');
  });
  await t.test('flavors', () => {
    const names = ['a', 'b', 'c', 'd'];
    const quotas = Object.fromEntries(names.map((name) => [name, { gpu: 1 }]));
    const of = { ...policy([queue('own', quotas)]), flavors: names.map((name) => ({ name })) };
    const scheduler = new Scheduler(of);
    scheduler.submit(wants(2));
    assert.equal(changesOf(scheduler).length, FLAVORS_TRIED_MAX);
  });
});
