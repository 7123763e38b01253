import { clusterArn } from '../domain/cluster/cluster.ts';
import { type LedgerRow, ledgerOf } from '../domain/governance/ledger.ts';
import { decodeToken, encodeToken } from '../domain/paging.ts';
import type { Call, Reply } from './call.ts';
import { clusterOfPath } from './clusters.ts';
import { isoTime, number, type TextRule, text } from './members.ts';

/** Rows of one page. */
export const LEDGER_ROWS_MAX = 1_000;

const dayRule: TextRule = { pattern: /^\d{4}-\d\d-\d\d$/, rule: 'a day such as 2026-11-26' };

/** GET governance/ledger: accelerator-hours by team and day (UTC), the oldest day first, up to now. */
export function ledger(call: Call): Reply {
  const { engine, query } = call;
  const { cluster } = clusterOfPath(call);
  const now = engine.clock.now();
  const [team, from, to] = [text(query, 'team'), text(query, 'from', dayRule), text(query, 'to', dayRule)];
  const limit = number(query, 'limit', { min: 1, max: LEDGER_ROWS_MAX, whole: true }) ?? LEDGER_ROWS_MAX;
  const scope = `ledger ${cluster.id} ${team} ${from} ${to}`;
  const after = decodeToken(text(query, 'nextToken'), scope) ?? '';
  const rows = ledgerOf(engine.state, cluster.id, now).filter(
    (row) =>
      (team === undefined || row.team === team) &&
      (from === undefined || row.day >= from) &&
      (to === undefined || row.day <= to) &&
      placeOf(row) > after,
  );
  const page = rows.slice(0, limit);
  return {
    json: {
      now: isoTime(now),
      cluster: { name: cluster.name, arn: clusterArn(cluster) },
      unit: 'accelerator-hours',
      rows: page.map(({ clusterId: _, ...row }) => row),
      nextToken: rows.length > page.length ? encodeToken(scope, placeOf(page.at(-1)!)) : null,
    },
  };
}

const placeOf = ({ day, team }: LedgerRow): string => `${day} ${team}`;
