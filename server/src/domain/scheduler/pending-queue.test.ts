import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PendingQueue } from './pending-queue.ts';
import { quotaTree } from './quota-tree.ts';
import { policy, queue, type WorkloadOptions, workload } from './testing.ts';
import { type WorkloadInfo, workloadInfo } from './workload.ts';

const pendingQueue = (strict = false) => {
  const of = quotaTree(policy([queue('q', 4, { strict })])).queues.get('q')!;
  const make = (key: string, gpu: number, options: WorkloadOptions = {}): WorkloadInfo =>
    workloadInfo(workload(key, 'q', gpu, options), of);
  return { pending: of.pending, make };
};

const drain = (pending: PendingQueue): string[] => {
  const keys: string[] = [];
  for (let head = pending.pop(); head !== undefined; head = pending.pop()) keys.push(head.workload.key);
  return keys;
};

test('heads come by priority, then age, then UID', () => {
  const { pending, make } = pendingQueue();
  pending.push(make('young', 1, { createdAt: 9 }));
  pending.push(make('b', 2, { createdAt: 1 }));
  pending.push(make('a', 1, { createdAt: 1 }));
  pending.push(make('important', 3, { priority: 100, createdAt: 9 }));
  assert.deepEqual(drain(pending), ['important', 'a', 'b', 'young']);
});

test('what fails for one parks all of its shape, and who comes later, until the wake-up', () => {
  const { pending, make } = pendingQueue();
  for (const key of ['a', 'b']) pending.push(make(key, 3));
  pending.push(make('other', 1));
  pending.requeue(pending.pop()!, 'NoFit');
  pending.push(make('c', 3));
  assert.equal(pending.activeCount, 1);
  assert.deepEqual(drain(pending), ['other']);
  pending.wake();
  assert.deepEqual(drain(pending), ['a', 'b', 'c']);
});

test('shapes come and go in order, however many there were before', () => {
  const { pending, make } = pendingQueue();
  for (const shapes of [1, 40, 40, 3]) {
    const keys = Array.from({ length: shapes }, (_, n) => `w${String(n).padStart(2, '0')}`);
    for (const [n, key] of keys.entries()) pending.push(make(key, n + 1));
    assert.deepEqual(drain(pending), keys);
    assert.deepEqual([pending.size, pending.activeCount], [0, 0]);
    pending.push(make('again', 1));
    pending.requeue(pending.pop()!, 'NoFit');
    assert.deepEqual(drain(pending), []);
    pending.wake();
    assert.deepEqual(drain(pending), ['again']);
  }
});

test('a strict queue parks nothing', () => {
  const { pending, make } = pendingQueue(true);
  for (const key of ['a', 'b']) pending.push(make(key, 3));
  pending.requeue(pending.pop()!, 'NoFit');
  assert.deepEqual(drain(pending), ['a', 'b']);
});

test('one with flavors left to try is not parked', () => {
  const { pending, make } = pendingQueue();
  pending.push(make('a', 3));
  const head = pending.pop()!;
  head.lastAssignment = { tried: [new Map([['gpu', 0]])], generation: 0, cycle: 1 };
  pending.requeue(head, 'PreemptionNoCandidates');
  assert.deepEqual(drain(pending), ['a']);
});

test('the preemptor goes first in a best-effort queue, and only there', async (t) => {
  for (const [strict, order] of [
    [false, ['low', 'high']],
    [true, ['high', 'low']],
  ] as const) {
    await t.test(strict ? 'strict' : 'best effort', () => {
      const { pending, make } = pendingQueue(strict);
      pending.push(make('low', 1));
      pending.requeue(pending.pop()!, 'PendingPreemption');
      pending.push(make('high', 1, { priority: 100 }));
      assert.deepEqual(drain(pending), order);
    });
  }
});

test('a workload that goes leaves no trace', () => {
  const { pending, make } = pendingQueue();
  const [a, b] = [make('a', 3), make('b', 3)];
  for (const one of [a, b]) pending.push(one);
  pending.remove(a);
  pending.remove(a);
  assert.deepEqual([pending.size, pending.activeCount, pending.isParked(a)], [1, 1, false]);
  pending.requeue(pending.pop()!, 'NoFit');
  pending.remove(b);
  pending.wake();
  assert.deepEqual([pending.size, pending.activeCount, drain(pending)], [0, 0, []]);
});

test('a workload may come again', () => {
  const { pending, make } = pendingQueue();
  const a = make('a', 3);
  pending.push(a);
  assert.equal(pending.pop(), a);
  pending.push(a);
  assert.deepEqual(drain(pending), ['a']);
});

test('what comes to one queue comes to no other', () => {
  const [{ pending, make }, { pending: other }] = [pendingQueue(), pendingQueue()];
  pending.push(make('a', 1));
  pending.requeue(pending.pop()!, 'NoFit');
  other.wake();
  assert.deepEqual([other.size, other.activeCount, other.pop()], [0, 0, undefined]);
  assert.deepEqual([pending.size, pending.activeCount], [1, 0]);
});
