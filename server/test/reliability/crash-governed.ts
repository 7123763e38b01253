import assert from 'node:assert/strict';
import type { TaskRecord } from '../../src/domain/workload/task-record.ts';
import { devicesHaveOneOwner } from '../simulation/checkers/places.ts';
import { heldBy } from '../simulation/checkers/quota.ts';
import { ToldHistory } from '../simulation/checkers/task-history.ts';
import type { ApiClient } from './api-client.ts';

/**
 * What a governor knows of its cluster's quotas, policy and tasks from the answers it was given, and the check that
 * a server knows the same and agrees with itself: list, history and governance tell one story.
 */
export type Presence = 'yes' | 'maybe' | 'going' | 'maybe going';

/** A quota or the policy. */
export class ExpectedResource {
  readonly name: string;
  id: string | undefined;
  presence: Presence = 'maybe';
  version = 1;
  /** An update that was not answered would have made it this. */
  versionOtherwise: number | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

type Ended = 'Succeeded' | 'Failed' | 'Cancelled';

export class ExpectedTask {
  readonly name: string;
  readonly seconds: number | undefined;
  /** Given with the answer to its submission. */
  id: string | undefined;
  /** How it was ended by us, for sure or perhaps. */
  ended: { readonly how: Ended; readonly sure: boolean } | undefined;
  /** How it was found to have ended: that stays. */
  found: { readonly status: string; readonly endedAt: string } | undefined;

  constructor(name: string, seconds: number | undefined) {
    this.name = name;
    this.seconds = seconds;
  }
}

/** A row of the list of tasks. */
export interface TaskRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly savedSeconds: number;
  readonly remainingSeconds: number | null;
}

interface Governance {
  readonly now: string;
  readonly teams: readonly {
    readonly team: string;
    readonly sharing: string;
    readonly resources: readonly Amounts[];
  }[];
  readonly idlePool: readonly Amounts[];
}

interface Amounts {
  readonly instanceType: string;
  readonly resource: string;
  readonly quota: string;
  readonly used?: string;
  readonly borrowed?: string;
  readonly lent: string;
}

const TRIES_MAX = 40;

export class Governed {
  readonly path: string;
  readonly #cluster: string;
  /** By name; a resource that is gone is forgotten. */
  readonly quotas = new Map<string, ExpectedResource>();
  policy: ExpectedResource | undefined;
  readonly tasks = new Map<string, ExpectedTask>();
  /** How many lines of history were seen; none of them goes. */
  #lines = 0;

  constructor(cluster: string) {
    this.#cluster = cluster;
    this.path = `/_quartermaster/clusters/${cluster}`;
  }

  async check(api: ApiClient, arn: string): Promise<void> {
    await this.#checkQuotas(api, arn);
    await this.#checkPolicy(api, arn);
    const { rows, told, governance } = await this.#still(api);
    this.#checkTasks(rows, Date.parse(governance.now));
    for (const row of rows)
      assert.equal(told.tasks.get(row.id)?.status, row.status, `${row.id} in list and history`);
    assert.equal(told.tasks.size, rows.length, 'tasks in list and history');
    const tasks = [...told.tasks].map(([id, task]) => ({ ...task, id }));
    devicesHaveOneOwner(tasks);
    this.#checkUsage(tasks, governance);
  }

  async #checkQuotas(api: ApiClient, ClusterArn: string): Promise<void> {
    const { status, body } = await api.call('ListComputeQuotas', { ClusterArn });
    assert.equal(status, 200, JSON.stringify(body));
    const found: { Name: string; ComputeQuotaId: string; Status: string }[] = body.ComputeQuotaSummaries;
    for (const { Name, ComputeQuotaId, Status } of found) {
      const quota = this.quotas.get(Name);
      assert.ok(quota !== undefined, `quota ${Name} was never asked for`);
      settlePresence(quota, Status);
      quota.id ??= ComputeQuotaId;
      assert.equal(ComputeQuotaId, quota.id, `${Name} has another id`);
      if (quota.presence !== 'yes') continue;
      const described = await api.call('DescribeComputeQuota', { ComputeQuotaId });
      settleVersion(quota, described.body.ComputeQuotaVersion);
      for (let past = 1; past < quota.version; past += 1) {
        const asked = { ComputeQuotaId, ComputeQuotaVersion: past };
        const { body: old } = await api.call('DescribeComputeQuota', asked);
        assert.equal(old.ComputeQuotaVersion, past, `${Name} lost version ${past}: ${JSON.stringify(old)}`);
      }
    }
    const names = new Set(found.map(({ Name }) => Name));
    for (const quota of [...this.quotas.values()]) {
      if (names.has(quota.name)) continue;
      assert.notEqual(quota.presence, 'yes', `quota ${quota.name} was acknowledged and is gone`);
      this.quotas.delete(quota.name);
    }
  }

  async #checkPolicy(api: ApiClient, ClusterArn: string): Promise<void> {
    const { body } = await api.call('ListClusterSchedulerConfigs', { ClusterArn });
    const [found] = body.ClusterSchedulerConfigSummaries;
    if (found === undefined) {
      assert.notEqual(this.policy?.presence, 'yes', 'the policy was acknowledged and is gone');
      this.policy = undefined;
      return;
    }
    const policy = this.policy;
    assert.ok(policy !== undefined, 'a policy that was never asked for');
    policy.presence = 'yes';
    policy.id ??= found.ClusterSchedulerConfigId;
    const asked = { ClusterSchedulerConfigId: policy.id };
    const described = await api.call('DescribeClusterSchedulerConfig', asked);
    settleVersion(policy, described.body.ClusterSchedulerConfigVersion);
  }

  /** All that is told, from a moment at which nothing changed between the first question and the last. */
  async #still(api: ApiClient): Promise<{ rows: TaskRow[]; told: ToldHistory; governance: Governance }> {
    for (let left = TRIES_MAX; left > 0; left -= 1) {
      const records = await this.#history(api);
      const rows = await this.rows(api);
      const { body: governance } = await api.send('GET', `${this.path}/governance`);
      const { body: newer } = await api.send('GET', `${this.path}/tasks/history?after=${records.length}`);
      if (newer.length > 0) continue;
      assert.ok(
        records.length >= this.#lines,
        `of ${this.#lines} lines of history ${records.length} are left`,
      );
      this.#lines = records.length;
      return { rows, told: new ToldHistory(records, Date.parse(governance.now)), governance };
    }
    throw new Error(`${this.#cluster} does not stand still`);
  }

  async #history(api: ApiClient): Promise<TaskRecord[]> {
    const records: TaskRecord[] = [];
    for (;;) {
      const after = records.at(-1)?.sequence ?? 0;
      const { body } = await api.send('GET', `${this.path}/tasks/history?after=${after}`);
      if (body.length === 0) return records;
      for (const line of body) records.push(recordOf(line));
    }
  }

  async rows(api: ApiClient): Promise<TaskRow[]> {
    const rows: TaskRow[] = [];
    let token = '';
    do {
      const { status, body } = await api.send('GET', `${this.path}/tasks?order=oldest&limit=500${token}`);
      assert.equal(status, 200, JSON.stringify(body));
      rows.push(...body.tasks);
      token = body.nextToken === null ? '' : `&nextToken=${body.nextToken}`;
    } while (token !== '');
    return rows;
  }

  #checkTasks(rows: readonly TaskRow[], now: number): void {
    const found = new Map<string, TaskRow>();
    for (const row of rows) {
      assert.ok(!found.has(row.name), `${row.name} was submitted once, and is there twice`);
      found.set(row.name, row);
      assert.ok(this.tasks.has(row.name), `${row.name} was never submitted`);
    }
    for (const task of [...this.tasks.values()]) {
      const row = found.get(task.name);
      if (row !== undefined) checkTask(task, row, now);
      else {
        assert.equal(task.id, undefined, `${task.name} was acknowledged as ${task.id} and is gone`);
        this.tasks.delete(task.name);
      }
    }
  }

  /** Used is what tasks hold; what some borrow others lend. */
  #checkUsage(tasks: readonly Parameters<typeof heldBy>[0][], { teams, idlePool }: Governance): void {
    const held = new Map<string, number>();
    for (const task of tasks)
      for (const [what, amount] of heldBy(task)) {
        const key = `${task.spec.team} ${what}`;
        held.set(key, (held.get(key) ?? 0) + amount);
      }
    const sums = new Map<string, { borrowed: number; lent: number; idle: number }>();
    const add = ({ instanceType, resource, quota, used, borrowed = '0', lent }: Amounts): void => {
      const key = `${instanceType}/${resource}`;
      const sum = sums.get(key) ?? { borrowed: 0, lent: 0, idle: 0 };
      sum.borrowed += Number(borrowed);
      sum.lent += Number(lent);
      sum.idle += Math.max(0, Number(quota) - Number(used ?? 0));
      sums.set(key, sum);
    };
    for (const { team, sharing, resources } of teams) {
      for (const row of resources.filter(isDevice)) {
        const key = `${team} ${row.instanceType}/${row.resource}`;
        assert.equal(Number(row.used), held.get(key) ?? 0, `used by ${key}`);
        if (sharing !== 'DontLend') add(row);
      }
    }
    for (const row of idlePool.filter(isDevice)) add(row);
    for (const [what, { borrowed, lent, idle }] of sums)
      assert.equal(lent, Math.min(borrowed, idle), `what is borrowed of ${what} is lent`);
  }
}

/** A line of the history, its times as the rules have them. */
function recordOf(line: TaskRecord & { readonly at: unknown }): TaskRecord {
  const at = Date.parse(String(line.at));
  if (line.type !== 'Admitted') return { ...line, at };
  const admittedAt = Date.parse(String(line.admission.admittedAt));
  return { ...line, at, admission: { ...line.admission, admittedAt } };
}

const isDevice = ({ resource }: Amounts): boolean => resource.startsWith('nvidia.com/');

function settlePresence(resource: ExpectedResource, status: string): void {
  if (status === 'Deleting') {
    assert.match(resource.presence, /going/, `${resource.name} is ${status}`);
    resource.presence = 'going';
  } else {
    assert.notEqual(resource.presence, 'going', `${resource.name} was deleted and is ${status}`);
    resource.presence = 'yes';
  }
}

function settleVersion(resource: ExpectedResource, version: number): void {
  const possible = [resource.version, resource.versionOtherwise ?? resource.version];
  assert.ok(
    possible.includes(version),
    `${resource.name} has version ${version}, not ${possible.join(' or ')}`,
  );
  resource.version = version;
  resource.versionOtherwise = undefined;
}

function checkTask(task: ExpectedTask, row: TaskRow, now: number): void {
  const { name, ended } = task;
  task.id ??= row.id;
  assert.equal(row.id, task.id, `${name} has another id`);
  const isOver = row.endedAt !== null;
  if (task.found !== undefined)
    assert.deepEqual({ status: row.status, endedAt: row.endedAt }, task.found, `${name} had ended`);
  if (isOver) task.found = { status: row.status, endedAt: row.endedAt! };
  if (ended?.sure) {
    const possible = ended.how === 'Cancelled' ? ['Cancelled', 'Stopping'] : [ended.how];
    assert.ok(possible.includes(row.status), `${name} was ${ended.how} and is ${row.status}`);
  }
  if (task.seconds === undefined || row.startedAt === null) return;
  const ranMs = row.savedSeconds * 1_000;
  if (row.status === 'Running')
    assert.ok(
      Date.parse(row.startedAt) + task.seconds * 1_000 - ranMs > now - 1_000,
      `${name} runs for longer than it should`,
    );
  if (row.status !== 'Succeeded' || ended !== undefined) return;
  const tookMs = Date.parse(row.endedAt!) - Date.parse(row.startedAt) + ranMs;
  assert.equal(tookMs, Math.max(ranMs, task.seconds * 1_000), `${name} did not end at its own time`);
}
