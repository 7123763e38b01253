/**
 * A recorded scenario as it is written down: Kubernetes quantities as text, defaults left out. Turned here into
 * a policy and workloads; what does not read is an error that names the place.
 */
import { parseAmount, parseQuantity } from './amount.ts';
import {
  type BorrowWithinCohort,
  type ClusterQueueSpec,
  type CohortSpec,
  DEFAULT_FUNGIBILITY,
  DEFAULT_PREEMPTION,
  DEFAULT_STRATEGIES,
  type FairStrategy,
  type FlavorFungibility,
  type Policy,
  type Preemption,
  type ResourceFlavor,
  type ResourceGroup,
} from './policy.ts';
import type { Workload } from './workload.ts';

export interface RecordedQuota {
  readonly name: string;
  readonly nominal: string;
  readonly borrowingLimit?: string | null;
  readonly lendingLimit?: string | null;
}

export type RecordedGroup = readonly {
  readonly flavor: string;
  readonly resources: readonly RecordedQuota[];
}[];

export interface RecordedCohort {
  readonly name: string;
  readonly parent?: string;
  readonly fairWeight?: string;
  readonly resourceGroups?: readonly RecordedGroup[];
}

export interface RecordedQueue extends Omit<RecordedCohort, 'parent'> {
  readonly cohort?: string;
  readonly queueingStrategy: 'StrictFIFO' | 'BestEffortFIFO';
  readonly preemption?: Partial<Omit<Preemption, 'borrowWithinCohort'>> & {
    readonly borrowWithinCohort?: {
      readonly policy?: BorrowWithinCohort['policy'];
      readonly maxPriorityThreshold?: number | null;
    };
  };
  readonly flavorFungibility?: Partial<FlavorFungibility>;
}

export interface RecordedPodSet {
  readonly name: string;
  readonly count: number;
  readonly minCount?: number | null;
  readonly requests: Readonly<Record<string, string>>;
}

export interface RecordedJob {
  readonly name: string;
  readonly clusterQueue: string;
  readonly priority: number;
  readonly submit: number;
  readonly duration: number;
  readonly podSets: readonly RecordedPodSet[];
}

export interface RecordedSetup {
  readonly flavors: readonly (string | ResourceFlavor)[];
  readonly cohorts: readonly RecordedCohort[];
  readonly clusterQueues: readonly RecordedQueue[];
}

/** A recorded trace's input. */
export interface Scenario extends RecordedSetup {
  readonly fairSharing: boolean;
  readonly preemptionStrategies?: readonly FairStrategy[] | null;
  readonly jobs: readonly RecordedJob[];
}

/** The policy of a recorded setup. */
export function policyOf(setup: RecordedSetup, strategies: readonly FairStrategy[] | undefined): Policy {
  return {
    fairSharing: strategies === undefined ? undefined : { preemptionStrategies: strategies },
    flavors: setup.flavors.map((flavor) => (typeof flavor === 'string' ? { name: flavor } : flavor)),
    cohorts: setup.cohorts.map(cohortOf),
    clusterQueues: setup.clusterQueues.map(queueOf),
  };
}

/** The strategies in force in a scenario; undefined without fair sharing. */
export function strategiesOf({
  fairSharing,
  preemptionStrategies,
}: Scenario): readonly FairStrategy[] | undefined {
  return fairSharing ? (preemptionStrategies ?? DEFAULT_STRATEGIES) : undefined;
}

/** The workload of a recorded job: named by it, and as old as its submission. */
export function workloadOf({ name, clusterQueue, priority, submit, podSets }: RecordedJob): Workload {
  return { key: name, uid: name, clusterQueue, priority, createdAt: submit, podSets: podSets.map(podSetOf) };
}

/** A pod set with its requests as amounts. */
export function podSetOf({ name, count, minCount, requests }: RecordedPodSet): Workload['podSets'][number] {
  return { name, count, minCount: minCount ?? undefined, requests: amountsOf(requests) };
}

/** Requests as amounts. */
export function amountsOf(requests: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(requests).map(([name, text]) => [name, amount(name, text)]));
}

function cohortOf({ name, parent, fairWeight, resourceGroups }: RecordedCohort): CohortSpec {
  return { name, parent, fairWeight: weight(fairWeight), resourceGroups: resourceGroups?.map(groupOf) };
}

function queueOf(queue: RecordedQueue): ClusterQueueSpec {
  const borrowing = queue.preemption?.borrowWithinCohort;
  return {
    name: queue.name,
    cohort: queue.cohort,
    fairWeight: weight(queue.fairWeight),
    queueingStrategy: queue.queueingStrategy,
    preemption: {
      ...DEFAULT_PREEMPTION,
      ...queue.preemption,
      borrowWithinCohort: {
        policy: borrowing?.policy ?? 'Never',
        maxPriorityThreshold: borrowing?.maxPriorityThreshold ?? undefined,
      },
    },
    flavorFungibility: { ...DEFAULT_FUNGIBILITY, ...queue.flavorFungibility },
    resourceGroups: (queue.resourceGroups ?? []).map(groupOf),
  };
}

function groupOf(group: RecordedGroup): ResourceGroup {
  return group.map(({ flavor, resources }) => ({
    flavor,
    resources: resources.map(({ name, nominal, borrowingLimit, lendingLimit }) => ({
      name,
      nominal: amount(name, nominal),
      borrowingLimit: limit(name, borrowingLimit),
      lendingLimit: limit(name, lendingLimit),
    })),
  }));
}

function limit(resource: string, text: string | null | undefined): number | undefined {
  return text === undefined || text === null ? undefined : amount(resource, text);
}

function amount(resource: string, text: string): number {
  const parsed = parseAmount(resource, text);
  if (parsed === undefined) throw new RangeError(`'${text}' is no quantity of ${resource}`);
  return parsed;
}

function weight(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = parseQuantity(text);
  if (parsed === undefined || parsed < 0) throw new RangeError(`'${text}' is no fair weight`);
  return parsed;
}
