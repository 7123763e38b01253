import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Explanation, explain } from './explain.ts';
import type { HoldingRule } from './holding-rule.ts';
import type { ClusterQueueSpec, Policy, ResourceQuota } from './policy.ts';
import { Scheduler } from './scheduler.ts';
import { settle } from './settle.ts';
import { policy, queue, running, workload } from './testing.ts';
import { NodeRoom } from './testing-room.ts';
import type { Workload } from './workload.ts';

const reclaim = { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' } as const;

/** The explanation of `new` beside these holders, at rest; victims stay until they are told to go. */
function explained(of: Policy, holders: readonly Workload[], ...waiting: readonly Workload[]): Explanation {
  const scheduler = running(of, holders);
  for (const one of waiting) scheduler.submit(one);
  settle(scheduler, 10, { evictAtOnce: false });
  return explain(scheduler, 'new')!;
}

const wants = (gpu: number, priority = 0): Workload =>
  workload('new', 'own', gpu, { priority, createdAt: 5 });

test('the rule that holds a workload', async (t) => {
  const pair = (own: Parameters<typeof queue>[1], other: Parameters<typeof queue>[1]): Policy =>
    policy([
      queue('own', own, { cohort: 'all', preemption: reclaim }),
      queue('other', other, { cohort: 'all' }),
    ]);
  const table: Record<string, [rule: HoldingRule, of: Policy, holders: Workload[], ...waiting: Workload[]]> =
    {
      'others of its queue use the quota and matter as much': [
        'Priority',
        policy([queue('own', 4, { preemption: reclaim })]),
        [workload('a', 'own', 4)],
        wants(2),
      ],
      'others of its queue use the quota, and it may not preempt': [
        'QuotaInUse',
        policy([queue('own', 4)]),
        [workload('a', 'own', 4)],
        wants(2),
      ],
      'the owner uses what it would borrow': [
        'QuotaInUse',
        pair(0, 4),
        [workload('a', 'other', 4)],
        wants(2),
      ],
      'there is more to borrow than its limit lets it': [
        'BorrowingLimit',
        pair({ gpu: 2, borrow: 1 }, 8),
        [],
        wants(4),
      ],
      'it has borrowed to its limit': [
        'BorrowingLimit',
        pair({ gpu: 0, borrow: 2 }, 8),
        [workload('a', 'own', 2)],
        wants(2),
      ],
      'the owner of idle quota does not lend it': [
        'LendingLimit',
        pair(0, { gpu: 4, lend: 0 }),
        [],
        wants(2),
      ],
      'nobody in the tree has as much': ['ExceedsMaximum', pair(2, 4), [], wants(8)],
      'the share of the other is no greater': [
        'FairShare',
        policy(
          [
            queue('own', 0, { cohort: 'all', preemption: reclaim }),
            queue('other', 0, { cohort: 'all' }),
            queue('bank', 2, { cohort: 'all' }),
          ],
          { fair: true },
        ),
        [workload('a', 'other', 2)],
        wants(2),
      ],
      'its victims are leaving': ['VictimsLeaving', pair(4, 0), [workload('a', 'other', 4)], wants(2)],
      'a preemptor of its queue waits for its victims': [
        'BehindPreemptor',
        pair(4, 0),
        [workload('a', 'other', 4)],
        wants(2),
        workload('first', 'own', 2, { priority: 10 }),
      ],
      'another is the head of its strict queue': [
        'BehindHead',
        policy([queue('own', 4, { strict: true })]),
        [],
        wants(1),
        workload('first', 'own', 8),
      ],
      'its queue is on hold': ['QueueStopped', policy([queue('own', 4, { hold: true })]), [], wants(1)],
    };
  for (const [sentence, [rule, of, holders, ...waiting]] of Object.entries(table)) {
    await t.test(sentence, () => assert.equal(explained(of, holders, ...waiting).rule, rule));
  }
});

test('the numbers of a flavor', () => {
  const of = policy([
    queue('own', { gpu: 4, borrow: 2 }, { cohort: 'all', preemption: reclaim }),
    queue('other', { gpu: 6, lend: 3 }, { cohort: 'all' }),
  ]);
  const holders = [workload('mine', 'own', 5), workload('theirs', 'other', 4)];
  const { podSets, place, message, reason } = explained(of, holders, wants(2));
  const [row] = podSets[0]!.flavors[0]!.resources;
  const { mode, holders: who, withholders, ...numbers } = row!;
  assert.deepEqual(numbers, {
    fr: 0,
    resource: 'gpu',
    before: 0,
    requested: 2,
    missing: 1,
    nominal: 4,
    used: 5,
    borrowed: 1,
    borrowingLimit: 2,
    lent: 3,
    free: 1,
    kept: 3,
    withheld: 0,
    available: 1,
    potential: 6,
    rule: 'Priority',
  });
  assert.equal(mode, 'noCandidates');
  assert.deepEqual(withholders, []);
  assert.deepEqual(who, {
    candidates: { workloads: 0, amount: 0 },
    byPriority: { workloads: 1, amount: 5 },
    byQuota: { workloads: 1, amount: 4 },
    byRule: { workloads: 0, amount: 0 },
  });
  assert.deepEqual(place, { position: 1, waiting: 1, parked: true, behind: undefined });
  assert.equal(reason, 'WaitingForQuota');
  assert.match(message, /insufficient unused quota for gpu in flavor a, 1 more needed/);
});

test('a node must have room, whatever the quota', () => {
  const scheduler = new Scheduler(policy([queue('own', 8)]), new NodeRoom([{ gpu: 4 }, { gpu: 4 }]));
  scheduler.submit(wants(5));
  settle(scheduler, 0, { evictAtOnce: true });
  const { rule, noRoom } = explain(scheduler, 'new')!;
  assert.equal(rule, 'NoRoom');
  assert.equal(noRoom!.nodes, 2);
});

test('flavors are explained one by one, the easiest rule holds', () => {
  const of = policy([queue('own', { a: { gpu: 1 }, b: { gpu: 4 } })]);
  const { podSets, rule } = explained(of, [], workload('first', 'own', 4), wants(3));
  assert.deepEqual(
    podSets[0]!.flavors.map((one) => [one.flavor, one.rule]),
    [
      ['a', 'ExceedsMaximum'],
      ['b', 'QuotaInUse'],
    ],
  );
  assert.equal(rule, 'QuotaInUse');
});

test('who holds quota, and who is not known, has no explanation', () => {
  const scheduler = running(policy([queue('own', 4)]), [wants(2)]);
  assert.equal(explain(scheduler, 'new'), undefined);
  assert.equal(explain(scheduler, 'nobody'), undefined);
});

test('a scan that stops at a flavor where nobody makes way is told to go on, not to be held', () => {
  const quotas = (cpu: number, gpu: number): ResourceQuota[] => [
    { name: 'cpu', nominal: cpu },
    { name: 'gpu', nominal: gpu },
  ];
  const named = (name: string, a: ResourceQuota[], b: ResourceQuota[]): ClusterQueueSpec => ({
    ...queue(name, 0, {
      cohort: 'all',
      preemption: { reclaimWithinCohort: 'Any' },
      fungibility: { whenCanPreempt: 'MayStopSearch' },
    }),
    resourceGroups: [
      [
        { flavor: 'a', resources: a },
        { flavor: 'b', resources: b },
      ],
    ],
  });
  const of = policy([
    named('own', quotas(4, 0), quotas(0, 0)),
    named('guest', quotas(0, 0), quotas(0, 0)),
    named('bank', quotas(0, 1), quotas(4, 1)),
  ]);
  const asking = (key: string, clusterQueue: string, requests: Record<string, number>): Workload => {
    const plain = workload(key, clusterQueue, 0, { createdAt: 5 });
    return { ...plain, podSets: [{ ...plain.podSets[0]!, requests }] };
  };
  const scheduler = new Scheduler(of);
  for (const [key, clusterQueue, cpu] of [
    ['mine', 'own', 2],
    ['theirs', 'guest', 1],
  ] as const) {
    scheduler.restore(asking(key, clusterQueue, { cpu }), {
      podSets: [{ name: 'main', count: 1, flavors: { cpu: 'a' } }],
      reservedAt: 0,
    });
  }
  scheduler.submit(asking('new', 'own', { cpu: 2, gpu: 1 }));
  const outcomes = [1, 2].map((now) => {
    const { rule } = explain(scheduler, 'new')!;
    return [rule, scheduler.cycle(now).tried[0]!.outcome];
  });
  assert.deepEqual(outcomes, [
    ['NextInTurn', 'PreemptionNoCandidates'],
    ['HeldBack', 'Admitted'],
  ]);
});
