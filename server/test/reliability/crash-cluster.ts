import assert from 'node:assert/strict';
import type { ApiClient } from './api-client.ts';

/**
 * What a writer knows of one cluster from the answers it was given, and the check that a server knows the
 * same. A write that was never answered may have happened or not, but never in part: it is remembered as a
 * second possibility until the next look decides which one came true.
 */
export interface Row {
  readonly InstanceId: string;
  readonly NodeLogicalId: string;
  readonly InstanceStatus: { readonly Status: string };
}

/** Every id that was ever seen, and on what: no id is ever seen on something else. */
export class SeenIds {
  readonly #owners = new Map<string, string>();

  see(id: string, owner: string): void {
    const before = this.#owners.get(id) ?? owner;
    assert.equal(before, owner, `id ${id} was on ${before} and is now on ${owner}`);
    this.#owners.set(id, owner);
  }
}

type Work = 'Reboot' | 'Replacement';

const begins: Readonly<Record<Work, RegExp>> = {
  Reboot: /^Reboot of EC2 Instance (\S+) is currently in progress/,
  Replacement: /^Replacement of EC2 Instance (\S+) started successfully/,
};
/** Past this the oldest events are gone, and cannot be counted any more. Continuous clusters alone list them. */
const EVENTS_KEPT = 500;

export class ExpectedCluster {
  readonly name: string;
  readonly continuous: boolean;
  arn: string | undefined;
  /** `maybe`: the request to make it, or to delete it, was not answered. */
  exists: 'yes' | 'maybe' | 'going' | 'maybe going' = 'maybe';
  target: number;
  targetsOtherwise: readonly number[] = [];
  tags = new Map<string, string>();
  tagsOtherwise: Map<string, string> | undefined;
  /** Nodes that were added and must be there. */
  readonly added = new Set<string>();
  /** Nodes, by either name, that were deleted. */
  readonly deleted = new Set<string>();
  readonly begun: Readonly<Record<Work, Map<string, { sure: number; perhaps: number }>>> = {
    Reboot: new Map(),
    Replacement: new Map(),
  };
  lastAdd: { readonly token: string; readonly count: number; readonly ids: readonly string[] } | undefined;
  writes = 0;

  constructor(name: string, continuous: boolean, target: number, tags: Map<string, string>) {
    this.name = name;
    this.continuous = continuous;
    this.target = target;
    this.tags = tags;
  }

  /** Notes that work on an instance was begun, for sure or perhaps. */
  noteWork(work: Work, instanceId: string, how: 'sure' | 'perhaps'): void {
    const counts = this.begun[work].get(instanceId) ?? { sure: 0, perhaps: 0 };
    counts[how] += 1;
    this.begun[work].set(instanceId, counts);
  }

  /** Holds what the server says against what it must say. Answers whether the cluster is there. */
  async check(api: ApiClient, seen: SeenIds): Promise<boolean> {
    const { status, body } = await api.call('DescribeCluster', { ClusterName: this.name });
    if (status !== 200) {
      assert.equal(body.__type, 'ResourceNotFound', `${this.name}: ${status} ${JSON.stringify(body)}`);
      assert.notEqual(this.exists, 'yes', `${this.name} was acknowledged and is gone`);
      return false;
    }
    seen.see(body.ClusterArn, this.name);
    if (this.arn !== undefined) assert.equal(body.ClusterArn, this.arn, `${this.name} has another ARN`);
    this.arn = body.ClusterArn;
    if (this.exists === 'going') {
      assert.equal(body.ClusterStatus, 'Deleting', `${this.name} was deleted and is ${body.ClusterStatus}`);
      return true;
    }
    if (this.exists === 'maybe going' && body.ClusterStatus === 'Deleting') {
      this.exists = 'going';
      return true;
    }
    this.exists = 'yes';
    assert.notEqual(body.ClusterStatus, 'Failed', `${this.name} failed: ${body.FailureMessage}`);
    this.#checkTarget(body.InstanceGroups[0].TargetCount);
    await this.#checkTags(api);
    await this.#checkNodes(api, seen);
    if (this.continuous) await this.#checkEvents(api);
    return true;
  }

  #checkTarget(target: number): void {
    const possible = [this.target, ...this.targetsOtherwise];
    assert.ok(possible.includes(target), `${this.name} has target ${target}, not ${possible.join(' or ')}`);
    this.target = target;
    this.targetsOtherwise = [];
  }

  async #checkTags(api: ApiClient): Promise<void> {
    const { status, body } = await api.call('ListTags', { ResourceArn: this.arn });
    assert.equal(status, 200, JSON.stringify(body));
    const found = new Map<string, string>(
      body.Tags.map((tag: { Key: string; Value: string }) => [tag.Key, tag.Value]),
    );
    const possible = [this.tags, this.tagsOtherwise ?? this.tags].map(text);
    assert.ok(possible.includes(text(found)), `${this.name} has tags ${text(found)}, not ${possible}`);
    this.tags = found;
    this.tagsOtherwise = undefined;
  }

  async #checkNodes(api: ApiClient, seen: SeenIds): Promise<void> {
    const rows = await this.rows(api);
    for (const row of rows) {
      seen.see(row.NodeLogicalId, this.arn!);
      if (row.InstanceId !== '') seen.see(row.InstanceId, row.NodeLogicalId);
    }
    const staying = rows.filter((row) => row.InstanceStatus.Status !== 'ShuttingDown');
    const names = new Set(staying.flatMap((row) => [row.InstanceId, row.NodeLogicalId]));
    for (const id of this.added) assert.ok(names.has(id), `${this.name} lost added node ${id}`);
    for (const id of this.deleted) assert.ok(!names.has(id), `${this.name} still has deleted node ${id}`);
    if (rows.length > 0) {
      assert.equal(staying.length, this.target, `${this.name}: nodes that stay do not add up to the target`);
    }
  }

  async #checkEvents(api: ApiClient): Promise<void> {
    const events = await this.#events(api);
    if (events.length >= EVENTS_KEPT) return;
    for (const work of ['Reboot', 'Replacement'] as const) {
      const happened = new Map<string, number>();
      for (const description of events) {
        const id = begins[work].exec(description)?.[1];
        if (id !== undefined) happened.set(id, (happened.get(id) ?? 0) + 1);
      }
      for (const id of new Set([...happened.keys(), ...this.begun[work].keys()])) {
        const { sure, perhaps } = this.begun[work].get(id) ?? { sure: 0, perhaps: 0 };
        const count = happened.get(id) ?? 0;
        assert.ok(
          count >= sure && count <= sure + perhaps,
          `${this.name}: ${work} of ${id} happened ${count} times, acknowledged ${sure}, unanswered ${perhaps}`,
        );
        this.begun[work].set(id, { sure: count, perhaps: 0 });
      }
    }
  }

  async #events(api: ApiClient): Promise<string[]> {
    const descriptions: string[] = [];
    let NextToken: string | undefined;
    do {
      const { status, body } = await api.call('ListClusterEvents', { ClusterName: this.name, NextToken });
      assert.equal(status, 200, JSON.stringify(body));
      descriptions.push(...body.Events.map((event: { Description: string }) => event.Description));
      NextToken = body.NextToken || undefined;
    } while (NextToken !== undefined);
    return descriptions;
  }

  /** All nodes, those without an instance included. */
  async rows(api: ApiClient): Promise<Row[]> {
    const { status, body } = await api.call('ListClusterNodes', {
      ClusterName: this.name,
      IncludeNodeLogicalIds: true,
    });
    assert.equal(status, 200, `${this.name}: ${JSON.stringify(body)}`);
    return body.ClusterNodeSummaries;
  }

  /** The same request with the same token, answered long ago: it adds nothing again. */
  async checkLastAdd(api: ApiClient): Promise<void> {
    if (this.exists !== 'yes' || this.lastAdd === undefined) return;
    const { token, count, ids } = this.lastAdd;
    const { status, body } = await api.call('BatchAddClusterNodes', addRequest(this.name, token, count));
    assert.equal(status, 200, `${this.name}: ${JSON.stringify(body)}`);
    const again = body.Successful.map((row: { NodeLogicalId: string }) => row.NodeLogicalId);
    assert.deepEqual(again, ids, `${this.name}: a repeated token was answered with other nodes`);
    const described = await api.call('DescribeCluster', { ClusterName: this.name });
    this.#checkTarget(described.body.InstanceGroups[0].TargetCount);
  }

  /** All work has come to its end. */
  async isSettled(api: ApiClient): Promise<boolean> {
    const { status, body } = await api.call('DescribeCluster', { ClusterName: this.name });
    if (this.exists === 'going') return status !== 200;
    const [group] = body.InstanceGroups;
    if (body.ClusterStatus !== 'InService' || group.CurrentCount !== this.target) return false;
    const rows = await this.rows(api);
    return rows.length === this.target && rows.every((row) => row.InstanceStatus.Status === 'Running');
  }
}

export const addRequest = (cluster: string, token: string, count: number): object => ({
  ClusterName: cluster,
  ClientToken: token,
  NodesToAdd: [{ InstanceGroupName: 'workers', IncrementTargetCountBy: count }],
});

const text = (tags: ReadonlyMap<string, string>): string => JSON.stringify([...tags].sort());
