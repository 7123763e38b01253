/** Something about a cluster's quotas and policy that will not do what it looks like. */
export interface Finding {
  readonly rule: LintRule;
  readonly severity: Severity;
  readonly teams: readonly string[];
  readonly instanceTypes: readonly string[];
  /** The amounts that it is about, as people write them. */
  readonly numbers: Readonly<Record<string, string | number>>;
  readonly message: string;
  /** What to do about it, in the members of the API. */
  readonly wayOut: string;
}

/** Error: tasks will wait for what cannot come. Warning: somebody is worse off than it looks. Info: good to know. */
export type Severity = 'error' | 'warning' | 'info';

export type LintRule =
  | 'QuotaAboveNodes'
  | 'QuotaAboveReadyNodes'
  | 'InstanceTypeNotInCluster'
  | 'PartitionNotOffered'
  | 'NotAllocatable'
  | 'CapacityWithoutQuota'
  | 'WeightZero'
  | 'AllWeightsZero'
  | 'DontLendIsolates'
  | 'NobodyToBorrowFrom'
  | 'EndlessLoop'
  | 'LoopsNotLookedFor';
