import assert from 'node:assert/strict';
import { type Answer, type ApiClient, Unanswered } from './api-client.ts';
import { ExpectedResource, ExpectedTask, Governed, type TaskRow } from './crash-governed.ts';
import type { Draws } from './random.ts';

/**
 * A user of task governance: it has a cluster of its own, gives quotas to teams, changes them and the policy,
 * submits tasks, cancels and completes them, reboots nodes under them, and writes down what was answered.
 */
const weights = { submit: 10, cancel: 1, complete: 2, quota: 2, policy: 1, reboot: 1 } as const;
/** Tasks that are submitted at the same time. */
const AT_ONCE = 4;
const teams = ['red', 'green', 'blue'] as const;
const TASKS_MAX = 400;
const ROLE = 'arn:aws:iam::123456789012:role/hyperpod';
const TYPE = 'ml.p4d.24xlarge';

export class Governor {
  acknowledged = 0;
  refused = 0;
  unanswered = 0;
  readonly governed: Governed;
  readonly #name: string;
  readonly #draws: Draws;
  #arn: string | undefined;
  /** Before its cluster is in service a quota fails. */
  #stands = false;
  #submitted = 0;
  #made = 0;

  constructor(name: string, draws: Draws) {
    this.#name = name;
    this.#draws = draws;
    this.governed = new Governed(name);
  }

  /** One request. Throws `Unanswered` when the server is gone. */
  async write(api: ApiClient): Promise<void> {
    if (this.#arn === undefined) return this.#make(api);
    if (!this.#stands) return this.#wait(api);
    const act = this.#draws.weighted(weights);
    switch (act) {
      case 'submit':
        return this.#submitSome(api);
      case 'cancel':
      case 'complete':
        return this.#end(api, act);
      case 'quota':
        return this.#quota(api);
      case 'policy':
        return this.#policy(api);
      case 'reboot':
        return this.#reboot(api);
    }
  }

  async check(api: ApiClient): Promise<void> {
    if (this.#arn === undefined) return;
    try {
      await this.governed.check(api, this.#arn);
    } catch (error) {
      throw new Error(`${this.#name}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Sends it. `perhaps` notes what may have happened where no answer comes; answers undefined on a refusal. */
  async #send(send: () => Promise<Answer>, perhaps: () => void): Promise<Answer['body'] | undefined> {
    let answer: Answer;
    try {
      answer = await send();
    } catch (error) {
      if (error instanceof Unanswered && !error.refused) {
        this.unanswered += 1;
        perhaps();
      }
      throw error;
    }
    assert.ok(answer.status < 500, `${this.#name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    if (answer.status >= 400) {
      this.refused += 1;
      return undefined;
    }
    this.acknowledged += 1;
    return answer.body;
  }

  /** Again after an answer that never came: then it is there already. */
  async #make(api: ApiClient): Promise<void> {
    const found = await api.call('DescribeCluster', { ClusterName: this.#name });
    if (found.status === 200) {
      this.#arn = found.body.ClusterArn;
      return;
    }
    const group = (name: string, count: number, labels?: object) => ({
      InstanceGroupName: name,
      InstanceType: TYPE,
      InstanceCount: count,
      ExecutionRole: ROLE,
      LifeCycleConfig: { SourceS3Uri: 's3://sagemaker-scripts/', OnCreate: 'on_create.sh' },
      ...(labels && { KubernetesConfig: { Labels: labels } }),
    });
    const input = {
      ClusterName: this.#name,
      NodeProvisioningMode: 'Continuous',
      Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-east-1:123456789012:cluster/${this.#name}` } },
      VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] },
      InstanceGroups: [group('whole', 2), group('split', 1, { 'nvidia.com/mig.config': 'all-1g.5gb' })],
    };
    const body = await this.#send(
      () => api.call('CreateCluster', input),
      () => undefined,
    );
    this.#arn = body?.ClusterArn;
  }

  async #wait(api: ApiClient): Promise<void> {
    const { body } = await api.call('DescribeCluster', { ClusterName: this.#name });
    this.#stands = body.ClusterStatus === 'InService';
    if (!this.#stands) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #quota(api: ApiClient): Promise<void> {
    const team = this.#draws.pick(teams);
    const there = [...this.governed.quotas.values()].find(({ name }) => name.endsWith(`-${team}`));
    if (there === undefined) return this.#createQuota(api, team);
    if (there.presence !== 'yes' || there.id === undefined) return;
    const ComputeQuotaId = there.id;
    if (this.#draws.chance(0.1)) {
      const body = await this.#send(
        () => api.call('DeleteComputeQuota', { ComputeQuotaId }),
        () => {
          there.presence = 'maybe going';
        },
      );
      if (body !== undefined) there.presence = 'going';
      return;
    }
    const input = { ComputeQuotaId, TargetVersion: there.version, ComputeQuotaConfig: this.#config() };
    const body = await this.#send(
      () => api.call('UpdateComputeQuota', input),
      () => {
        there.versionOtherwise = there.version + 1;
      },
    );
    if (body === undefined) return;
    assert.equal(body.ComputeQuotaVersion, there.version + 1, `the next version of ${there.name}`);
    there.version += 1;
  }

  async #createQuota(api: ApiClient, team: string): Promise<void> {
    this.#made += 1;
    const quota = new ExpectedResource(`${this.#name}-${this.#made}-${team}`);
    const input = {
      Name: quota.name,
      ClusterArn: this.#arn,
      ComputeQuotaTarget: { TeamName: team, FairShareWeight: this.#draws.between(0, 5) },
      ComputeQuotaConfig: this.#config(),
    };
    const remember = (): void => {
      this.governed.quotas.set(quota.name, quota);
    };
    const body = await this.#send(() => api.call('CreateComputeQuota', input), remember);
    if (body === undefined) return;
    quota.presence = 'yes';
    quota.id = body.ComputeQuotaId;
    remember();
  }

  #config(): object {
    const isLender = this.#draws.chance(0.2);
    return {
      ComputeQuotaResources: [
        { InstanceType: TYPE, Accelerators: this.#draws.between(3, 8) },
        {
          InstanceType: TYPE,
          AcceleratorPartition: { Type: 'mig-1g.5gb', Count: this.#draws.between(6, 20) },
        },
      ],
      ResourceSharingConfig: isLender
        ? { Strategy: this.#draws.pick(['Lend', 'DontLend']) }
        : { Strategy: 'LendAndBorrow', BorrowLimit: this.#draws.pick([50, 100, 300]) },
    };
  }

  async #policy(api: ApiClient): Promise<void> {
    const SchedulerConfig = {
      PriorityClasses: [
        { Name: 'low', Weight: 10 },
        { Name: 'high', Weight: this.#draws.between(11, 100) },
      ],
      FairShare: this.#draws.pick(['Enabled', 'Disabled']),
    };
    const { policy } = this.governed;
    if (policy === undefined) {
      const made = new ExpectedResource(`${this.#name}-policy`);
      const input = { Name: made.name, ClusterArn: this.#arn, SchedulerConfig };
      const remember = (): void => {
        this.governed.policy = made;
      };
      const body = await this.#send(() => api.call('CreateClusterSchedulerConfig', input), remember);
      if (body === undefined) return;
      made.presence = 'yes';
      made.id = body.ClusterSchedulerConfigId;
      return remember();
    }
    if (policy.presence !== 'yes' || policy.id === undefined) return;
    const input = { ClusterSchedulerConfigId: policy.id, TargetVersion: policy.version, SchedulerConfig };
    const body = await this.#send(
      () => api.call('UpdateClusterSchedulerConfig', input),
      () => {
        policy.versionOtherwise = policy.version + 1;
      },
    );
    if (body !== undefined) policy.version += 1;
  }

  async #submitSome(api: ApiClient): Promise<void> {
    if (this.#submitted >= TASKS_MAX) return this.#reboot(api);
    const all = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => this.#submit(api)));
    for (const one of all) if (one.status === 'rejected') throw one.reason;
  }

  async #submit(api: ApiClient): Promise<void> {
    this.#submitted += 1;
    const seconds = this.#draws.pick([undefined, 0.05, 0.2, 1, 3]);
    const task = new ExpectedTask(`${this.#name}-task-${this.#submitted}`, seconds);
    const body = {
      name: task.name,
      team: this.#draws.pick(teams),
      instanceType: TYPE,
      replicas: this.#draws.between(1, 2),
      ...this.#draws.pick([
        { accelerators: this.#draws.between(1, 2) },
        { partition: { type: 'mig-1g.5gb', count: this.#draws.between(1, 3) } },
      ]),
      ...(this.#draws.chance(0.3) && this.governed.policy?.presence === 'yes'
        ? { priorityClass: this.#draws.pick(['low', 'high']) }
        : {}),
      ...(seconds !== undefined && { durationSeconds: seconds }),
      ...(this.#draws.chance(0.4) && { checkpointIntervalSeconds: 0.1 }),
    };
    const remember = (): void => {
      this.governed.tasks.set(task.name, task);
    };
    const json = { 'content-type': 'application/json' };
    const path = `${this.governed.path}/tasks`;
    const answer = await this.#send(() => api.send('POST', path, JSON.stringify(body), json), remember);
    if (answer === undefined) return;
    task.id = answer.id;
    remember();
  }

  async #end(api: ApiClient, act: 'cancel' | 'complete'): Promise<void> {
    const wanted = act === 'cancel' ? ['Pending', 'Running', 'Stopping'] : ['Running'];
    const open = (await this.governed.rows(api)).filter(({ status }) => wanted.includes(status));
    if (open.length === 0) return;
    const row: TaskRow = this.#draws.pick(open);
    const task = this.governed.tasks.get(row.name);
    assert.ok(task !== undefined, `${row.name} was never submitted`);
    const how = act === 'cancel' ? 'Cancelled' : this.#draws.pick(['Succeeded', 'Failed'] as const);
    const path = `${this.governed.path}/tasks/${row.id}`;
    const send = () =>
      act === 'cancel'
        ? api.send('DELETE', path)
        : api.send('POST', `${path}/complete`, JSON.stringify({ outcome: how }), {
            'content-type': 'application/json',
          });
    const body = await this.#send(send, () => {
      task.ended ??= { how, sure: false };
    });
    if (body !== undefined) task.ended = { how, sure: true };
  }

  async #reboot(api: ApiClient): Promise<void> {
    const { body } = await api.call('ListClusterNodes', { ClusterName: this.#name });
    const nodes: { InstanceId: string }[] = body.ClusterNodeSummaries ?? [];
    const ids = nodes.map(({ InstanceId }) => InstanceId).filter((id) => id !== '');
    if (ids.length === 0) return;
    const input = { ClusterName: this.#name, NodeIds: [this.#draws.pick(ids)] };
    await this.#send(
      () => api.call('BatchRebootClusterNodes', input),
      () => undefined,
    );
  }
}
