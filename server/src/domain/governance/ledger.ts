/**
 * The ledger: accelerator-hours of each team and day. Between two changes everything runs up at constant rates, so
 * nothing is done until a team's own queue changes; then what has run up is added to its row, and its meter goes on
 * at the new rates. What others do to a team, borrow of its idle quota, comes in through the lending pools. So a
 * change costs what it changes, whatever the number of teams; only the first one after midnight (UTC) closes the
 * day of all of them, a row a team, which is what the ledger is made of.
 */
import type { Draft } from '../draft.ts';
import { LEDGER_TEAMS_MAX } from '../limits.ts';
import type { ClusterQueue } from '../scheduler/cluster-queue.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { State } from '../state.ts';
import { emptyPool, lendingPoolKey, type PoolKey, poolAt } from './ledger/lending-pool.ts';
import {
  carriedOn,
  closed,
  dayOf,
  emptyDay,
  firstDayKept,
  meterAt,
  type PoolOf,
  type TeamDay,
  teamDayKey,
} from './ledger/team-day.ts';
import type { TeamDaysIndex } from './ledger/team-days-index.ts';
import { type Rates, ratesOf, runsAt, type Stake } from './ledger/team-meter.ts';
import { idleQueueName, isIdleQueue, queueOfTeam, teamOfQueue } from './policy-of.ts';

/** The lender of what no team was given. */
export const IDLE_LENDER = 'idle-resource-sharing';

/** One line of the ledger. */
export type LedgerRow = Omit<TeamDay, 'meter'>;

/**
 * To be called after usage or quota of these queues has changed, queues that came and went among them; `all` looks
 * at every queue. Queues of which nothing changed cost a look.
 */
export function noteUsage(
  draft: Draft,
  clusterId: string,
  { tree }: Scheduler,
  queues: Iterable<string> | 'all',
  now: number,
): void {
  closeDays(draft, clusterId, now);
  const days = daysOf(draft.state, clusterId);
  const parties = new Set<string>(queues === 'all' ? days.openTeams : []);
  for (const queue of queues === 'all' ? tree.queues.keys() : new Set(queues)) parties.add(partyOf(queue));
  for (const party of parties) {
    const present = queuesOf(party, tree.queues);
    note(draft, clusterId, party, ratesOf(tree, present), now);
  }
}

/** To be called when a task of the team has lost work: what had run, and will have to run again. */
export function addLoss(
  draft: Draft,
  clusterId: string,
  team: string,
  cause: 'preemption' | 'failure',
  acceleratorHours: number,
  at: number,
): void {
  if (acceleratorHours === 0) return;
  closeDays(draft, clusterId, at);
  const row = rowOf(draft, clusterId, team, dayOf(at));
  const lost =
    cause === 'preemption'
      ? { lostToPreemption: row.lostToPreemption + acceleratorHours }
      : { lostToFailures: row.lostToFailures + acceleratorHours };
  draft.put('teamDay', teamDayKey(row), { ...row, ...lost });
}

/** All rows of the cluster up to now, by day and team. */
export function ledgerOf(state: State, clusterId: string, now: number): readonly LedgerRow[] {
  const days = daysOf(state, clusterId);
  const first = firstDayKept(now);
  const rows: LedgerRow[] = [];
  for (const [team, byDay] of days.teams) {
    for (const row of byDay.values()) if (row.meter === undefined && row.day >= first) rows.push(row);
    const open = days.openOf(team);
    if (open !== undefined) rows.push(...carriedOn(open, now, poolsOf(state, clusterId)).map(closed));
  }
  return rows.sort((a, b) => order(a.day, b.day) || order(a.team, b.team));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const daysOf = (state: State, clusterId: string): TeamDaysIndex =>
  state.clusters.get(clusterId)!.governance.teamDays;

const poolsOf =
  (state: State, clusterId: string): PoolOf =>
  (key) =>
    state.get('lendingPool', lendingPoolKey(clusterId, key))!;

/** Whose account a queue runs on. */
const partyOf = (queue: string): string => (isIdleQueue(queue) ? IDLE_LENDER : (teamOfQueue(queue) ?? queue));

/** The queues that run on one account: a team's, or all that hold idle capacity. */
function queuesOf(party: string, queues: ReadonlyMap<string, ClusterQueue>): readonly ClusterQueue[] {
  const found: ClusterQueue[] = [];
  const add = (queue: ClusterQueue | undefined): unknown => queue !== undefined && found.push(queue);
  add(queues.get(queueOfTeam(party)));
  add(queues.get(party));
  if (party === IDLE_LENDER)
    for (let n = 1; queues.has(idleQueueName(n)); n += 1) add(queues.get(idleQueueName(n)));
  return found;
}

/** The first to come after midnight closes the day of all teams, and drops what is too old. */
function closeDays(draft: Draft, clusterId: string, now: number): void {
  const days = daysOf(draft.state, clusterId);
  const late = days.openOnOtherDays(dayOf(now));
  if (late.length === 0) return;
  for (const team of late) {
    const open = days.openOf(team)!;
    const rows = carriedOn(open, now, poolsOf(draft.state, clusterId));
    if (rows[0]!.day !== open.day) draft.put('teamDay', teamDayKey(open), closed(open));
    for (const row of rows) draft.put('teamDay', teamDayKey(row), row);
  }
  const first = firstDayKept(now);
  for (const rows of [...days.teams.values()])
    for (const row of [...rows.values()]) if (row.day < first) draft.delete('teamDay', teamDayKey(row));
}

/** The party's account up to now, and from now on at these rates. */
function note(draft: Draft, clusterId: string, party: string, rates: Rates | undefined, now: number): void {
  const days = daysOf(draft.state, clusterId);
  const open = days.openOf(party);
  if (runsAt(open?.meter, rates)) return;
  const poolOf = poolsOf(draft.state, clusterId);
  const row =
    open === undefined ? rowOf(draft, clusterId, party, dayOf(now)) : carriedOn(open, now, poolOf).at(-1)!;
  moveStakes(draft, clusterId, open?.meter.stakes ?? [], rates?.stakes ?? [], now);
  if (rates === undefined) {
    draft.put('teamDay', teamDayKey(row), closed(row));
    return;
  }
  draft.put('teamDay', teamDayKey(row), { ...row, meter: meterAt(rates, now, poolOf) });
}

/** Takes a party's old stakes out of the pools, and puts its new ones in. A pool in which nobody has any is gone. */
function moveStakes(
  draft: Draft,
  clusterId: string,
  before: readonly Stake[],
  after: readonly Stake[],
  now: number,
): void {
  const moves = new Map<string, { key: PoolKey; idle: number; over: number }>();
  for (const [stakes, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const { cohort, flavor, resource, idle, over } of stakes) {
      const key = { cohort, flavor, resource };
      const id = lendingPoolKey(clusterId, key);
      const sum = moves.get(id);
      moves.set(id, { key, idle: (sum?.idle ?? 0) + sign * idle, over: (sum?.over ?? 0) + sign * over });
    }
  }
  for (const [id, { key, ...move }] of moves) {
    const pool = poolAt(draft.get('lendingPool', id) ?? emptyPool(clusterId, key, now), now);
    const [idle, over] = [pool.idle + move.idle, pool.over + move.over];
    if (idle === 0 && over === 0) draft.delete('lendingPool', id);
    else if (move.idle !== 0 || move.over !== 0) draft.put('lendingPool', id, { ...pool, idle, over });
  }
}

/** The team's row of the day, made where it is missing. */
function rowOf(draft: Draft, clusterId: string, team: string, day: string): TeamDay {
  const days = daysOf(draft.state, clusterId);
  if (!days.teams.has(team)) makeRoom(draft, days);
  return days.get(team, day) ?? emptyDay(clusterId, team, day);
}

/** Of teams that are gone, the one that came first is forgotten where there would be too many. */
function makeRoom(draft: Draft, days: TeamDaysIndex): void {
  if (days.teams.size < LEDGER_TEAMS_MAX) return;
  for (const [team, rows] of days.teams) {
    if (days.openOf(team) !== undefined) continue;
    for (const row of [...rows.values()]) draft.delete('teamDay', teamDayKey(row));
    return;
  }
}
