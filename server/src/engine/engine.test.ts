import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededMarket } from '../domain/capacity/market.ts';
import type { Command } from '../domain/command.ts';
import { seededRandom } from '../domain/random.ts';
import { Refusal } from '../domain/refusal.ts';
import { State } from '../domain/state.ts';
import { MemoryStore } from '../store/memory.ts';
import { type Change, type CommitResult, type Store, StoreUnavailable } from '../store/store.ts';
import { RealClock, VirtualClock } from './clock.ts';
import { Engine, type EngineOptions, QUEUE_MAX, TRANSITIONS_PER_FLUSH, Unavailable } from './engine.ts';
import { load } from './load.ts';

const startedAt = Date.UTC(2026, 0, 5);
const world = { account: '123456789012', region: 'us-west-2' };

const create = (name: string): Command => ({
  type: 'operation',
  operation: 'CreateCluster',
  world,
  input: {
    ClusterName: name,
    InstanceGroups: [
      {
        InstanceCount: 2,
        InstanceGroupName: 'workers',
        InstanceType: 'ml.c5.large',
        ExecutionRole: 'arn:aws:iam::123456789012:role/hyperpod',
      },
    ],
  },
});

/** A store whose disk can be full. */
class FullableStore implements Store {
  readonly #inner = new MemoryStore();
  isFull = false;
  commits = 0;
  get revision(): number {
    return this.#inner.revision;
  }
  load() {
    return this.#inner.load();
  }
  commit(base: number, changes: readonly Change[]): CommitResult {
    if (this.isFull) throw new StoreUnavailable('the disk is full');
    this.commits += 1;
    return this.#inner.commit(base, changes);
  }
  close(): void {}
}

function engineOn(options: Partial<EngineOptions> = {}) {
  const store = new FullableStore();
  const published: unknown[] = [];
  const defects: string[] = [];
  const engine = new Engine({
    state: new State(),
    store,
    clock: new VirtualClock(startedAt),
    random: seededRandom(1),
    pace: 'brisk',
    webhook: false,
    market: seededMarket,
    publish: (notifications) => published.push(...notifications),
    onDefect: (_error, where) => defects.push(where),
    ...options,
  });
  return { engine, store, published, defects };
}

test('commands of one turn share one commit, and every reply waits for it', async () => {
  const { engine, store } = engineOn();
  const replies = ['a', 'b', 'c'].map((name) => engine.execute(create(name)));
  assert.equal(store.commits, 0);
  assert.equal(engine.state.clusters.size, 0);
  await Promise.all(replies);
  assert.equal(store.commits, 1);
  assert.equal(engine.state.clusters.size, 3);
});

test('a refused command leaves nothing behind, and its neighbours in the turn are not touched', async () => {
  const { engine } = engineOn();
  const results = await Promise.allSettled(
    [create('a'), create('a'), create('b')].map((c) => engine.execute(c)),
  );
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.ok((results[1] as PromiseRejectedResult).reason instanceof Refusal);
  assert.equal(engine.state.clusters.size, 2);
});

test('where the commit fails nothing has happened, nothing goes out, and a later try succeeds', async () => {
  const { engine, store, published } = engineOn();
  store.isFull = true;
  await assert.rejects(engine.execute(create('a')), Unavailable);
  assert.equal(engine.state.clusters.size, 0);
  assert.equal(engine.state.due.inFlight, 0);
  assert.equal(published.length, 0);
  store.isFull = false;
  await engine.execute(create('a'));
  assert.equal(engine.state.clusters.size, 1);
  assert.ok(published.length > 0);
});

test('a clock that could not be made durable has not moved', async () => {
  const { engine, store } = engineOn();
  await engine.execute(create('a'));
  store.isFull = true;
  await assert.rejects(engine.advanceTo(startedAt + 60_000), Unavailable);
  assert.equal(engine.clock.now(), startedAt);
  store.isFull = false;
  const move = await engine.advanceTo(startedAt + 60_000);
  assert.equal(move.now, startedAt + 60_000);
  assert.ok(move.transitions > 0);
});

test('the queue takes as many commands as its limit says, and turns the next away', async () => {
  const { engine } = engineOn();
  const waiting = Array.from({ length: QUEUE_MAX }, () => engine.execute({ type: 'clock' }));
  await assert.rejects(engine.execute({ type: 'clock' }), /More than 10000 requests are waiting/);
  await Promise.all(waiting);
  await engine.execute({ type: 'clock' });
});

test('what fell due while the server was stopped happens at its own time', async () => {
  const { engine, store } = engineOn();
  await engine.execute(create('a'));
  const { state } = load(store);
  const later = engineOn({ state, store, clock: new VirtualClock(startedAt + 3_600_000) });
  assert.ok(later.engine.start() > 0);
  const entry = [...state.clusters.values()][0]!;
  assert.equal(entry.cluster.status, 'InService');
  assert.ok(entry.events.entries.every(({ at }) => at < startedAt + 60_000));
});

test('a backlog is decided in slices, each with a commit of its own', async () => {
  const { engine, store } = engineOn();
  const command = create('a') as Command & { input: { InstanceGroups: [{ InstanceCount: number }] } };
  command.input.InstanceGroups[0].InstanceCount = TRANSITIONS_PER_FLUSH;
  await engine.execute(command);
  (engine.clock as VirtualClock).set(startedAt + 3_600_000);
  const before = store.commits;
  const transitions = engine.start();
  assert.ok(transitions > 2 * TRANSITIONS_PER_FLUSH, `${transitions} transitions`);
  assert.equal(store.commits - before, Math.ceil(transitions / TRANSITIONS_PER_FLUSH));
});

test('commands do not wait for a backlog: they are decided at the time that was reached', async () => {
  const { engine, store } = engineOn();
  const command = create('a') as Command & { input: { InstanceGroups: [{ InstanceCount: number }] } };
  command.input.InstanceGroups[0].InstanceCount = TRANSITIONS_PER_FLUSH;
  await engine.execute(command);
  const end = startedAt + 3_600_000;
  (engine.clock as VirtualClock).set(end);
  assert.ok(engine.behindMs > 3_000_000, `${engine.behindMs} ms`);
  const commits = store.commits;
  await engine.execute(create('b'));
  assert.equal(store.commits - commits, 1, 'answered with the first slice');
  assert.ok(engine.transitionCount < 2 * TRANSITIONS_PER_FLUSH, `${engine.transitionCount} transitions`);
  const [, b] = [...engine.state.clusters.values()].map(({ cluster }) => cluster);
  assert.ok(b!.createdAt > startedAt && b!.createdAt < end, new Date(b!.createdAt).toISOString());
  const next = engine.state.due.peek()!.at;
  assert.ok(next >= b!.createdAt, 'nothing that was due before it has not happened');
  engine.start();
  assert.equal(engine.behindMs, 0);
  assert.deepEqual(
    [...engine.state.clusters.values()].map(({ cluster: { status } }) => status),
    ['InService', 'InService'],
  );
});

test('a stopped engine finishes what waits, and takes nothing more', async () => {
  const { engine } = engineOn();
  const waiting = engine.execute(create('a'));
  await engine.stop();
  await waiting;
  await assert.rejects(engine.execute(create('b')), /shutting down/);
});

test('running until idle ends where launches can never succeed: what has failed often waits, and does not move', async () => {
  const { engine } = engineOn();
  const request = { spec: { type: 'capacity', instanceType: 'ml.c5.large' } } as const;
  await engine.execute({ type: 'createFault', request });
  const continuous = create('a') as Extract<Command, { type: 'operation' }>;
  const input = { ...(continuous.input as object), NodeProvisioningMode: 'Continuous' };
  const Orchestrator = { Eks: { ClusterArn: 'arn:aws:eks:us-west-2:123456789012:cluster/k' } };
  const VpcConfig = { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
  await engine.execute({ ...continuous, input: { ...input, Orchestrator, VpcConfig } });
  const move = await engine.runUntilIdle();
  assert.equal(move.idle, true);
  assert.ok(move.transitions < 100);
  const later = await engine.advanceTo(move.now + 3_600_000);
  assert.ok(later.transitions > 100, 'it is tried on as time passes');
});

test('real time never runs backwards', (t) => {
  const clock = new RealClock();
  t.mock.timers.enable({ apis: ['Date'], now: 5_000 });
  assert.equal(clock.now(), 5_000);
  t.mock.timers.setTime(4_000);
  assert.equal(clock.now(), 5_000);
});
