import type { ChangedSupply, ChangedValue } from './capacity/market-change.ts';
import type { Offering } from './capacity/offering.ts';
import type { TrainingPlan } from './capacity/training-plan.ts';
import type { ClientToken } from './cluster/client-token.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { ClusterEvent } from './cluster/cluster-event.ts';
import type { Node } from './cluster/node.ts';
import type { Fault } from './fleet/fault.ts';
import type { ComputeQuota } from './governance/compute-quota.ts';
import type { Governance } from './governance/governance.ts';
import type { LendingPool } from './governance/ledger/lending-pool.ts';
import type { TeamDay } from './governance/ledger/team-day.ts';
import type { PastVersion } from './governance/past-version.ts';
import type { ClusterSchedulerConfig } from './governance/scheduler-config.ts';
import type { Endpoint } from './inference/endpoint.ts';
import type { EndpointConfig } from './inference/endpoint-config.ts';
import type { Model } from './inference/model.ts';
import type { Delivery } from './notification.ts';
import type { TagSet } from './tag/tag-set.ts';
import type { TrainingJob } from './training/training-job.ts';
import type { Task } from './workload/task.ts';
import type { TaskRecord } from './workload/task-record.ts';

/** Everything the server remembers: one document type a kind. The store keeps them as they are. */
export interface Objects {
  cluster: Cluster;
  node: Node;
  event: ClusterEvent;
  tags: TagSet;
  fault: Fault;
  token: ClientToken;
  delivery: Delivery;
  setting: Setting;
  computeQuota: ComputeQuota;
  schedulerConfig: ClusterSchedulerConfig;
  pastVersion: PastVersion;
  governance: Governance;
  task: Task;
  taskRecord: TaskRecord;
  teamDay: TeamDay;
  lendingPool: LendingPool;
  offering: Offering;
  trainingPlan: TrainingPlan;
  trainingJob: TrainingJob;
  marketSupply: ChangedSupply;
  marketRate: ChangedValue;
  marketQuota: ChangedValue;
  model: Model;
  endpointConfig: EndpointConfig;
  endpoint: Endpoint;
}

/** A fact about the server itself: its seed, where its virtual clock stands, how often a counter was drawn. */
export interface Setting {
  readonly value: number | string;
}

export type Kind = keyof Objects;

/** One object written (or, with no document, deleted) by a decision. */
export interface Change<K extends Kind = Kind> {
  readonly kind: K;
  readonly key: string;
  readonly doc: Objects[K] | undefined;
}

/** The order in which kinds are loaded: an object comes after what it belongs to. */
export const kinds: readonly Kind[] = [
  'setting',
  'cluster',
  'node',
  'event',
  'tags',
  'fault',
  'token',
  'delivery',
  'computeQuota',
  'schedulerConfig',
  'pastVersion',
  'governance',
  'task',
  'taskRecord',
  'teamDay',
  'lendingPool',
  'offering',
  'trainingPlan',
  'trainingJob',
  'marketSupply',
  'marketRate',
  'marketQuota',
  'model',
  'endpointConfig',
  'endpoint',
];
