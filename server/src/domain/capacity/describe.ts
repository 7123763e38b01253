import type {
  DescribeReservedCapacityResponse,
  DescribeTrainingPlanResponse,
  ReservedCapacitySummary,
  TrainingPlanExtension,
  TrainingPlanSummary,
} from '../../shapes/training-plan.ts';
import { zoneIdOf } from '../cluster/placement.ts';
import { HOUR_MS } from '../duration.ts';
import { hoursAndMinutes } from './calendar.ts';
import { countsOf } from './instance-pool.ts';
import {
  capacityArn,
  durationOf,
  type Extension,
  endOf,
  planArn,
  planCounts,
  startOf,
  type TrainingPlan,
} from './training-plan.ts';

/** A plan as ListTrainingPlans shows it. */
export function summarizePlan(plan: TrainingPlan): TrainingPlanSummary {
  const { total, available, inUse } = planCounts(plan);
  return {
    TrainingPlanArn: planArn(plan),
    TrainingPlanName: plan.name,
    Status: plan.status,
    StatusMessage: plan.statusMessage,
    ...hoursAndMinutes(durationOf(plan)),
    StartTime: startOf(plan),
    EndTime: endOf(plan),
    UpfrontFee: plan.upfrontFee,
    CurrencyCode: plan.currency,
    TotalInstanceCount: total,
    AvailableInstanceCount: available,
    InUseInstanceCount: inUse,
    TotalUltraServerCount: plan.ultraServer?.count,
    TargetResources: plan.targets,
    ReservedCapacitySummaries: plan.capacities.map((_, i) => summarizeCapacity(plan, i)),
  };
}

/** A plan as DescribeTrainingPlan shows it. */
export function describePlan(plan: TrainingPlan): DescribeTrainingPlanResponse {
  const { unhealthy, spare } = planCounts(plan);
  const { ReservedCapacitySummaries, ...summary } = summarizePlan(plan);
  return {
    ...summary,
    UnhealthyInstanceCount: unhealthy,
    AvailableSpareInstanceCount: spare,
    ReservedCapacitySummaries,
  };
}

function summarizeCapacity(plan: TrainingPlan, index: number): ReservedCapacitySummary {
  const { zone, startAt, endAt, status, pools } = plan.capacities[index]!;
  return {
    ReservedCapacityArn: capacityArn(plan, index),
    ReservedCapacityType: plan.ultraServer === undefined ? 'Instance' : 'UltraServer',
    UltraServerType: plan.ultraServer?.type,
    UltraServerCount: plan.ultraServer?.count,
    InstanceType: plan.instanceType,
    TotalInstanceCount: countsOf(pools).total,
    Status: status,
    AvailabilityZone: zone,
    AvailabilityZoneId: zoneIdOf(plan.region, zone),
    ...hoursAndMinutes(endAt - startAt),
    StartTime: startAt,
    EndTime: endAt,
  };
}

/** A block as DescribeReservedCapacity shows it. */
export function describeCapacity(plan: TrainingPlan, index: number): DescribeReservedCapacityResponse {
  const { zone, startAt, endAt, status, pools } = plan.capacities[index]!;
  const { total, available, inUse, unhealthy, spare } = countsOf(pools);
  const { ultraServer, instanceType } = plan;
  return {
    ReservedCapacityArn: capacityArn(plan, index),
    ReservedCapacityType: ultraServer === undefined ? 'Instance' : 'UltraServer',
    Status: status,
    AvailabilityZone: zone,
    ...hoursAndMinutes(endAt - startAt),
    StartTime: startAt,
    EndTime: endAt,
    InstanceType: instanceType,
    TotalInstanceCount: total,
    AvailableInstanceCount: available,
    InUseInstanceCount: inUse,
    UltraServerSummary: ultraServer && {
      UltraServerType: ultraServer.type,
      InstanceType: instanceType,
      UltraServerCount: ultraServer.count,
      AvailableSpareInstanceCount: spare,
      UnhealthyInstanceCount: unhealthy,
    },
  };
}

export function describeExtension(plan: TrainingPlan, extension: Extension): TrainingPlanExtension {
  const { zone } = plan.capacities.at(-1)!;
  return {
    TrainingPlanExtensionOfferingId: extension.offeringId,
    ExtendedAt: extension.extendedAt,
    StartDate: extension.startAt,
    EndDate: extension.endAt,
    Status: extension.status,
    PaymentStatus: extension.payment,
    AvailabilityZone: zone,
    AvailabilityZoneId: zoneIdOf(plan.region, zone),
    DurationHours: (extension.endAt - extension.startAt) / HOUR_MS,
    UpfrontFee: extension.upfrontFee,
    CurrencyCode: extension.currency,
  };
}
