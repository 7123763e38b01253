import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CycleResult } from './cycle.ts';
import { Scheduler } from './scheduler.ts';
import { settle } from './settle.ts';
import { policy, queue, running, workload } from './testing.ts';
import type { Workload } from './workload.ts';

const admitted = ({ admitted: all }: Pick<CycleResult, 'admitted'>): string[] =>
  all.map(({ workload: key }) => key);
const preempted = ({ preempted: all }: Pick<CycleResult, 'preempted'>): string[] =>
  all.map(({ workload: key, reason, preemptor }) => `${key} for ${preemptor}: ${reason}`);

const lending = { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' } as const;

test('one workload of each queue is admitted in a cycle', () => {
  const scheduler = new Scheduler(policy([queue('q', 4), queue('r', 4)]));
  for (const key of ['q1', 'q2', 'r1']) scheduler.submit(workload(key, key[0]!, 1));
  assert.deepEqual(admitted(scheduler.cycle(0)), ['q1', 'r1']);
  assert.deepEqual(admitted(scheduler.cycle(0)), ['q2']);
  assert.equal(scheduler.hasHeads, false);
});

test('whoever borrows less goes first', () => {
  const scheduler = new Scheduler(
    policy([queue('q', 0, { cohort: 'all' }), queue('r', 4, { cohort: 'all' })]),
  );
  scheduler.submit(workload('borrows', 'q', 3, { priority: 100 }));
  scheduler.submit(workload('owns', 'r', 3));
  const result = scheduler.cycle(0);
  assert.deepEqual(admitted(result), ['owns']);
  assert.equal(result.tried.find(({ workload: key }) => key === 'borrows')!.outcome, 'FailedAfterNomination');
});

test('lent quota is taken back from whoever came last, and the victim waits in its old place', () => {
  const of = policy([
    queue('owner', 4, { cohort: 'all', preemption: lending }),
    queue('guest', 0, { cohort: 'all' }),
  ]);
  const scheduler = running(of, [workload('first', 'guest', 2), workload('last', 'guest', 2)]);
  scheduler.submit(workload('new', 'owner', 2, { createdAt: 5 }));
  const result = scheduler.cycle(10);
  assert.deepEqual(preempted(result), ['last for new: InCohortReclamation']);
  assert.deepEqual(admitted(result), [], 'the preemptor waits until its victims have gone');
  assert.deepEqual(preempted(scheduler.cycle(11)), [], 'a victim on its way is not preempted again');
  scheduler.evicted('last');
  assert.deepEqual(admitted(scheduler.cycle(12)), ['new']);
  assert.equal(scheduler.get('last')!.reservation, undefined);
});

test('victims of a cycle count as gone to those after their preemptor: until they stop more is used than there is', () => {
  const shared = { cohort: 'all', preemption: lending };
  const of = policy([
    queue('guest', 4, shared),
    queue('owner', 4, shared),
    queue('x', 2, shared),
    queue('y', 2, shared),
  ]);
  const scheduler = running(of, [workload('first', 'guest', 4), workload('last', 'guest', 6)]);
  scheduler.submit(workload('new', 'owner', 3, { createdAt: 1 }));
  scheduler.submit(workload('x1', 'x', 2, { createdAt: 2 }));
  scheduler.submit(workload('y1', 'y', 2, { createdAt: 3 }));
  const result = scheduler.cycle(10);
  assert.deepEqual(preempted(result), ['last for new: InCohortReclamation']);
  assert.deepEqual(admitted(result), ['x1', 'y1'], 'two were free, and four are given');
  scheduler.submit(workload('x2', 'x', 1, { createdAt: 4 }));
  assert.deepEqual(
    admitted(scheduler.cycle(11)),
    [],
    'in the cycles after it a victim that stops holds its quota',
  );
  scheduler.evicted('last');
  assert.deepEqual(admitted(scheduler.cycle(12)), ['new', 'x2']);
});

test('a victim is spared when the one after it suffices', () => {
  const of = policy([queue('q', 5, { preemption: lending })]);
  const scheduler = running(of, [workload('large', 'q', 4), workload('small', 'q', 1)]);
  scheduler.submit(workload('new', 'q', 4, { priority: 100, createdAt: 5 }));
  assert.deepEqual(preempted(scheduler.cycle(10)), ['large for new: InClusterQueue']);
});

test('a flavor is tried after the other', () => {
  const scheduler = new Scheduler(policy([queue('q', { a: { gpu: 1 }, b: { gpu: 2 } })]));
  scheduler.submit(workload('w', 'q', 2));
  assert.deepEqual(scheduler.cycle(0).admitted[0]!.podSets[0]!.flavors, { gpu: 'b' });
});

test('a workload that may be smaller is admitted as large as it fits', () => {
  const scheduler = new Scheduler(policy([queue('q', 3)]));
  scheduler.submit(workload('w', 'q', 1, { count: 5, minCount: 2 }));
  assert.equal(scheduler.cycle(0).admitted[0]!.podSets[0]!.count, 3);
});

test('under fair sharing the smaller share goes first', () => {
  const of = policy(
    [queue('q', 0, { cohort: 'all' }), queue('r', 0, { cohort: 'all' }), queue('bank', 9, { cohort: 'all' })],
    {
      fair: true,
    },
  );
  const scheduler = running(of, [workload('old', 'q', 4)]);
  scheduler.submit(workload('more', 'q', 3, { createdAt: 1 }));
  scheduler.submit(workload('first', 'r', 3, { createdAt: 2 }));
  assert.deepEqual(admitted(scheduler.cycle(5)), ['first']);
});

test('without weight nothing is taken from those who have it, and nominal quota comes back all the same', () => {
  const none = { cohort: 'all', weight: 0, preemption: lending };
  const of = policy(
    [queue('none', 2, none), queue('some', 0, { cohort: 'all' }), queue('bank', 2, { cohort: 'all' })],
    {
      fair: true,
    },
  );
  const scheduler = running(of, [workload('a', 'some', 2), workload('b', 'some', 2)]);
  scheduler.submit(workload('greedy', 'none', 3, { priority: 100 }));
  assert.deepEqual(preempted(scheduler.cycle(5)), []);
  scheduler.finish('greedy');
  scheduler.submit(workload('modest', 'none', 2));
  assert.deepEqual(preempted(scheduler.cycle(6)), ['b for modest: InCohortReclamation']);
});

test('a change of policy keeps who runs and wakes who waits', () => {
  const before = new Scheduler(policy([queue('q', 2)]));
  for (const key of ['a', 'b']) before.submit(workload(key, 'q', 2));
  settle(before, 0, { evictAtOnce: true });
  assert.equal(before.hasHeads, false);
  const after = before.withPolicy(policy([queue('q', 4)]));
  assert.deepEqual(admitted(settle(after, 1, { evictAtOnce: true })), ['b']);
  assert.equal(after.get('a')!.reservation!.reservedAt, 0);
});

test('a queue on hold', async (t) => {
  const held = { cohort: 'all', hold: true, preemption: lending };
  const free = { cohort: 'all', preemption: lending };
  const table: Record<string, [holders: Workload[], comes: Workload, admitted: string[], evicted: string[]]> =
    {
      'admits nothing new': [[], workload('w', 'held', 1), [], []],
      'lends its quota as before': [[], workload('w', 'free', 8), ['w'], []],
      'uses quota of the cohort as before': [
        [workload('h', 'held', 3)],
        workload('w', 'free', 6, { createdAt: 5 }),
        [],
        [],
      ],
      'keeps what it has borrowed': [
        [workload('h', 'held', 6)],
        workload('w', 'free', 4, { priority: 100, createdAt: 5 }),
        [],
        [],
      ],
    };
  for (const fair of [false, true]) {
    const of = policy([queue('free', 4, free), queue('held', 4, held)], { fair });
    for (const [sentence, [holders, comes, wanted, evicted]] of Object.entries(table)) {
      await t.test(`${sentence}, ${fair ? 'by fair share' : 'classically'}`, () => {
        const scheduler = running(of, holders);
        scheduler.submit(comes);
        const settled = settle(scheduler, 9, { evictAtOnce: true });
        assert.deepEqual([admitted(settled), preempted(settled)], [wanted, evicted]);
      });
    }
  }
});

test('what waits on hold is not tried, whatever wakes it, until the hold is lifted', () => {
  const scheduler = new Scheduler(policy([queue('q', 4, { hold: true })]));
  scheduler.submit(workload('w', 'q', 1));
  scheduler.wakeAll();
  assert.equal(scheduler.hasHeads, false);
  assert.deepEqual(scheduler.cycle(0).tried, []);
  const lifted = scheduler.withPolicy(policy([queue('q', 4)]));
  assert.deepEqual(admitted(settle(lifted, 1, { evictAtOnce: true })), ['w']);
});

test('what cannot be is refused', () => {
  const scheduler = new Scheduler(policy([queue('q', 2)]));
  scheduler.submit(workload('w', 'q', 1));
  assert.throws(() => scheduler.submit(workload('w', 'q', 1)), /w is known already/);
  assert.throws(() => scheduler.submit(workload('v', 'nowhere', 1)), /no cluster queue is named nowhere/);
  scheduler.finish('unknown');
  scheduler.evicted('w');
  assert.equal(scheduler.get('w')!.reservation, undefined);
});

test('a part knows who holds and who waits around a queue, and what is done to it leaves the whole as it was', () => {
  const of = policy([
    queue('q', 4, { cohort: 'all', preemption: lending }),
    queue('r', 0, { cohort: 'all' }),
    queue('elsewhere', 4),
  ]);
  const scheduler = running(of, [workload('held', 'r', 4), workload('far', 'elsewhere', 1)]);
  scheduler.submit(workload('waits', 'q', 4, { createdAt: 9 }));
  const part = scheduler.part(scheduler.tree.queues.get('q')!);
  assert.deepEqual(
    [...part.workloads()].map(({ workload: { key } }) => key).sort(),
    ['held', 'waits'],
    'what shares no quota is not in it',
  );
  const { preempted: gone } = settle(part, 10, { evictAtOnce: true });
  assert.deepEqual(
    gone.map(({ workload: key }) => key),
    ['held'],
  );
  assert.equal(part.get('held')!.reservation, undefined);
  assert.ok(part.get('waits')!.reservation !== undefined);
  part.finish('held');
  assert.equal(part.get('held'), undefined);
  assert.ok(scheduler.get('held')!.reservation !== undefined);
  assert.equal(scheduler.get('waits')!.reservation, undefined);
});
