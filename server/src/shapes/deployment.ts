/** How a change rolls over running nodes: batch sizes, pauses between batches, alarms that turn it back. */
import { enumeration, type Infer, integer, list, required, string, structure } from './shape.ts';

/** A number of nodes, absolute or as a share of the instance group. */
export const CapacitySizeConfig = structure({
  Type: required(enumeration('INSTANCE_COUNT', 'CAPACITY_PERCENTAGE')),
  Value: required(integer({ min: 1 })),
});
export type CapacitySizeConfig = Infer<typeof CapacitySizeConfig>;

export const RollingDeploymentPolicy = structure({
  MaximumBatchSize: required(CapacitySizeConfig),
  RollbackMaximumBatchSize: CapacitySizeConfig,
});
export type RollingDeploymentPolicy = Infer<typeof RollingDeploymentPolicy>;

/** A CloudWatch alarm. */
export const AlarmDetails = structure({
  AlarmName: required(string({ min: 1, max: 255, pattern: '(?!\\s*$).+' })),
});
export type AlarmDetails = Infer<typeof AlarmDetails>;

export const DeploymentConfiguration = structure({
  RollingUpdatePolicy: RollingDeploymentPolicy,
  WaitIntervalInSeconds: integer({ min: 0, max: 3600 }),
  AutoRollbackConfiguration: list(AlarmDetails, { min: 1, max: 10 }),
});
export type DeploymentConfiguration = Infer<typeof DeploymentConfiguration>;
