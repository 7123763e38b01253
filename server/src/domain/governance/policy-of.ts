/**
 * From the API to the scheduler: what a cluster's quotas and policy mean in Kueue's terms. A team is a cluster
 * queue, an instance type a flavor, and every queue names every flavor of the cluster, with no quota where the
 * team has none (observed). `docs/compatibility.md` says of each line how we know it.
 */
import type { SchedulerConfig } from '../../shapes/cluster-scheduler-config.ts';
import { EFA, GPU, NEURON } from '../catalog/resource-names.ts';
import { entryOf } from '../entry.ts';
import {
  type ClusterQueueSpec,
  DEFAULT_FUNGIBILITY,
  DEFAULT_STRATEGIES,
  type FlavorQuotas,
  type Policy,
  type ResourceFlavor,
} from '../scheduler/policy.ts';
import type { ComputeQuota } from './compute-quota.ts';
import { borrowLimitsOf, totalsByType } from './quota-arithmetic.ts';

/** Quota that is in force. */
export type AppliedQuota = NonNullable<ComputeQuota['applied']>;

/** Amounts by instance type and resource. */
export type Capacity = ReadonlyMap<string, Readonly<Record<string, number>>>;

export interface Governed {
  readonly quotas: readonly AppliedQuota[];
  /** Absent: no policy, and therefore neither classes nor fair sharing. */
  readonly config: SchedulerConfig | undefined;
  /** The instance types of the cluster's groups. */
  readonly instanceTypes: readonly string[];
  /** The slices that its groups are split into: tasks may hold some after the last quota of them is gone. */
  readonly slices?: readonly string[];
  /** What the nodes that can take work have now; what no quota names of it may be shared. */
  readonly capacity: Capacity;
}

/** The label by which a flavor is told apart, as Kubernetes and HyperPod set it on nodes. */
export const INSTANCE_TYPE_LABEL = 'node.kubernetes.io/instance-type';
/** The cohort of all teams that lend (observed). */
export const SHARED_POOL = 'shared-pool';
/** Flavors in one queue, as Kueue allows them; idle capacity of more types takes more queues (documented). */
const FLAVORS_PER_QUEUE_MAX = 16;
const IDLE_QUEUE_PREFIX = 'hyperpod-ns-idle-resource-sharing-cq-';
const TEAM_QUEUE_SUFFIX = '-clusterqueue';

/** Of the team that was asked for last: the tasks of a team come in numbers, and keep the name. */
let askedLast: { readonly team: string; readonly queue: string } | undefined;

/** A team's cluster queue (observed). */
export function queueOfTeam(team: string): string {
  if (askedLast?.team !== team) askedLast = { team, queue: `hyperpod-ns-${team}${TEAM_QUEUE_SUFFIX}` };
  return askedLast.queue;
}

/** The team of a cluster queue; undefined for the queues of idle capacity. */
export const teamOfQueue = (queue: string): string | undefined =>
  /^hyperpod-ns-(.+)-clusterqueue$/.exec(queue)?.[1];

/** The queues of idle capacity, from 1 (documented). */
export const idleQueueName = (n: number): string => `${IDLE_QUEUE_PREFIX}${n}`;

/** Whether it is a queue that only lends what no team was given. */
export const isIdleQueue = (queue: string): boolean =>
  queue.startsWith(IDLE_QUEUE_PREFIX) && !queue.endsWith(TEAM_QUEUE_SUFFIX);

/** The weight of a priority class; 0 without one (documented); undefined where the policy has no such class. */
export function priorityOf(
  config: SchedulerConfig | undefined,
  priorityClass: string | undefined,
): number | undefined {
  if (priorityClass === undefined) return 0;
  return config?.PriorityClasses?.find(({ Name }) => Name === priorityClass)?.Weight;
}

/** The scheduler's policy. */
export function policyOf(governed: Governed): Policy {
  const { quotas, config, instanceTypes, slices = [], capacity } = governed;
  const nominal = quotas.map((quota) => ({ quota, amounts: nominalOf(quota) }));
  const types = [...new Set([...instanceTypes, ...nominal.flatMap(({ amounts }) => [...amounts.keys()])])];
  const resources = coveredResources(
    nominal.map(({ amounts }) => amounts),
    capacity,
    slices,
  );
  const covered = JSON.stringify([types, resources]);
  const queues = nominal.map(({ quota, amounts }) => {
    const known = queuesKnown.get(quota);
    if (known?.covered === covered) return known.queue;
    const queue = queueOf(quota, amounts, types, resources);
    queuesKnown.set(quota, { covered, queue });
    return queue;
  });
  const idle =
    config?.IdleResourceSharing === 'Enabled'
      ? idleQueues(
          idleCapacity(
            capacity,
            nominal.map(({ amounts }) => amounts),
          ),
          resources,
        )
      : [];
  return {
    fairSharing:
      config !== undefined && config.FairShare !== 'Disabled'
        ? { preemptionStrategies: DEFAULT_STRATEGIES }
        : undefined,
    flavors: types.map(flavorOf),
    cohorts: [{ name: SHARED_POOL }],
    clusterQueues: [...queues, ...idle],
  };
}

/**
 * Of a thousand quotas a change changes one, and quotas are never changed but replaced: what the others come to stays,
 * as long as the queues cover the same types and resources.
 */
const amountsKnown = new WeakMap<AppliedQuota, Capacity>();
const queuesKnown = new WeakMap<
  AppliedQuota,
  { readonly covered: string; readonly queue: ClusterQueueSpec }
>();

const nominalOf = (quota: AppliedQuota): Capacity =>
  entryOf(amountsKnown, quota, () => totalsByType(quota.config.ComputeQuotaResources ?? []));

const flavorOf = (name: string): ResourceFlavor => ({ name, nodeLabels: { [INSTANCE_TYPE_LABEL]: name } });

/** The resources that every queue covers: the fixed five (observed), and each slice that anybody or any node has. */
function coveredResources(
  amounts: readonly Capacity[],
  capacity: Capacity,
  slices: readonly string[],
): readonly string[] {
  const found = new Set(slices);
  for (const byType of [...amounts, capacity]) {
    for (const record of byType.values()) for (const resource of Object.keys(record)) found.add(resource);
  }
  return [...new Set(['cpu', 'memory', GPU, NEURON, EFA, ...[...found].sort()])];
}

function queueOf(
  { config, target, activationState }: AppliedQuota,
  amounts: Capacity,
  types: readonly string[],
  resources: readonly string[],
): ClusterQueueSpec {
  const { Strategy = 'LendAndBorrow' } = config.ResourceSharingConfig ?? {};
  const limits = borrowLimitsOf(config);
  const own = [...amounts.keys()];
  const ordered = [...own, ...types.filter((type) => !amounts.has(type))];
  return {
    name: queueOfTeam(target.TeamName),
    cohort: Strategy === 'DontLend' ? undefined : SHARED_POOL,
    fairWeight: target.FairShareWeight ?? 0,
    queueingStrategy: 'BestEffortFIFO',
    stopPolicy: activationState === 'Disabled' ? 'Hold' : 'None',
    preemption: {
      withinClusterQueue: config.PreemptTeamTasks ?? 'LowerPriority',
      reclaimWithinCohort: 'Any',
      borrowWithinCohort: { policy: 'Never' },
    },
    flavorFungibility: DEFAULT_FUNGIBILITY,
    resourceGroups: [
      ordered.map((type) => flavorQuotas(type, resources, amounts.get(type), limits.get(type))),
    ],
  };
}

function flavorQuotas(
  flavor: string,
  resources: readonly string[],
  nominal: Readonly<Record<string, number>> = {},
  limits: Readonly<Record<string, number>> = {},
): FlavorQuotas {
  return {
    flavor,
    resources: resources.map((name) => ({
      name,
      nominal: nominal[name] ?? 0,
      borrowingLimit: limits[name] ?? 0,
    })),
  };
}

/** What ready nodes have beyond all quotas (documented). */
function idleCapacity(capacity: Capacity, quotas: readonly Capacity[]): Capacity {
  const idle = new Map<string, Record<string, number>>();
  for (const [type, amounts] of capacity) {
    const rest: Record<string, number> = {};
    for (const [resource, amount] of Object.entries(amounts)) {
      const given = quotas.reduce((sum, byType) => sum + (byType.get(type)?.[resource] ?? 0), 0);
      rest[resource] = Math.max(0, amount - given);
    }
    idle.set(type, rest);
  }
  return idle;
}

function idleQueues(idle: Capacity, resources: readonly string[]): readonly ClusterQueueSpec[] {
  const types = [...idle.keys()];
  const queues: ClusterQueueSpec[] = [];
  for (let from = 0; from < types.length; from += FLAVORS_PER_QUEUE_MAX) {
    queues.push({
      name: idleQueueName(queues.length + 1),
      cohort: SHARED_POOL,
      fairWeight: 0,
      queueingStrategy: 'BestEffortFIFO',
      preemption: {
        withinClusterQueue: 'Never',
        reclaimWithinCohort: 'Never',
        borrowWithinCohort: { policy: 'Never' },
      },
      flavorFungibility: DEFAULT_FUNGIBILITY,
      resourceGroups: [
        types
          .slice(from, from + FLAVORS_PER_QUEUE_MAX)
          .map((type) => flavorQuotas(type, resources, idle.get(type))),
      ],
    });
  }
  return queues;
}
