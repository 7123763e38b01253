/** How an endpoint goes over from one configuration to the next. */
import { enumeration, type Infer, integer, list, required, string, structure } from './shape.ts';

const CapacitySize = structure({
  Type: required(enumeration('INSTANCE_COUNT', 'CAPACITY_PERCENT')),
  Value: required(integer({ min: 1 })),
});
const TrafficRoutingConfig = structure({
  Type: required(enumeration('ALL_AT_ONCE', 'CANARY', 'LINEAR')),
  WaitIntervalInSeconds: required(integer({ min: 0, max: 3600 })),
  CanarySize: CapacitySize,
  LinearStepSize: CapacitySize,
});
const BlueGreenUpdatePolicy = structure({
  TrafficRoutingConfiguration: required(TrafficRoutingConfig),
  TerminationWaitInSeconds: integer({ min: 0, max: 3600 }),
  MaximumExecutionTimeoutInSeconds: integer({ min: 600, max: 28800 }),
});
const RollingUpdatePolicy = structure({
  MaximumBatchSize: required(CapacitySize),
  WaitIntervalInSeconds: required(integer({ min: 0, max: 3600 })),
  MaximumExecutionTimeoutInSeconds: integer({ min: 600, max: 28800 }),
  RollbackMaximumBatchSize: CapacitySize,
});
const Alarm = structure({ AlarmName: string({ min: 1, max: 255, pattern: '(?!\\s*$).+' }) });
const AutoRollbackConfig = structure({ Alarms: list(Alarm, { min: 1, max: 10 }) });
export const DeploymentConfig = structure({
  BlueGreenUpdatePolicy,
  RollingUpdatePolicy,
  AutoRollbackConfiguration: AutoRollbackConfig,
});
export type DeploymentConfig = Infer<typeof DeploymentConfig>;
