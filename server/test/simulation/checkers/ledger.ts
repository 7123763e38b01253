import assert from 'node:assert/strict';
import { IDLE_LENDER, type LedgerRow, ledgerOf } from '../../../src/domain/governance/ledger.ts';
import type { State } from '../../../src/domain/state.ts';
import type { ToldHistory } from './task-history.ts';

type Figure = Exclude<keyof LedgerRow, 'clusterId' | 'team' | 'day'>;

/** Borrowed is lent, day by day; used and lost hours are those of the history. */
export function ledgerAddsUp(state: State, clusterId: string, told: ToldHistory, now: number): void {
  const rows = ledgerOf(state, clusterId, now);
  for (const [day, ofDay] of Map.groupBy(rows, (row) => row.day)) {
    same(sum(ofDay, 'borrowed'), sum(ofDay, 'lent'), `borrowed and lent on ${day}`);
  }
  for (const row of rows) {
    for (const figure of ['guaranteed', 'used', 'borrowed', 'lent'] as const)
      assert.ok(row[figure] >= 0, `${figure} of ${row.team} on ${row.day} is ${row[figure]}`);
    assert.ok(row.used >= row.borrowed - NEAR, `${row.team} borrowed ${row.borrowed} and used ${row.used}`);
  }
  const byTeam = Map.groupBy(rows, (row) => row.team);
  for (const team of new Set([...byTeam.keys(), ...told.usedHours.keys()])) {
    if (team === IDLE_LENDER) continue;
    const ofTeam = byTeam.get(team) ?? [];
    same(sum(ofTeam, 'used'), told.usedHours.get(team) ?? 0, `hours used by ${team}`);
    const { preemption, failure } = told.lostHours;
    same(sum(ofTeam, 'lostToPreemption'), preemption.get(team) ?? 0, `hours ${team} lost to preemption`);
    same(sum(ofTeam, 'lostToFailures'), failure.get(team) ?? 0, `hours ${team} lost to failures`);
  }
}

const NEAR = 1e-6;

const sum = (rows: readonly LedgerRow[], figure: Figure): number =>
  rows.reduce((total, row) => total + row[figure], 0);

const same = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= NEAR * (1 + expected), `${what}: ${actual} and ${expected}`);
