/**
 * What a scheduler is set up with: flavors, cohorts and cluster queues with their quotas and rules, in
 * Kueue's words. Plain data with every default applied, so that no rule further in has to know a default.
 * Where two things tie in every order Kueue defines (it then picks at random), the place in these lists decides.
 */

/** Everything that decides besides the workloads. */
export interface Policy {
  /** Present: shares are compared. Absent: the classical order and preemption. */
  readonly fairSharing?: FairSharing | undefined;
  readonly flavors: readonly ResourceFlavor[];
  readonly cohorts: readonly CohortSpec[];
  readonly clusterQueues: readonly ClusterQueueSpec[];
  readonly gates?: Gates | undefined;
}

/** Switches of Kueue's that change decisions; the defaults are those of v0.19.2. */
export interface Gates {
  /** Default true: a workload that does not fit is tried with fewer pods. */
  readonly partialAdmission?: boolean;
  /** Default false (true from v0.20): a preemptor whose victims were just taken by another is assigned again. */
  readonly recomputeAssignmentUponPreemptionTargetsOverlap?: boolean;
}

/** How fair sharing compares shares before it preempts. */
export interface FairSharing {
  readonly preemptionStrategies: readonly FairStrategy[];
}

export type FairStrategy = 'LessThanOrEqualToFinalShare' | 'LessThanInitialShare';

/** Kueue's default. */
export const DEFAULT_STRATEGIES: readonly FairStrategy[] = [
  'LessThanOrEqualToFinalShare',
  'LessThanInitialShare',
];

/** A kind of node, told apart by labels and taints. */
export interface ResourceFlavor {
  readonly name: string;
  readonly nodeLabels?: Readonly<Record<string, string>> | undefined;
  /** The topology of its nodes, named in messages about room. */
  readonly topologyName?: string | undefined;
  readonly nodeTaints?: readonly Taint[] | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
}

export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: string;
}

export interface Toleration {
  readonly key?: string | undefined;
  readonly operator?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
}

/** Quota of one resource in one flavor, in whole amounts. An absent limit is no limit; zero is a limit. */
export interface ResourceQuota {
  readonly name: string;
  readonly nominal: number;
  readonly borrowingLimit?: number | undefined;
  readonly lendingLimit?: number | undefined;
}

export interface FlavorQuotas {
  readonly flavor: string;
  readonly resources: readonly ResourceQuota[];
}

/** Resources that are given from one flavor together; flavors in order of trial. */
export type ResourceGroup = readonly FlavorQuotas[];

export interface CohortSpec {
  readonly name: string;
  readonly parent?: string | undefined;
  readonly fairWeight?: number | undefined;
  readonly resourceGroups?: readonly ResourceGroup[] | undefined;
}

export interface ClusterQueueSpec {
  readonly name: string;
  readonly cohort?: string | undefined;
  readonly fairWeight?: number | undefined;
  readonly queueingStrategy: 'StrictFIFO' | 'BestEffortFIFO';
  readonly preemption: Preemption;
  readonly flavorFungibility: FlavorFungibility;
  readonly resourceGroups: readonly ResourceGroup[];
  /** Hold: nothing new is admitted, and what waits is not tried. */
  readonly stopPolicy?: 'None' | 'Hold' | undefined;
  /** Kueue's IgnoreUndeclared: a request for a resource without quota here does not stand in the way. */
  readonly ignoreUndeclared?: boolean | undefined;
}

/** `Unset` is what no API server has filled in: nobody is taken, and yet it is not Kueue's `Never`. */
export type PreemptionPolicy = 'Unset' | 'Never' | 'LowerPriority' | 'LowerOrNewerEqualPriority' | 'Any';

export interface Preemption {
  readonly withinClusterQueue: PreemptionPolicy;
  readonly reclaimWithinCohort: PreemptionPolicy;
  readonly borrowWithinCohort: BorrowWithinCohort;
}

export interface BorrowWithinCohort {
  readonly policy: 'Never' | 'LowerPriority';
  readonly maxPriorityThreshold?: number | undefined;
}

export interface FlavorFungibility {
  readonly whenCanBorrow: 'MayStopSearch' | 'TryNextFlavor';
  readonly whenCanPreempt: 'MayStopSearch' | 'TryNextFlavor';
  readonly preference: 'BorrowingOverPreemption' | 'PreemptionOverBorrowing';
}

/** The rules of a cluster queue that names none, as Kueue's API fills them in. */
export const DEFAULT_PREEMPTION: Preemption = {
  withinClusterQueue: 'Never',
  reclaimWithinCohort: 'Never',
  borrowWithinCohort: { policy: 'Never' },
};

export const DEFAULT_FUNGIBILITY: FlavorFungibility = {
  whenCanBorrow: 'MayStopSearch',
  whenCanPreempt: 'TryNextFlavor',
  preference: 'BorrowingOverPreemption',
};
