import type { SchedulerConfig } from '../../shapes/cluster-scheduler-config.ts';
import type { ComputeQuotaConfig } from '../../shapes/compute-quota.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { Stage, type TestGroup, testSpec, testWorld } from '../cluster/testing.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { Pace } from '../fleet/pace.ts';
import type { ComputeQuota } from '../governance/compute-quota.ts';
import type { ClusterSchedulerConfig } from '../governance/scheduler-config.ts';
import { policyChanged } from './policy-changed.ts';
import { submitTask } from './submit-task.ts';
import type { Task, TaskPodSet, TaskSpec } from './task.ts';

/** For tests of tasks: a cluster with nodes, teams with quotas in force, and a clock that moves when told to. */
export class TaskStage {
  readonly stage: Stage;
  readonly clusterId: string;
  #quotas = 0;

  constructor(groups: readonly TestGroup[], pace: Pace = 'instant') {
    this.stage = new Stage(pace);
    this.clusterId = this.stage.cluster(groups).id;
    for (const { name } of groups) {
      for (const node of this.stage.nodes(name)) {
        this.stage.change(node, { instanceType: this.stage.group(name).spec.InstanceType! });
      }
    }
  }

  get context(): Context {
    return this.stage.context;
  }

  get cluster(): Cluster {
    return this.stage.present();
  }

  get entry() {
    return this.stage.draft.state.clusters.get(this.clusterId)!;
  }

  /** A team with a quota in force. */
  team(
    name: string,
    config: ComputeQuotaConfig,
    change: Partial<ComputeQuota['target']> = {},
    activationState: ComputeQuota['activationState'] = 'Enabled',
  ): ComputeQuota {
    const target = { TeamName: name, FairShareWeight: 0, ...change };
    const applied = { config, target, activationState };
    const present = [...this.entry.governance.quotas.values()].find(({ target }) => target.TeamName === name);
    const id = present?.id ?? `q${String(this.#quotas).padStart(11, '0')}`;
    if (present === undefined) this.#quotas += 1;
    const quota: ComputeQuota = { ...this.#resource(id, name), ...applied, applied };
    this.stage.draft.put('computeQuota', id, quota);
    policyChanged(this.stage.draft, { applied: quota }, this.context);
    this.settle();
    return quota;
  }

  /** The team's quota is deleted. */
  dropTeam(name: string): void {
    const quota = [...this.entry.governance.quotas.values()].find(({ target }) => target.TeamName === name);
    if (quota === undefined) return;
    this.stage.draft.delete('computeQuota', quota.id);
    policyChanged(this.stage.draft, { removed: quota }, this.context);
    this.settle();
  }

  /** The cluster's policy, in force. */
  policy(config: SchedulerConfig): void {
    const policy: ClusterSchedulerConfig = {
      ...this.#resource('p00000000000', 'policy'),
      config,
      applied: config,
    };
    this.stage.draft.put('schedulerConfig', policy.id, policy);
    policyChanged(this.stage.draft, { applied: policy }, this.context);
    this.settle();
  }

  #resource(id: string, name: string) {
    const { now } = this.stage;
    return {
      ...testWorld,
      id,
      sequence: Number(id.slice(1)),
      name,
      clusterId: this.clusterId,
      version: 1,
      status: 'Created' as const,
      createdAt: now,
      createdBy: 'test',
    };
  }

  /** Submits a task of so many GPUs, or of what is asked for, and lets the scheduler look at it. */
  submit(team: string, asked: Partial<TaskPodSet> & Partial<Omit<TaskSpec, 'podSets'>> = {}): string {
    const { name = 'job', priorityClass, durationMs, checkpointIntervalMs, ...podSet } = asked;
    const spec: TaskSpec = {
      name,
      team,
      priorityClass,
      durationMs,
      checkpointIntervalMs,
      podSets: [{ name: 'main', replicas: 1, requests: {}, ...podSet }],
    };
    const { id } = submitTask(this.stage.draft, this.clusterId, spec, this.context);
    this.settle();
    return id;
  }

  call<T>(rule: (draft: Draft, ...rest: never[]) => T, ...rest: readonly unknown[]): T {
    const reply = (rule as (...all: unknown[]) => T)(this.stage.draft, ...rest, this.context);
    this.settle();
    return reply;
  }

  /** Lets everything happen that falls due now. */
  settle(): void {
    this.stage.advance(0);
  }

  advance(ms: number): void {
    this.stage.advance(ms);
  }

  task(id: string): Task {
    return this.entry.governance.tasks.byId(id)!;
  }

  /** Statuses of all tasks, in order of submission. */
  get statuses(): string {
    return this.entry.governance.tasks.entries.map(({ status }) => status).join(' ');
  }

  /** The history in short: type and task. */
  get history(): readonly string[] {
    return this.entry.governance.records.entries
      .filter(({ type }) => type !== 'PolicyChanged' && type !== 'NodeChanged')
      .map(
        (record) =>
          `${record.type} ${'task' in record ? record.task : ''}${'reason' in record ? ` ${record.reason}` : ''}`,
      );
  }
}

/** A group of nodes of a type, their GPUs split as the label says. */
export function nodesOf(instanceType: string, nodes: number, migConfig?: string, name = 'a'): TestGroup {
  return {
    name,
    nodes,
    spec: {
      ...testSpec(name),
      InstanceType: instanceType as never,
      ...(migConfig !== undefined && {
        KubernetesConfig: { Labels: { 'nvidia.com/mig.config': migConfig } },
      }),
    },
  };
}

/** Requests of GPUs. */
export const gpus = (count: number): Readonly<Record<string, number>> => ({ 'nvidia.com/gpu': count });
/** Requests of slices. */
export const slices = (profile: string, count: number): Readonly<Record<string, number>> => ({
  [`nvidia.com/${profile}`]: count,
});
