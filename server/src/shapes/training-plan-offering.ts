/** What the capacity market offers: training plans, and extensions of a plan. */
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

/** The machines that can be reserved. */
export const ReservedCapacityInstanceType = enumeration(
  'ml.p4d.24xlarge',
  'ml.p5.48xlarge',
  'ml.p5e.48xlarge',
  'ml.p5en.48xlarge',
  'ml.trn1.32xlarge',
  'ml.trn2.48xlarge',
  'ml.p6-b200.48xlarge',
  'ml.p4de.24xlarge',
  'ml.p6e-gb200.36xlarge',
  'ml.p5.4xlarge',
  'ml.p6-b300.48xlarge',
);
export type ReservedCapacityInstanceType = Infer<typeof ReservedCapacityInstanceType>;

/** What a plan can be for. */
export const SageMakerResourceName = enumeration(
  'training-job',
  'hyperpod-cluster',
  'endpoint',
  'studio-apps',
);
export type SageMakerResourceName = Infer<typeof SageMakerResourceName>;
const SageMakerResourceNames = list(SageMakerResourceName, { min: 1 });

const InstanceCount = integer({ min: 0, max: 256 });
const UltraServerType = string({ min: 1, max: 64, pattern: 'ml.[a-z0-9\\-.]+' });
const UltraServerCount = integer({ min: 1 });
const DurationHours = long({ min: 0, max: 87600 });
const DurationMinutes = long({ min: 0, max: 59 });
const UpfrontFee = string({ min: 0, max: 256 });
const CurrencyCode = string();

export const SearchTrainingPlanOfferingsRequest = structure({
  InstanceType: ReservedCapacityInstanceType,
  InstanceCount,
  UltraServerType,
  UltraServerCount,
  StartTimeAfter: timestamp(),
  EndTimeBefore: timestamp(),
  DurationHours: long({ min: 1, max: 87600 }),
  TargetResources: SageMakerResourceNames,
  TrainingPlanArn: string(),
});
export type SearchTrainingPlanOfferingsRequest = Infer<typeof SearchTrainingPlanOfferingsRequest>;

const ReservedCapacityOffering = structure({
  ReservedCapacityType: enumeration('UltraServer', 'Instance'),
  UltraServerType,
  UltraServerCount,
  InstanceType: required(ReservedCapacityInstanceType),
  InstanceCount: required(InstanceCount),
  AvailabilityZone: string({ min: 1, max: 32, pattern: '[a-z]+\\-[0-9a-z\\-]+' }),
  DurationHours,
  DurationMinutes,
  StartTime: timestamp(),
  EndTime: timestamp(),
  ExtensionStartTime: timestamp(),
  ExtensionEndTime: timestamp(),
});
export type ReservedCapacityOffering = Infer<typeof ReservedCapacityOffering>;

const TrainingPlanOffering = structure({
  TrainingPlanOfferingId: required(string({ min: 1, max: 256, pattern: '[a-z0-9\\-]+' })),
  TargetResources: required(SageMakerResourceNames),
  RequestedStartTimeAfter: timestamp(),
  RequestedEndTimeBefore: timestamp(),
  DurationHours,
  DurationMinutes,
  UpfrontFee,
  CurrencyCode,
  ReservedCapacityOfferings: list(ReservedCapacityOffering, { min: 0, max: 5 }),
});
export type TrainingPlanOffering = Infer<typeof TrainingPlanOffering>;

const TrainingPlanExtensionOffering = structure({
  TrainingPlanExtensionOfferingId: required(string()),
  AvailabilityZone: string({ min: 0, max: 256 }),
  StartDate: timestamp(),
  EndDate: timestamp(),
  DurationHours: integer({ min: 0, max: 4368 }),
  UpfrontFee,
  CurrencyCode,
});
export type TrainingPlanExtensionOffering = Infer<typeof TrainingPlanExtensionOffering>;

export const SearchTrainingPlanOfferingsResponse = structure({
  TrainingPlanOfferings: required(list(TrainingPlanOffering, { min: 0 })),
  TrainingPlanExtensionOfferings: list(TrainingPlanExtensionOffering, { min: 0 }),
});
export type SearchTrainingPlanOfferingsResponse = Infer<typeof SearchTrainingPlanOfferingsResponse>;
