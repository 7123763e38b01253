import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import { IDLE_LENDER } from '../ledger.ts';
import {
  Books,
  DAY,
  devices,
  FIGURES,
  type Figure,
  GPU,
  gpus,
  HOUR,
  NEURON,
  SLICE,
  type Strategy,
  slices,
} from './testing.ts';

/** The same by adding up every instant's rates for every team, from the scheduler alone. */
class NaiveLedger {
  readonly rows = new Map<string, Record<Figure, number>>();

  row(team: string, at: number): Record<Figure, number> {
    const key = `${new Date(at).toISOString().slice(0, 10)} ${team}`;
    const row = this.rows.get(key) ?? {
      guaranteed: 0,
      used: 0,
      borrowed: 0,
      lent: 0,
      lostToPreemption: 0,
      lostToFailures: 0,
    };
    this.rows.set(key, row);
    return row;
  }

  advance({ tree }: Scheduler, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const end = Math.min(to, (Math.floor(at / DAY) + 1) * DAY);
      const hours = (end - at) / HOUR;
      for (const { index, resource } of tree.frs.all) {
        const each = weightOf(resource);
        if (each === 0) continue;
        const queues = [...tree.queues.values()];
        const pool = queues.filter(({ parent }) => parent !== undefined);
        const idle = pool.reduce((sum, q) => sum + Math.max(0, q.nominal[index]! - q.usage[index]!), 0);
        const over = pool.reduce((sum, q) => sum + Math.max(0, q.usage[index]! - q.nominal[index]!), 0);
        const lent = Math.min(idle, over);
        for (const queue of queues) {
          const row = this.row(teamOf(queue.name), at);
          const beyond = queue.usage[index]! - queue.nominal[index]!;
          row.guaranteed += queue.nominal[index]! * each * hours;
          row.used += queue.usage[index]! * each * hours;
          if (queue.parent === undefined || beyond === 0) continue;
          if (beyond > 0) row.borrowed += ((beyond * lent) / over) * each * hours;
          else row.lent += ((-beyond * lent) / idle) * each * hours;
        }
      }
      at = end;
    }
  }
}

const teamOf = (queue: string): string =>
  queue.includes('-cq-') ? IDLE_LENDER : queue.replace(/^hyperpod-ns-|-clusterqueue$/g, '');

function weightOf(resource: string): number {
  if (resource === GPU || resource === NEURON) return 1;
  return resource === SLICE ? 3 / 7 : 0;
}

type Step =
  | {
      readonly do: 'use' | 'revert';
      readonly team: string;
      readonly resource: string;
      readonly amount: number;
    }
  | {
      readonly do: 'quota';
      readonly team: string;
      readonly amounts: readonly number[];
      readonly strategy: Strategy;
    }
  | { readonly do: 'nodes'; readonly count: number }
  | {
      readonly do: 'lose';
      readonly team: string;
      readonly cause: 'preemption' | 'failure';
      readonly hours: number;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'restart' };

const team = fc.constantFrom('a', 'b', 'c', 'd');
const small = fc.integer({ min: 0, max: 12 });
const use = { team, resource: fc.constantFrom(GPU, SLICE, NEURON), amount: small };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('use' as const), ...use }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revert' as const), ...use }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('quota' as const),
      team,
      amounts: fc.tuple(small, small, small),
      strategy: fc.constantFrom('Lend' as const, 'LendAndBorrow' as const, 'DontLend' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('nodes' as const), count: fc.nat({ max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      team,
      cause: fc.constantFrom('preemption' as const, 'failure' as const),
      hours: small,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        fc.constantFrom(1, HOUR, 12 * HOUR, DAY, 2 * DAY),
        fc.integer({ min: 1, max: 3 * DAY }),
        fc.integer({ min: 1, max: HOUR }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

function take(books: Books, naive: NaiveLedger, one: Step): void {
  switch (one.do) {
    case 'use':
      return books.use(one.team, one.resource, one.amount);
    case 'revert': {
      const before = books.documents();
      const mark = books.draft.mark();
      const kept = books.scheduler;
      books.scheduler = kept.withPolicy(books.policy());
      books.use(one.team, one.resource, one.amount);
      books.lose(one.team, 'failure', one.amount);
      books.draft.revert(mark);
      books.scheduler = kept;
      assert.deepEqual(books.documents(), before);
      return;
    }
    case 'quota': {
      const [g, s, d] = one.amounts as [number, number, number];
      const entries = [g > 0 && gpus(g), s > 0 && slices(s), d > 0 && devices(d)].filter((e) => e !== false);
      return books.quota(one.team, entries, one.strategy);
    }
    case 'nodes':
      return books.nodes(one.count);
    case 'lose':
      books.lose(one.team, one.cause, one.hours);
      naive.row(one.team, books.now)[one.cause === 'failure' ? 'lostToFailures' : 'lostToPreemption'] +=
        one.hours;
      return;
    case 'wait':
      naive.advance(books.scheduler, books.now, books.now + one.ms);
      books.now += one.ms;
      return;
    case 'restart':
      return books.restart();
  }
}

function assertSame(books: Books, naive: NaiveLedger): void {
  const seen = new Set<string>();
  for (const row of books.rows()) {
    const key = `${row.day} ${row.team}`;
    assert.ok(!seen.has(key), `${key} stands twice`);
    seen.add(key);
    const expected = naive.rows.get(key);
    for (const figure of FIGURES) assertClose(row[figure], expected?.[figure] ?? 0, `${key} ${figure}`);
  }
  for (const [key, row] of naive.rows)
    if (!seen.has(key)) for (const figure of FIGURES) assert.equal(row[figure], 0, `${key} ${figure}`);
}

const assertClose = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * (1 + Math.abs(expected)), `${what}: ${actual} ${expected}`);

describe('whatever happens', () => {
  test('the ledger is what adding up every instant gives, and borrowed is lent', () => {
    let [borrowing, days] = [0, 0];
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), (steps) => {
        const [books, naive] = [new Books(), new NaiveLedger()];
        for (const name of ['a', 'b', 'c']) books.quota(name, [gpus(8), slices(4)]);
        for (const one of steps) {
          take(books, naive, one);
          if (one.do === 'wait') assertSame(books, naive);
        }
        assertSame(books, naive);
        for (const rows of Map.groupBy(books.rows(), ({ day }) => day).values()) {
          const sum = (figure: Figure): number => rows.reduce((total, row) => total + row[figure], 0);
          assertClose(sum('borrowed'), sum('lent'), 'borrowed and lent');
          borrowing += sum('borrowed') > 0 ? 1 : 0;
          days += 1;
        }
      }),
      { seed: 20261126, numRuns: 200 },
    );
    assert.ok(borrowing > days / 4, `${borrowing} of ${days} days saw borrowing`);
  });
});
