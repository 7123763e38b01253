import assert from 'node:assert/strict';
import { type AppliedQuota, queueOfTeam } from '../../../src/domain/governance/policy-of.ts';
import {
  acceleratorsOf,
  borrowLimitsOf,
  totalsByType,
} from '../../../src/domain/governance/quota-arithmetic.ts';
import type { ClusterEntry } from '../../../src/domain/state.ts';
import type { Task, TaskAdmission, TaskSpec, TaskStatus } from '../../../src/domain/workload/task.ts';
import type { TaskRecord } from '../../../src/domain/workload/task-record.ts';
import { heldBy } from './quota.ts';

/** A task as its records tell of it. */
interface Told {
  readonly spec: TaskSpec;
  status: TaskStatus;
  admission: TaskAdmission | undefined;
  admissions: number;
  evictions: number;
  savedMs: number;
}

type RecordOf<T extends TaskRecord['type']> = Extract<TaskRecord, { type: T }>;

const HOUR_MS = 3_600_000;

/**
 * The history of a cluster's tasks read again from its first line: what it says of every task, and of the
 * accelerator-hours of every team. No admission in it goes past what its team, or all that share, may use.
 */
export class ToldHistory {
  readonly tasks = new Map<string, Told>();
  /** By team, of those with a quota in force. */
  readonly usedHours = new Map<string, number>();
  readonly lostHours = { preemption: new Map<string, number>(), failure: new Map<string, number>() };
  readonly #quotas = new Map<string, AppliedQuota>();
  readonly #victims: ReadonlyMap<string, ReadonlySet<number>>;
  #sharesIdle = false;
  #at = 0;

  constructor(records: readonly TaskRecord[], now: number) {
    this.#victims = victimsOf(records);
    let sequence = 0;
    for (const record of records) {
      sequence += 1;
      assert.equal(record.sequence, sequence, 'numbers of the history follow one another');
      this.#runTo(record.at);
      this.#read(record);
    }
    this.#runTo(now);
  }

  #runTo(at: number): void {
    assert.ok(at >= this.#at, 'the history goes back in time');
    const hours = (at - this.#at) / HOUR_MS;
    this.#at = at;
    if (hours === 0) return;
    for (const { spec, admission } of this.tasks.values()) {
      if (admission === undefined || this.#quotaOf(spec.team) === undefined) continue;
      add(this.usedHours, spec.team, accelerators(spec, admission) * hours);
    }
  }

  #quotaOf(team: string): AppliedQuota | undefined {
    return [...this.#quotas.values()].find(({ target }) => target.TeamName === team);
  }

  #read(record: TaskRecord): void {
    switch (record.type) {
      case 'Submitted':
        assert.ok(!this.tasks.has(record.task), `${record.task} was submitted twice`);
        this.tasks.set(record.task, {
          spec: record.spec,
          status: 'Pending',
          admission: undefined,
          admissions: 0,
          evictions: 0,
          savedMs: 0,
        });
        return;
      case 'Admitted':
        return this.#admitted(record);
      case 'Evicted':
        return this.#evicted(record);
      case 'Requeued':
        return this.#left(record, 'Pending');
      case 'Finished':
        return this.#left(record, record.outcome);
      case 'PolicyChanged':
        return this.#ruled(record);
      case 'LoopStopped':
        return;
    }
  }

  #ruled({ resource, id, present }: RecordOf<'PolicyChanged'>): void {
    if (resource === 'ClusterSchedulerConfig') {
      const { config } = (present ?? { config: {} }) as { config: { IdleResourceSharing?: string } };
      this.#sharesIdle = config.IdleResourceSharing === 'Enabled';
    } else if (present === undefined) this.#quotas.delete(id);
    else this.#quotas.set(id, present as AppliedQuota);
  }

  #admitted({ task, admission, at }: RecordOf<'Admitted'>): void {
    const told = this.tasks.get(task)!;
    assert.equal(told.status, 'Pending', `${task} was admitted while it was ${told.status}`);
    assert.equal(admission.admittedAt, at, `when ${task} was admitted`);
    told.status = 'Running';
    told.admission = admission;
    told.admissions += 1;
    const { team } = told.spec;
    const quota = this.#quotaOf(team);
    assert.ok(quota !== undefined, `${task} was admitted, and team ${team} has no quota`);
    assert.notEqual(quota.activationState, 'Disabled', `${task} was admitted by a quota that is off`);
    for (const [what, amount] of heldBy(told)) if (amount > 0) this.#isWithin(task, quota, what);
  }

  /**
   * Within its own quota and what it may borrow; and all who share, within what they have. Victims of the same pass
   * count as gone there, as they do in Kueue's cycle, although they hold their quota until they have stopped.
   */
  #isWithin(task: string, quota: AppliedQuota, what: string): void {
    const [type, resource] = [what.slice(0, what.indexOf('/')), what.slice(what.indexOf('/') + 1)];
    const shares = quota.config.ResourceSharingConfig?.Strategy !== 'DontLend';
    const most = nominal(quota, type, resource) + (shares ? limit(quota, type, resource) : 0);
    const { TeamName: team } = quota.target;
    const used = this.#used(what);
    assert.ok(
      (used.get(team) ?? 0) <= most,
      `${task}: ${team} uses ${used.get(team)} of ${what}, and ${most} is the most`,
    );
    if (!shares || this.#sharesIdle) return;
    const pool = [...this.#quotas.values()].filter(
      ({ config }) => config.ResourceSharingConfig?.Strategy !== 'DontLend',
    );
    const all = pool.reduce((sum, other) => sum + nominal(other, type, resource), 0);
    const staying = this.#used(what, (id) => !this.#victims.get(id)?.has(this.#at));
    const inUse = pool.reduce((sum, { target }) => sum + (staying.get(target.TeamName) ?? 0), 0);
    assert.ok(inUse <= all, `${task}: ${inUse} of ${what} are used, and all who share have ${all}`);
  }

  #used(what: string, counts: (task: string) => boolean = () => true): Map<string, number> {
    const used = new Map<string, number>();
    for (const [id, told] of this.tasks)
      if (counts(id)) add(used, told.spec.team, heldBy(told).get(what) ?? 0);
    return used;
  }

  #evicted({ task, reason, lostMs, at }: RecordOf<'Evicted'>): void {
    const told = this.tasks.get(task)!;
    assert.equal(told.status, 'Running', `${task} was evicted while it was ${told.status}`);
    told.status = 'Stopping';
    told.evictions += 1;
    const ranMs = at - told.admission!.admittedAt;
    const every = told.spec.checkpointIntervalMs ?? Number.POSITIVE_INFINITY;
    const keptMs = ranMs < every ? 0 : ranMs - (ranMs % every);
    assert.equal(lostMs, ranMs - keptMs, `what ${task} lost of ${ranMs} ms`);
    told.savedMs += keptMs;
    if (reason === 'Cancelled') return;
    const lost = reason.startsWith('Node') ? this.lostHours.failure : this.lostHours.preemption;
    add(lost, told.spec.team, (accelerators(told.spec, told.admission!) * lostMs) / HOUR_MS);
  }

  #left({ task, at, type }: RecordOf<'Requeued' | 'Finished'>, status: TaskStatus): void {
    const told = this.tasks.get(task)!;
    const { spec, admission, savedMs } = told;
    if (type === 'Requeued') assert.equal(told.status, 'Stopping', `${task} waits again`);
    else if (status === 'Cancelled') assert.ok(/Pending|Stopping/.test(told.status), `${task} was cancelled`);
    else {
      assert.equal(told.status, 'Running', `${task} has ${status} while it was ${told.status}`);
      const { durationMs = Number.POSITIVE_INFINITY } = spec;
      const ranMs = savedMs + at - admission!.admittedAt;
      assert.ok(ranMs <= Math.max(durationMs, savedMs), `${task} ran ${ranMs} of ${durationMs} ms`);
    }
    told.status = status;
    told.admission = undefined;
  }
}

/** When each task was preempted. */
function victimsOf(records: readonly TaskRecord[]): ReadonlyMap<string, ReadonlySet<number>> {
  const victims = new Map<string, Set<number>>();
  for (const record of records) {
    if (record.type !== 'Evicted' || typeof record.preemptor !== 'string') continue;
    const instants = victims.get(record.task) ?? new Set();
    victims.set(record.task, instants.add(record.at));
  }
  return victims;
}

const add = (sums: Map<string, number>, key: string, amount: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + amount);
};

const nominal = ({ config }: AppliedQuota, type: string, resource: string): number =>
  totalsByType(config.ComputeQuotaResources ?? []).get(type)?.[resource] ?? 0;

const limit = ({ config }: AppliedQuota, type: string, resource: string): number =>
  borrowLimitsOf(config).get(type)?.[resource] ?? 0;

const accelerators = (spec: TaskSpec, { podSets }: TaskAdmission): number =>
  podSets.reduce((sum, { name, count }) => {
    const { requests } = spec.podSets.find((podSet) => podSet.name === name)!;
    return sum + acceleratorsOf(requests) * count;
  }, 0);

/** What the records tell of every task is what it is. */
export function historyTellsTheTruth({ governance }: ClusterEntry, told: ToldHistory): void {
  const { entries } = governance.tasks;
  assert.deepEqual(
    [...told.tasks.keys()],
    entries.map(({ id }) => id),
    'tasks of which the history tells',
  );
  for (const task of entries) tells(told.tasks.get(task.id)!, task);
}

function tells(told: Told, task: Task): void {
  const { id, status, admissions, evictions, savedMs } = task;
  assert.deepEqual(
    [told.status, told.admissions, told.evictions, told.savedMs],
    [status, admissions, evictions, savedMs],
    `${id} and its history`,
  );
  const holds = status === 'Running' || status === 'Stopping';
  assert.equal(
    told.admission !== undefined,
    holds,
    `${id} of ${queueOfTeam(told.spec.team)} holds something`,
  );
}
