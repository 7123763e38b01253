import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from './policy.ts';
import { Scheduler } from './scheduler.ts';
import { settle } from './settle.ts';
import { policy, queue, workload } from './testing.ts';
import { NodeRoom, type RoomNode } from './testing-room.ts';
import type { Workload } from './workload.ts';

const reclaiming = {
  cohort: 'all',
  preemption: { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' },
} as const;
/** Two teams that each own half of the eight GPUs, and may use all of them. */
const teams = (fair: boolean): Policy =>
  policy([queue('own', 4, reclaiming), queue('other', 4, reclaiming)], { fair });
const twoNodes: readonly RoomNode[] = [{ gpu: 4 }, { gpu: 4 }];

interface Story {
  readonly policy?: Policy;
  readonly nodes?: readonly RoomNode[];
  /** Comes first, one after the other, and is admitted. */
  readonly before?: readonly Workload[];
  readonly comes: readonly Workload[];
  /** Nodes of the pods of all that run in the end. */
  readonly runs: Readonly<Record<string, readonly number[]>>;
  readonly evicted?: readonly string[];
}

/** Small ones of `other`, so placed that both nodes have something of theirs. */
const scattered = [
  workload('o1', 'other', 3, { createdAt: 1 }),
  workload('o2', 'other', 3, { createdAt: 2 }),
];

test('quota and room together', async (t) => {
  const table: Record<string, Story> = {
    'a pod goes where it finds a place': {
      before: [workload('a', 'own', 3, { createdAt: 1 })],
      comes: [workload('b', 'own', 2, { createdAt: 2 })],
      runs: { a: [0], b: [1] },
    },
    'quota without room admits nothing': {
      nodes: [{ gpu: 2 }, { gpu: 2 }, { gpu: 2 }, { gpu: 2 }],
      comes: [workload('a', 'own', 3), workload('b', 'other', 2, { count: 2 })],
      runs: { b: [0, 1] },
    },
    'room without quota admits nothing': {
      policy: policy([queue('own', 2)]),
      comes: [workload('a', 'own', 3)],
      runs: {},
    },
    'of two that fit alone the later is left out': {
      nodes: [{ gpu: 4 }, { gpu: 2 }, { gpu: 2 }],
      comes: [workload('a', 'own', 4, { createdAt: 1 }), workload('b', 'other', 4, { createdAt: 2 })],
      runs: { a: [0] },
    },
    'guaranteed quota comes back where borrowers are scattered over the nodes': {
      before: scattered,
      comes: [workload('mine', 'own', 4, { createdAt: 3 })],
      runs: { o1: [0], mine: [1] },
      evicted: ['o2'],
    },
    'quota is free, and a borrower must go for its place': {
      nodes: [{ gpu: 4 }, { gpu: 4 }, { gpu: 1 }],
      policy: policy([
        queue('own', 4, reclaiming),
        queue('other', 1, reclaiming),
        queue('bank', 4, reclaiming),
      ]),
      before: [...scattered],
      comes: [workload('mine', 'own', 3, { createdAt: 3 })],
      runs: { o1: [0], mine: [1] },
      evicted: ['o2'],
    },
    'whoever stays within its quota is not sent away for a place': {
      before: [workload('o1', 'other', 2, { createdAt: 1 }), workload('a', 'own', 1, { createdAt: 2 })],
      nodes: [{ gpu: 4 }],
      comes: [workload('mine', 'own', 3, { createdAt: 3 })],
      runs: { o1: [0], a: [0] },
    },
    'in its own queue priority takes a place': {
      nodes: [{ gpu: 2 }, { gpu: 2 }],
      before: [workload('a', 'own', 1, { createdAt: 1 }), workload('b', 'own', 2, { createdAt: 2 })],
      comes: [workload('mine', 'own', 2, { priority: 1, createdAt: 3 })],
      policy: policy([queue('own', 8, reclaiming)]),
      runs: { a: [0], mine: [1] },
      evicted: ['b'],
    },
    'nobody is sent away in vain': {
      nodes: [{ gpu: 2 }, { gpu: 2 }],
      before: [workload('a', 'other', 2, { createdAt: 1 }), workload('b', 'other', 2, { createdAt: 2 })],
      comes: [workload('mine', 'own', 4, { createdAt: 3 })],
      runs: { a: [0], b: [1] },
    },
    'who can do with fewer pods takes what places there are': {
      nodes: [{ gpu: 2 }, { gpu: 1 }],
      comes: [workload('a', 'own', 1, { count: 4, minCount: 2 })],
      runs: { a: [0, 0, 1] },
    },
    'and waits where there are still too few': {
      nodes: [{ gpu: 1 }],
      comes: [workload('a', 'own', 1, { count: 4, minCount: 2 })],
      runs: {},
    },
    'the next flavor has room': {
      policy: policy([queue('own', { a: { gpu: 4 }, b: { gpu: 4 } })]),
      nodes: [
        { gpu: 2, flavor: 'a' },
        { gpu: 2, flavor: 'a' },
        { gpu: 3, flavor: 'b' },
      ],
      comes: [workload('a', 'own', 3)],
      runs: { a: [2] },
    },
  };
  for (const [sentence, story] of Object.entries(table)) {
    for (const fair of [false, true]) {
      await t.test(`${sentence}, ${fair ? 'by fair share' : 'classically'}`, () => tell(story, fair));
    }
  }
});

function tell(
  { policy: of, nodes = twoNodes, before = [], comes, runs, evicted = [] }: Story,
  fair: boolean,
) {
  const room = new NodeRoom(nodes);
  const fairSharing = teams(fair).fairSharing;
  const scheduler = new Scheduler({ ...(of ?? teams(fair)), fairSharing }, room);
  for (const one of before) {
    scheduler.submit(one);
    assert.equal(settle(scheduler, one.createdAt, { evictAtOnce: true }).admitted.length, 1, one.key);
  }
  for (const one of comes) scheduler.submit(one);
  const { preempted } = settle(scheduler, 10, { evictAtOnce: true });
  assert.deepEqual(room.occupants, runs);
  assert.deepEqual(
    preempted.map(({ workload: key }) => key),
    evicted,
  );
}

test('a workload without room waits until something changes', () => {
  const room = new NodeRoom([{ gpu: 2 }, { gpu: 2 }]);
  const scheduler = new Scheduler(policy([queue('q', 4)]), room);
  scheduler.submit(workload('w', 'q', 3));
  assert.equal(scheduler.cycle(0).tried[0]!.outcome, 'PreemptionNoCandidates');
  assert.equal(scheduler.hasHeads, false);
  scheduler.wakeAll();
  assert.equal(scheduler.hasHeads, true);
});

test('a preemptor gets its place once its victims have stopped, and sends nobody else away meanwhile', () => {
  const room = new NodeRoom(twoNodes);
  const scheduler = new Scheduler(teams(true), room);
  for (const one of [...scattered, workload('mine', 'own', 4, { createdAt: 3 })]) {
    scheduler.submit(one);
    settle(scheduler, one.createdAt, { evictAtOnce: false });
  }
  assert.equal(scheduler.get('o2')!.reservation!.evicting, true);
  scheduler.wakeAll();
  assert.deepEqual(settle(scheduler, 4, { evictAtOnce: false }).preempted, []);
  assert.deepEqual(room.occupants, { o1: [0], o2: [1] });
  scheduler.evicted('o2');
  settle(scheduler, 5, { evictAtOnce: false });
  assert.deepEqual(room.occupants, { o1: [0], mine: [1] });
});

test('places are free when their workload stops or is evicted, and not before when its queue goes', () => {
  const room = new NodeRoom([{ gpu: 4 }]);
  const scheduler = new Scheduler(policy([queue('q', 2), queue('r', 2)]), room);
  for (const key of ['q1', 'q2', 'r1', 'r2']) scheduler.submit(workload(key, key[0]!, 1));
  settle(scheduler, 0, { evictAtOnce: true });
  assert.equal(room.free[0]!.gpu, 0);
  scheduler.finish('q1');
  scheduler.finish('q1');
  assert.equal(room.free[0]!.gpu, 1);
  scheduler.evicted('q2');
  assert.equal(room.free[0]!.gpu, 2);
  const next = scheduler.withPolicy(policy([queue('q', 2)]));
  assert.equal(room.free[0]!.gpu, 2, 'what is left out of the new policy stays where it is until it leaves');
  settle(next, 1, { evictAtOnce: true });
  assert.deepEqual(room.occupants, { q2: [0], r1: [0], r2: [0] });
});

test('room is asked only where quota said yes', () => {
  const room = new NodeRoom(twoNodes);
  const scheduler = new Scheduler(policy([queue('q', 2)]), room);
  scheduler.submit(workload('w', 'q', 3));
  scheduler.cycle(0);
  assert.equal(room.asked, 0);
  scheduler.submit(workload('v', 'q', 2));
  scheduler.cycle(0);
  assert.equal(room.asked, 1);
});
