import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Draft } from '../draft.ts';
import { LEDGER_TEAMS_MAX, TEAM_DAYS_MAX } from '../limits.ts';
import { dropGovernance } from './drop-governance.ts';
import { Books, DAY, devices, GPU, gpus, HOUR, NEURON, SLICE, slices } from './ledger/testing.ts';
import { IDLE_LENDER } from './ledger.ts';

describe('the ledger', () => {
  test('a team borrows what another leaves idle, and gives it back', () => {
    const books = new Books();
    books.quota('research', [gpus(8)]);
    books.quota('product', [gpus(4)]);
    books.use('research', GPU, 2);
    books.use('product', GPU, 4);
    books.now += 2 * HOUR;
    books.use('product', GPU, 7);
    books.now += 4 * HOUR;
    books.use('product', GPU, 4);
    books.lose('product', 'preemption', 1.5);
    books.lose('product', 'failure', 0.25);
    books.now += 3 * HOUR;
    assert.deepEqual(books.day('2026-08-03'), {
      research: { guaranteed: 72, used: 18, lent: 12 },
      product: { guaranteed: 36, used: 48, borrowed: 12, lostToPreemption: 1.5, lostToFailures: 0.25 },
    });
  });

  test('slices count by their compute slices, Trainium by the device', () => {
    const books = new Books();
    books.quota('a', [slices(14), devices(4)]);
    books.use('a', SLICE, 7);
    books.use('a', NEURON, 1);
    books.now += 2 * HOUR;
    assert.deepEqual(books.day('2026-08-03'), { a: { guaranteed: 20, used: 8 } });
  });

  test('all with idle quota lend in proportion to it, idle nodes among them', () => {
    const books = new Books();
    books.nodes(2);
    books.quota('a', [gpus(6)], 'Lend');
    books.quota('b', [gpus(2)]);
    books.quota('c', [gpus(2)], 'DontLend');
    books.use('b', GPU, 8);
    books.now += HOUR;
    assert.deepEqual(books.day('2026-08-03'), {
      a: { guaranteed: 6, lent: 3 },
      b: { guaranteed: 2, used: 8, borrowed: 6 },
      c: { guaranteed: 2 },
      [IDLE_LENDER]: { guaranteed: 6, lent: 3 },
    });
  });

  test('what is used beyond everybody’s quota is borrowed from nobody', () => {
    const books = new Books();
    books.quota('a', [gpus(6)]);
    books.quota('b', [gpus(2)]);
    books.use('b', GPU, 8);
    books.now += HOUR;
    books.quota('a', [gpus(2)]);
    books.now += HOUR;
    assert.deepEqual(books.day('2026-08-03'), {
      a: { guaranteed: 8, lent: 8 },
      b: { guaranteed: 4, used: 16, borrowed: 8 },
    });
  });

  test('days end at midnight, with or without an event', () => {
    const books = new Books();
    books.quota('a', [gpus(1)]);
    books.quota('b', [gpus(1)]);
    books.use('a', GPU, 2);
    books.now += 2 * DAY;
    const a = { guaranteed: 24, used: 48, borrowed: 24 };
    const b = { guaranteed: 24, lent: 24 };
    const half = { a: { guaranteed: 12, used: 24, borrowed: 12 }, b: { guaranteed: 12, lent: 12 } };
    for (const _ of ['without', 'with']) {
      assert.deepEqual(
        ['2026-08-03', '2026-08-04', '2026-08-05'].map((day) => books.day(day)),
        [half, { a, b }, half],
      );
      books.use('a', GPU, 0);
    }
  });

  test('a team whose quota is gone keeps its days', () => {
    const books = new Books();
    books.quota('a', [gpus(1)]);
    books.now += HOUR;
    books.quota('a', []);
    books.now += HOUR;
    assert.deepEqual(books.day('2026-08-03'), { a: { guaranteed: 1 } });
    assert.deepEqual([...books.draft.state.all('lendingPool')], []);
  });

  test('a team without accelerators has no rows', () => {
    const books = new Books();
    books.quota('a', [{ InstanceType: 'ml.m5.xlarge', Count: 4 }]);
    books.now += HOUR;
    assert.deepEqual(books.rows(), []);
  });

  test('a change writes what it changes, however many teams there are', () => {
    const books = new Books();
    for (let i = 0; i < 300; i += 1)
      books.teams.set(`t${i}`, { resources: [gpus(4)], strategy: 'LendAndBorrow' });
    books.quota('a', [gpus(4)]);
    books.draft = new Draft(books.draft.state);
    books.now += HOUR;
    books.use('a', GPU, 5);
    assert.deepEqual(
      books.draft
        .changes()
        .map(({ kind }) => kind)
        .sort(),
      ['lendingPool', 'teamDay'],
    );
    books.draft = new Draft(books.draft.state);
    books.use('a', GPU, 5);
    assert.deepEqual(books.draft.changes(), [], 'nothing changed, nothing is written');
  });

  test(`keeps ${TEAM_DAYS_MAX} days of a team`, () => {
    const books = new Books();
    books.quota('a', [gpus(1)]);
    const daysOf = () => books.rows().map(({ day }) => day);
    books.now += (TEAM_DAYS_MAX - 1) * DAY;
    assert.deepEqual([daysOf().length, daysOf()[0]], [TEAM_DAYS_MAX, '2026-08-03']);
    books.use('a', GPU, 1);
    books.now += DAY;
    assert.deepEqual([daysOf().length, daysOf()[0]], [TEAM_DAYS_MAX, '2026-08-04']);
    books.use('a', GPU, 2);
    assert.equal(books.documents().filter(([kind]) => kind === 'teamDay').length, TEAM_DAYS_MAX);
    books.now += 3 * TEAM_DAYS_MAX * DAY;
    assert.equal(daysOf().length, TEAM_DAYS_MAX);
    books.use('a', GPU, 3);
    assert.equal(books.documents().filter(([kind]) => kind === 'teamDay').length, TEAM_DAYS_MAX);
    assert.ok(books.rows().every(({ used }, i) => used === (i === TEAM_DAYS_MAX - 1 ? 24 : 48)));
  });

  test(`remembers ${LEDGER_TEAMS_MAX} teams of a cluster, and all that have quota`, () => {
    const books = new Books();
    books.quota('present', [gpus(1)]);
    for (let i = 1; i < LEDGER_TEAMS_MAX; i += 1) books.lose(`t${i}`, 'failure', 1);
    const teams = () => new Set(books.rows().map(({ team }) => team));
    assert.ok(teams().size === LEDGER_TEAMS_MAX && teams().has('t1'));
    books.lose('one-more', 'failure', 1);
    assert.equal(teams().size, LEDGER_TEAMS_MAX);
    assert.deepEqual([teams().has('present'), teams().has('t1'), teams().has('t2')], [true, false, true]);
  });

  test('goes with its cluster', () => {
    const books = new Books();
    books.quota('a', [gpus(1)]);
    books.use('a', GPU, 2);
    dropGovernance(books.draft, books.clusterId);
    assert.deepEqual(books.documents(), []);
  });
});
