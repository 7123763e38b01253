/** Training plans: capacity bought ahead, the reserved capacities and UltraServers it consists of, its extensions. */
import { TrainingPlanArn } from './names.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import {
  enumeration,
  type Infer,
  integer,
  list,
  long,
  required,
  string,
  structure,
  timestamp,
} from './shape.ts';
import { TagList } from './tag.ts';
import { ReservedCapacityInstanceType, SageMakerResourceName } from './training-plan-offering.ts';

const TrainingPlanName = string({ min: 1, max: 64, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}' });
const TrainingPlanOfferingId = string({ min: 1, max: 256, pattern: '[a-z0-9\\-]+' });
const TrainingPlanExtensionOfferingId = string();
const ReservedCapacityArn = string({
  min: 50,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:reserved-capacity/.*',
});
const ReservedCapacityType = enumeration('UltraServer', 'Instance');
const UltraServerType = string({ min: 1, max: 64, pattern: 'ml.[a-z0-9\\-.]+' });
const UltraServerCount = integer({ min: 1 });
const AvailabilityZone = string({ min: 1, max: 32, pattern: '[a-z]+\\-[0-9a-z\\-]+' });
const AvailabilityZoneId = string({ pattern: '[a-z]{3}\\d-az\\d' });
const DurationHours = long({ min: 0, max: 87600 });
const DurationMinutes = long({ min: 0, max: 59 });
const Text256 = string({ min: 0, max: 256 });
const CurrencyCode = string();
const InstanceCount = integer({ min: 0 });

/** The life of a plan, and of each reserved capacity in it. */
export const TrainingPlanStatus = enumeration('Pending', 'Active', 'Scheduled', 'Expired', 'Failed');
export type TrainingPlanStatus = Infer<typeof TrainingPlanStatus>;
const StatusMessage = string({ min: 0, max: 1024 });

const SageMakerResourceNames = list(SageMakerResourceName, { min: 1 });

export const CreateTrainingPlanRequest = structure({
  TrainingPlanName: required(TrainingPlanName),
  TrainingPlanOfferingId: required(TrainingPlanOfferingId),
  SpareInstanceCountPerUltraServer: integer({ min: 0 }),
  Tags: TagList,
});
export type CreateTrainingPlanRequest = Infer<typeof CreateTrainingPlanRequest>;
export const CreateTrainingPlanResponse = structure({ TrainingPlanArn: required(TrainingPlanArn) });
export type CreateTrainingPlanResponse = Infer<typeof CreateTrainingPlanResponse>;

const ReservedCapacitySummary = structure({
  ReservedCapacityArn: required(ReservedCapacityArn),
  ReservedCapacityType,
  UltraServerType,
  UltraServerCount,
  InstanceType: required(ReservedCapacityInstanceType),
  TotalInstanceCount: required(InstanceCount),
  Status: required(TrainingPlanStatus),
  AvailabilityZone,
  AvailabilityZoneId,
  DurationHours,
  DurationMinutes,
  StartTime: timestamp(),
  EndTime: timestamp(),
});
export type ReservedCapacitySummary = Infer<typeof ReservedCapacitySummary>;
const ReservedCapacitySummaries = list(ReservedCapacitySummary, { min: 0, max: 5 });

export const DescribeTrainingPlanRequest = structure({ TrainingPlanName: required(TrainingPlanName) });
export type DescribeTrainingPlanRequest = Infer<typeof DescribeTrainingPlanRequest>;
export const DescribeTrainingPlanResponse = structure({
  TrainingPlanArn: required(TrainingPlanArn),
  TrainingPlanName: required(TrainingPlanName),
  Status: required(TrainingPlanStatus),
  StatusMessage,
  DurationHours,
  DurationMinutes,
  StartTime: timestamp(),
  EndTime: timestamp(),
  UpfrontFee: Text256,
  CurrencyCode,
  TotalInstanceCount: InstanceCount,
  AvailableInstanceCount: InstanceCount,
  InUseInstanceCount: InstanceCount,
  UnhealthyInstanceCount: InstanceCount,
  AvailableSpareInstanceCount: InstanceCount,
  TotalUltraServerCount: UltraServerCount,
  TargetResources: SageMakerResourceNames,
  ReservedCapacitySummaries,
});
export type DescribeTrainingPlanResponse = Infer<typeof DescribeTrainingPlanResponse>;

const TrainingPlanFilter = structure({
  Name: required(enumeration('Status')),
  Value: required(string({ min: 0, max: 64 })),
});
export const ListTrainingPlansRequest = structure({
  NextToken,
  MaxResults,
  StartTimeAfter: timestamp(),
  StartTimeBefore: timestamp(),
  SortBy: enumeration('TrainingPlanName', 'StartTime', 'Status'),
  SortOrder,
  Filters: list(TrainingPlanFilter, { min: 1, max: 5 }),
});
export type ListTrainingPlansRequest = Infer<typeof ListTrainingPlansRequest>;
export const TrainingPlanSummary = structure({
  TrainingPlanArn: required(TrainingPlanArn),
  TrainingPlanName: required(TrainingPlanName),
  Status: required(TrainingPlanStatus),
  StatusMessage,
  DurationHours,
  DurationMinutes,
  StartTime: timestamp(),
  EndTime: timestamp(),
  UpfrontFee: Text256,
  CurrencyCode,
  TotalInstanceCount: InstanceCount,
  AvailableInstanceCount: InstanceCount,
  InUseInstanceCount: InstanceCount,
  TotalUltraServerCount: UltraServerCount,
  TargetResources: SageMakerResourceNames,
  ReservedCapacitySummaries,
});
export type TrainingPlanSummary = Infer<typeof TrainingPlanSummary>;
export const ListTrainingPlansResponse = structure({
  NextToken,
  TrainingPlanSummaries: required(list(TrainingPlanSummary)),
});
export type ListTrainingPlansResponse = Infer<typeof ListTrainingPlansResponse>;

export const DescribeReservedCapacityRequest = structure({
  ReservedCapacityArn: required(ReservedCapacityArn),
});
export type DescribeReservedCapacityRequest = Infer<typeof DescribeReservedCapacityRequest>;
const UltraServerSummary = structure({
  UltraServerType: required(UltraServerType),
  InstanceType: required(ReservedCapacityInstanceType),
  UltraServerCount,
  AvailableSpareInstanceCount: InstanceCount,
  UnhealthyInstanceCount: InstanceCount,
});
export const DescribeReservedCapacityResponse = structure({
  ReservedCapacityArn: required(ReservedCapacityArn),
  ReservedCapacityType,
  Status: TrainingPlanStatus,
  AvailabilityZone,
  DurationHours,
  DurationMinutes,
  StartTime: timestamp(),
  EndTime: timestamp(),
  InstanceType: required(ReservedCapacityInstanceType),
  TotalInstanceCount: required(InstanceCount),
  AvailableInstanceCount: InstanceCount,
  InUseInstanceCount: InstanceCount,
  UltraServerSummary,
});
export type DescribeReservedCapacityResponse = Infer<typeof DescribeReservedCapacityResponse>;

export const ListUltraServersByReservedCapacityRequest = structure({
  ReservedCapacityArn: required(ReservedCapacityArn),
  MaxResults,
  NextToken,
});
export type ListUltraServersByReservedCapacityRequest = Infer<
  typeof ListUltraServersByReservedCapacityRequest
>;
const UltraServer = structure({
  UltraServerId: required(string({ min: 0, max: 256, pattern: '(?!\\s*$).+' })),
  UltraServerType: required(UltraServerType),
  AvailabilityZone: required(AvailabilityZone),
  InstanceType: required(ReservedCapacityInstanceType),
  TotalInstanceCount: required(InstanceCount),
  ConfiguredSpareInstanceCount: InstanceCount,
  AvailableInstanceCount: InstanceCount,
  InUseInstanceCount: InstanceCount,
  AvailableSpareInstanceCount: InstanceCount,
  UnhealthyInstanceCount: InstanceCount,
  HealthStatus: enumeration('OK', 'Impaired', 'Insufficient-Data'),
});
export const ListUltraServersByReservedCapacityResponse = structure({
  NextToken,
  UltraServers: required(list(UltraServer, { min: 0, max: 100 })),
});
export type ListUltraServersByReservedCapacityResponse = Infer<
  typeof ListUltraServersByReservedCapacityResponse
>;

const TrainingPlanExtension = structure({
  TrainingPlanExtensionOfferingId: required(TrainingPlanExtensionOfferingId),
  ExtendedAt: timestamp(),
  StartDate: timestamp(),
  EndDate: timestamp(),
  Status: Text256,
  PaymentStatus: Text256,
  AvailabilityZone: Text256,
  AvailabilityZoneId,
  DurationHours: integer({ min: 0, max: 4368 }),
  UpfrontFee: Text256,
  CurrencyCode,
});
export type TrainingPlanExtension = Infer<typeof TrainingPlanExtension>;
const TrainingPlanExtensions = list(TrainingPlanExtension, { min: 0 });

export const ExtendTrainingPlanRequest = structure({
  TrainingPlanExtensionOfferingId: required(TrainingPlanExtensionOfferingId),
});
export type ExtendTrainingPlanRequest = Infer<typeof ExtendTrainingPlanRequest>;
export const ExtendTrainingPlanResponse = structure({
  TrainingPlanExtensions: required(TrainingPlanExtensions),
});
export type ExtendTrainingPlanResponse = Infer<typeof ExtendTrainingPlanResponse>;

export const DescribeTrainingPlanExtensionHistoryRequest = structure({
  TrainingPlanArn: required(TrainingPlanArn),
  NextToken,
  MaxResults,
});
export type DescribeTrainingPlanExtensionHistoryRequest = Infer<
  typeof DescribeTrainingPlanExtensionHistoryRequest
>;
export const DescribeTrainingPlanExtensionHistoryResponse = structure({
  TrainingPlanExtensions: required(TrainingPlanExtensions),
  NextToken,
});
export type DescribeTrainingPlanExtensionHistoryResponse = Infer<
  typeof DescribeTrainingPlanExtensionHistoryResponse
>;
