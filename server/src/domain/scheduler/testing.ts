/** Short ways to say policies and workloads in tests: CPU and GPU in whole units, one flavor unless told otherwise. */
import {
  type ClusterQueueSpec,
  DEFAULT_FUNGIBILITY,
  DEFAULT_PREEMPTION,
  DEFAULT_STRATEGIES,
  type FlavorFungibility,
  type Policy,
  type Preemption,
  type ResourceGroup,
} from './policy.ts';
import type { Room } from './room.ts';
import { Scheduler } from './scheduler.ts';
import type { Workload } from './workload.ts';

/** Quota in one flavor: nominal GPUs, then the limits. */
export interface Quota {
  readonly gpu: number;
  readonly borrow?: number;
  readonly lend?: number;
}

/** A resource group of these flavors, in this order. */
export function groupOf(quotas: Readonly<Record<string, Quota>>): ResourceGroup {
  return Object.entries(quotas).map(([flavor, { gpu, borrow, lend }]) => ({
    flavor,
    resources: [{ name: 'gpu', nominal: gpu, borrowingLimit: borrow, lendingLimit: lend }],
  }));
}

export interface QueueOptions {
  readonly cohort?: string;
  readonly weight?: number;
  readonly strict?: boolean;
  readonly preemption?: Partial<Preemption>;
  readonly fungibility?: Partial<FlavorFungibility>;
  readonly hold?: boolean;
}

/** A cluster queue; quota of the flavor `a` where a number or one quota is given. */
export function queue(
  name: string,
  quota: number | Quota | Readonly<Record<string, Quota>>,
  { cohort, weight, strict = false, preemption, fungibility, hold = false }: QueueOptions = {},
): ClusterQueueSpec {
  return {
    name,
    cohort,
    fairWeight: weight,
    queueingStrategy: strict ? 'StrictFIFO' : 'BestEffortFIFO',
    stopPolicy: hold ? 'Hold' : 'None',
    preemption: { ...DEFAULT_PREEMPTION, ...preemption },
    flavorFungibility: { ...DEFAULT_FUNGIBILITY, ...fungibility },
    resourceGroups: [groupOf(quotasOf(quota))],
  };
}

function quotasOf(quota: number | Quota | Readonly<Record<string, Quota>>): Readonly<Record<string, Quota>> {
  if (typeof quota === 'number') return { a: { gpu: quota } };
  return 'gpu' in quota ? { a: quota as Quota } : (quota as Readonly<Record<string, Quota>>);
}

/** A policy over the flavors a, b and c. */
export function policy(
  clusterQueues: readonly ClusterQueueSpec[],
  { cohorts = [], fair = false }: { readonly cohorts?: Policy['cohorts']; readonly fair?: boolean } = {},
): Policy {
  return {
    fairSharing: fair ? { preemptionStrategies: DEFAULT_STRATEGIES } : undefined,
    flavors: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    cohorts,
    clusterQueues,
  };
}

export interface WorkloadOptions {
  readonly priority?: number;
  readonly createdAt?: number;
  readonly count?: number;
  readonly minCount?: number;
}

/** A workload of one pod set that wants so many GPUs a pod. */
export function workload(
  key: string,
  clusterQueue: string,
  gpu: number,
  { priority = 0, createdAt = 0, count = 1, minCount }: WorkloadOptions = {},
): Workload {
  return {
    key,
    uid: key,
    clusterQueue,
    priority,
    createdAt,
    podSets: [{ name: 'main', count, minCount, requests: { gpu } }],
  };
}

/** A scheduler in which these workloads hold quota already, each since the instant of its place. */
export function running(of: Policy, workloads: readonly Workload[], room?: Room): Scheduler {
  const scheduler = new Scheduler(of, room);
  for (const [index, one] of workloads.entries()) {
    const podSets = one.podSets.map(({ name, count }) => ({ name, count, flavors: { gpu: 'a' } }));
    scheduler.restore(one, { podSets, reservedAt: index });
  }
  return scheduler;
}
