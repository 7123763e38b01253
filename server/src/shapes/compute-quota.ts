/** Compute quotas: what a team may use of a cluster, down to a slice of a GPU. */
import { ClusterInstanceType } from './instance-types.ts';
import { ClusterArn } from './names.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import {
  enumeration,
  float,
  type Infer,
  integer,
  list,
  required,
  string,
  structure,
  timestamp,
} from './shape.ts';
import { TagList } from './tag.ts';

/** A name that is unique among the resources of its kind in an account and region. */
export const EntityName = string({ min: 1, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
export const EntityDescription = string({
  min: 0,
  max: 1024,
  pattern: '[\\p{L}\\p{M}\\p{Z}\\p{S}\\p{N}\\p{P}]*',
});

/** The statuses of compute quotas and cluster scheduler configs. */
export const SchedulerResourceStatus = enumeration(
  'Creating',
  'CreateFailed',
  'CreateRollbackFailed',
  'Created',
  'Updating',
  'UpdateFailed',
  'UpdateRollbackFailed',
  'Updated',
  'Deleting',
  'DeleteFailed',
  'DeleteRollbackFailed',
  'Deleted',
);
export type SchedulerResourceStatus = Infer<typeof SchedulerResourceStatus>;

export const FailureReason = string({ min: 0, max: 1024 });

/** Who made or changed something. */
export const UserContext = structure({
  UserProfileArn: string(),
  UserProfileName: string(),
  DomainId: string(),
  IamIdentity: structure({ Arn: string(), PrincipalId: string(), SourceIdentity: string() }),
});
export type UserContext = Infer<typeof UserContext>;

/** Slices of GPUs (NVIDIA MIG): compute slices and memory of one. */
export const MIGProfileType = enumeration(
  'mig-1g.5gb',
  'mig-1g.10gb',
  'mig-1g.18gb',
  'mig-1g.20gb',
  'mig-1g.23gb',
  'mig-1g.35gb',
  'mig-1g.45gb',
  'mig-1g.47gb',
  'mig-2g.10gb',
  'mig-2g.20gb',
  'mig-2g.35gb',
  'mig-2g.45gb',
  'mig-2g.47gb',
  'mig-3g.20gb',
  'mig-3g.40gb',
  'mig-3g.71gb',
  'mig-3g.90gb',
  'mig-3g.93gb',
  'mig-4g.20gb',
  'mig-4g.40gb',
  'mig-4g.71gb',
  'mig-4g.90gb',
  'mig-4g.93gb',
  'mig-7g.40gb',
  'mig-7g.80gb',
  'mig-7g.141gb',
  'mig-7g.180gb',
  'mig-7g.186gb',
);
export type MIGProfileType = Infer<typeof MIGProfileType>;

/** The largest amount of anything that an entry can give. */
export const AMOUNT_MAX = 10_000_000;
/** Entries of one list. */
export const ENTRIES_MAX = 15;

export const AcceleratorPartitionConfig = structure({
  Type: required(MIGProfileType),
  Count: required(integer({ min: 0, max: AMOUNT_MAX })),
});
export type AcceleratorPartitionConfig = Infer<typeof AcceleratorPartitionConfig>;

/** An amount of one instance type: whole instances, single resources, or partitions. */
export const ComputeQuotaResourceConfig = structure({
  InstanceType: required(ClusterInstanceType),
  Count: integer({ min: 0, max: AMOUNT_MAX }),
  Accelerators: integer({ min: 0, max: AMOUNT_MAX }),
  VCpu: float({ min: 0, max: AMOUNT_MAX }),
  MemoryInGiB: float({ min: 0, max: AMOUNT_MAX }),
  AcceleratorPartition: AcceleratorPartitionConfig,
});
export type ComputeQuotaResourceConfig = Infer<typeof ComputeQuotaResourceConfig>;

export const ResourceSharingConfig = structure({
  Strategy: required(enumeration('Lend', 'DontLend', 'LendAndBorrow')),
  /** Percent of the team's own quota. */
  BorrowLimit: integer({ min: 0, max: 10_000 }),
  AbsoluteBorrowLimits: list(ComputeQuotaResourceConfig, { min: 0, max: ENTRIES_MAX }),
});
export type ResourceSharingConfig = Infer<typeof ResourceSharingConfig>;

export const ComputeQuotaConfig = structure({
  ComputeQuotaResources: list(ComputeQuotaResourceConfig, { min: 0, max: ENTRIES_MAX }),
  ResourceSharingConfig,
  PreemptTeamTasks: enumeration('Never', 'LowerPriority'),
});
export type ComputeQuotaConfig = Infer<typeof ComputeQuotaConfig>;

export const ComputeQuotaTarget = structure({
  TeamName: required(string({ pattern: '[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?' })),
  FairShareWeight: integer({ min: 0, max: 100 }),
});
export type ComputeQuotaTarget = Infer<typeof ComputeQuotaTarget>;

export const ActivationState = enumeration('Enabled', 'Disabled');
export type ActivationState = Infer<typeof ActivationState>;

const ComputeQuotaArn = string({
  min: 0,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:compute-quota/[a-z0-9]{12}',
});
const ComputeQuotaId = string({ pattern: '[a-z0-9]{12}' });

export const CreateComputeQuotaRequest = structure({
  Name: required(EntityName),
  Description: EntityDescription,
  ClusterArn: required(ClusterArn),
  ComputeQuotaConfig: required(ComputeQuotaConfig),
  ComputeQuotaTarget: required(ComputeQuotaTarget),
  ActivationState,
  Tags: TagList,
});
export type CreateComputeQuotaRequest = Infer<typeof CreateComputeQuotaRequest>;

export const CreateComputeQuotaResponse = structure({
  ComputeQuotaArn: required(ComputeQuotaArn),
  ComputeQuotaId: required(ComputeQuotaId),
});
export type CreateComputeQuotaResponse = Infer<typeof CreateComputeQuotaResponse>;

export const DescribeComputeQuotaRequest = structure({
  ComputeQuotaId: required(ComputeQuotaId),
  ComputeQuotaVersion: integer(),
});
export type DescribeComputeQuotaRequest = Infer<typeof DescribeComputeQuotaRequest>;

export const DescribeComputeQuotaResponse = structure({
  ComputeQuotaArn: required(ComputeQuotaArn),
  ComputeQuotaId: required(ComputeQuotaId),
  Name: required(EntityName),
  Description: EntityDescription,
  ComputeQuotaVersion: required(integer()),
  Status: required(SchedulerResourceStatus),
  FailureReason,
  ClusterArn,
  ComputeQuotaConfig,
  ComputeQuotaTarget: required(ComputeQuotaTarget),
  ActivationState,
  CreationTime: required(timestamp()),
  CreatedBy: UserContext,
  LastModifiedTime: timestamp(),
  LastModifiedBy: UserContext,
});
export type DescribeComputeQuotaResponse = Infer<typeof DescribeComputeQuotaResponse>;

export const ListComputeQuotasRequest = structure({
  CreatedAfter: timestamp(),
  CreatedBefore: timestamp(),
  NameContains: EntityName,
  Status: SchedulerResourceStatus,
  ClusterArn,
  SortBy: enumeration('Name', 'CreationTime', 'Status', 'ClusterArn'),
  SortOrder,
  NextToken,
  MaxResults,
});
export type ListComputeQuotasRequest = Infer<typeof ListComputeQuotasRequest>;

export const ComputeQuotaSummary = structure({
  ComputeQuotaArn: required(ComputeQuotaArn),
  ComputeQuotaId: required(ComputeQuotaId),
  Name: required(EntityName),
  ComputeQuotaVersion: integer(),
  Status: required(SchedulerResourceStatus),
  ClusterArn,
  ComputeQuotaConfig,
  ComputeQuotaTarget: required(ComputeQuotaTarget),
  ActivationState,
  CreationTime: required(timestamp()),
  LastModifiedTime: timestamp(),
});
export type ComputeQuotaSummary = Infer<typeof ComputeQuotaSummary>;

export const ListComputeQuotasResponse = structure({
  ComputeQuotaSummaries: list(ComputeQuotaSummary, { min: 0, max: 100 }),
  NextToken,
});
export type ListComputeQuotasResponse = Infer<typeof ListComputeQuotasResponse>;

export const UpdateComputeQuotaRequest = structure({
  ComputeQuotaId: required(ComputeQuotaId),
  TargetVersion: required(integer()),
  ComputeQuotaConfig,
  ComputeQuotaTarget,
  ActivationState,
  Description: EntityDescription,
});
export type UpdateComputeQuotaRequest = Infer<typeof UpdateComputeQuotaRequest>;

export const UpdateComputeQuotaResponse = structure({
  ComputeQuotaArn: required(ComputeQuotaArn),
  ComputeQuotaVersion: required(integer()),
});
export type UpdateComputeQuotaResponse = Infer<typeof UpdateComputeQuotaResponse>;

export const DeleteComputeQuotaRequest = structure({ ComputeQuotaId: required(ComputeQuotaId) });
export type DeleteComputeQuotaRequest = Infer<typeof DeleteComputeQuotaRequest>;

/** AWS's model gives the deletion no output. */
export const DeleteComputeQuotaResponse = structure({});
