import assert from 'node:assert/strict';
import { type Answer, type ApiClient, Unanswered } from './api-client.ts';
import { addRequest, ExpectedCluster, type Row } from './crash-cluster.ts';
import type { Draws } from './random.ts';

/**
 * One user of the server: it changes clusters that are its own, one request after the other, and writes down
 * what was answered. Its requests are mixed with names that do not exist and nodes that are busy, so that
 * batches succeed in part.
 */
const CLUSTERS_MAX = 3;
const WRITES_PER_CLUSTER_MAX = 25;
const NODES_MAX = 10;

const ROLE = 'arn:aws:iam::123456789012:role/hyperpod';
const weights = { tag: 3, untag: 1, add: 3, remove: 2, reboot: 4, replace: 2, resize: 1, remake: 1 } as const;
type Act = keyof typeof weights;

export class Writer {
  clusters: ExpectedCluster[] = [];
  acknowledged = 0;
  refused = 0;
  unanswered = 0;
  /** Replacements take long at the brisk pace; a short test leaves them out there. */
  replaces = true;
  readonly #name: string;
  readonly #draws: Draws;
  #made = 0;

  constructor(name: string, draws: Draws) {
    this.#name = name;
    this.#draws = draws;
  }

  /** One request. Throws `Unanswered` when the server is gone. */
  async write(api: ApiClient): Promise<void> {
    const there = this.clusters.filter((cluster) => cluster.exists === 'yes');
    if (there.length < CLUSTERS_MAX && (there.length === 0 || this.#draws.chance(0.1)))
      return this.#make(api);
    const cluster = this.#draws.pick(there);
    cluster.writes += 1;
    if (cluster.writes > WRITES_PER_CLUSTER_MAX) return this.#delete(api, cluster);
    const act: Act = this.#draws.weighted(weights);
    switch (act) {
      case 'tag':
        return this.#tag(api, cluster);
      case 'untag':
        return this.#untag(api, cluster);
      case 'add':
        return cluster.continuous && cluster.target < NODES_MAX ? this.#add(api, cluster) : undefined;
      case 'remove':
        return this.#remove(api, cluster);
      case 'reboot':
        return this.#repair(api, cluster, 'BatchRebootClusterNodes', 'Reboot');
      case 'replace':
        return this.replaces
          ? this.#repair(api, cluster, 'BatchReplaceClusterNodes', 'Replacement')
          : undefined;
      case 'resize':
        return this.#resize(api, cluster);
      case 'remake':
        return this.#draws.chance(0.3) ? this.#delete(api, cluster) : undefined;
    }
  }

  /** Sends it. `perhaps` notes what may have happened where no answer comes; answers undefined on a refusal. */
  async #send(
    api: ApiClient,
    operation: string,
    input: object,
    perhaps: () => void,
  ): Promise<Answer['body'] | undefined> {
    let answer: Answer;
    try {
      answer = await api.call(operation, input);
    } catch (error) {
      if (error instanceof Unanswered && !error.refused) {
        this.unanswered += 1;
        perhaps();
      }
      throw error;
    }
    assert.ok(answer.status < 500, `${operation}: ${answer.status} ${JSON.stringify(answer.body)}`);
    if (answer.status !== 200) {
      this.refused += 1;
      return undefined;
    }
    this.acknowledged += 1;
    return answer.body;
  }

  async #make(api: ApiClient): Promise<void> {
    this.#made += 1;
    const name = `${this.#name}-${this.#made}`;
    const tags = this.#someTags();
    const cluster = new ExpectedCluster(name, this.#draws.chance(0.75), this.#draws.between(1, 4), tags);
    const remember = (): void => {
      this.clusters.push(cluster);
    };
    const body = await this.#send(
      api,
      'CreateCluster',
      {
        ClusterName: name,
        InstanceGroups: [groupRequest(cluster.target)],
        Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
        ...(cluster.continuous ? continuous(name) : {}),
      },
      remember,
    );
    assert.ok(body, `${name} was not taken`);
    cluster.exists = 'yes';
    cluster.arn = body.ClusterArn;
    remember();
  }

  async #delete(api: ApiClient, cluster: ExpectedCluster): Promise<void> {
    const body = await this.#send(api, 'DeleteCluster', { ClusterName: cluster.name }, () => {
      cluster.exists = 'maybe going';
    });
    if (body) cluster.exists = 'going';
  }

  #someTags(): Map<string, string> {
    const tags = new Map<string, string>();
    for (let i = this.#draws.between(0, 3); i > 0; i -= 1)
      tags.set(`key-${this.#draws.between(1, 6)}`, this.#draws.hex(6));
    return tags;
  }

  async #tag(api: ApiClient, cluster: ExpectedCluster): Promise<void> {
    const added = this.#someTags();
    const after = new Map([...cluster.tags, ...added]);
    const Tags = [...added].map(([Key, Value]) => ({ Key, Value }));
    const body = await this.#send(api, 'AddTags', { ResourceArn: cluster.arn, Tags }, () => {
      cluster.tagsOtherwise = after;
    });
    if (body) cluster.tags = after;
  }

  async #untag(api: ApiClient, cluster: ExpectedCluster): Promise<void> {
    if (cluster.tags.size === 0) return;
    const TagKeys = [...cluster.tags.keys()].filter(() => this.#draws.chance(0.6));
    if (TagKeys.length === 0) return;
    const after = new Map([...cluster.tags].filter(([key]) => !TagKeys.includes(key)));
    const body = await this.#send(api, 'DeleteTags', { ResourceArn: cluster.arn, TagKeys }, () => {
      cluster.tagsOtherwise = after;
    });
    if (body) cluster.tags = after;
  }

  async #add(api: ApiClient, cluster: ExpectedCluster): Promise<void> {
    const token = this.#draws.hex(32);
    const count = this.#draws.between(1, 3);
    const input = addRequest(cluster.name, token, count);
    const body = await this.#send(api, 'BatchAddClusterNodes', input, () => {
      cluster.targetsOtherwise = [cluster.target + count];
    });
    if (!body) return;
    const ids: string[] = body.Successful.map((row: { NodeLogicalId: string }) => row.NodeLogicalId);
    assert.ok(
      ids.length === 0 || ids.length === count,
      `${cluster.name}: asked for ${count} nodes, got ${ids.length}`,
    );
    for (const id of ids) cluster.added.add(id);
    cluster.target += ids.length;
    cluster.lastAdd = { token, count, ids };
  }

  async #remove(api: ApiClient, cluster: ExpectedCluster): Promise<void> {
    const rows = (await cluster.rows(api)).filter((row) => row.InstanceId !== '');
    const chosen = this.#choose(rows, 2);
    if (chosen.length === 0 || cluster.target - chosen.length < 1) return;
    const input = {
      ClusterName: cluster.name,
      NodeIds: [...chosen.map((row) => row.InstanceId), ...this.#bogus()],
    };
    const body = await this.#send(api, 'BatchDeleteClusterNodes', input, () => {
      cluster.targetsOtherwise = chosen.map((_, i) => cluster.target - i - 1);
      for (const row of chosen) cluster.added.delete(row.NodeLogicalId);
    });
    for (const id of body?.Successful ?? []) {
      const row = chosen.find((other) => other.InstanceId === id)!;
      cluster.added.delete(row.NodeLogicalId);
      cluster.deleted.add(id).add(row.NodeLogicalId);
      cluster.target -= 1;
    }
  }

  async #repair(
    api: ApiClient,
    cluster: ExpectedCluster,
    operation: string,
    work: 'Reboot' | 'Replacement',
  ): Promise<void> {
    const rows = (await cluster.rows(api)).filter((row) => row.InstanceId !== '');
    const chosen = this.#choose(rows, 3);
    if (chosen.length === 0) return;
    const byLogicalId = cluster.continuous && chosen.every(isIdle) && this.#draws.chance(0.4);
    const input = byLogicalId
      ? { ClusterName: cluster.name, NodeLogicalIds: chosen.map((row) => row.NodeLogicalId) }
      : { ClusterName: cluster.name, NodeIds: [...chosen.map((row) => row.InstanceId), ...this.#bogus()] };
    const body = await this.#send(api, operation, input, () => {
      for (const row of chosen) cluster.noteWork(work, row.InstanceId, 'perhaps');
    });
    if (!body) return;
    const done: string[] = (byLogicalId ? body.SuccessfulNodeLogicalIds : body.Successful) ?? [];
    for (const row of chosen) {
      if (done.includes(byLogicalId ? row.NodeLogicalId : row.InstanceId)) {
        cluster.noteWork(work, row.InstanceId, 'sure');
      }
    }
  }

  async #resize(api: ApiClient, cluster: ExpectedCluster): Promise<void> {
    const target = this.#draws.between(1, 6);
    const input = { ClusterName: cluster.name, InstanceGroups: [groupRequest(target)] };
    const body = await this.#send(api, 'UpdateCluster', input, () => {
      cluster.targetsOtherwise = [target];
      cluster.added.clear();
    });
    if (!body) return;
    cluster.target = target;
    cluster.added.clear();
  }

  #choose(rows: readonly Row[], most: number): Row[] {
    const chosen = new Set<Row>();
    if (rows.length > 0)
      for (let i = this.#draws.between(1, most); i > 0; i -= 1) chosen.add(this.#draws.pick(rows));
    return [...chosen];
  }

  /** Sometimes the name of a node that there is not. */
  #bogus(): string[] {
    return this.#draws.chance(0.3) ? [`i-${this.#draws.hex(17)}`] : [];
  }
}

const isIdle = (row: Row): boolean => row.InstanceStatus.Status === 'Running';

const groupRequest = (count: number): object => ({
  InstanceGroupName: 'workers',
  InstanceType: 'ml.c5.large',
  InstanceCount: count,
  ExecutionRole: ROLE,
  LifeCycleConfig: { SourceS3Uri: 's3://sagemaker-scripts/', OnCreate: 'on_create.sh' },
});

const continuous = (name: string): object => ({
  NodeProvisioningMode: 'Continuous',
  Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-east-1:123456789012:cluster/${name}` } },
  VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] },
});
