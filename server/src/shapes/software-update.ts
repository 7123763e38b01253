/** Machine images: which one a node runs, when it is renewed, and the request to renew it now. */
import { DeploymentConfiguration } from './deployment.ts';
import { ClusterArn, ClusterInstanceGroupName, ClusterNameOrArn } from './names.ts';
import { enumeration, type Infer, list, required, string, structure, timestamp } from './shape.ts';

/** An AMI of the customer, or `default` for the service's own. */
export const ImageId = string({ min: 7, max: 21, pattern: 'ami-[0-9a-fA-F]{8,17}|default' });
export const ImageReleaseVersion = string({ min: 0, max: 64, pattern: '[0-9]+\\.[0-9]+\\.[0-9]+' });

/** How far the image of a node, a group or a cluster is behind. */
export const ClusterImageVersionStatus = enumeration(
  'UpToDate',
  'UpdateAvailable',
  'SecurityUpdateRequired',
  'EndOfLife',
);
export type ClusterImageVersionStatus = Infer<typeof ClusterImageVersionStatus>;

export const SoftwareUpdateStatus = enumeration(
  'Pending',
  'InProgress',
  'Succeeded',
  'Failed',
  'RollbackInProgress',
  'RollbackComplete',
);
export type SoftwareUpdateStatus = Infer<typeof SoftwareUpdateStatus>;

/** Software updates at set times. */
export const ScheduledUpdateConfig = structure({
  ScheduleExpression: required(string({ min: 1, max: 256 })),
  DeploymentConfig: DeploymentConfiguration,
});
export type ScheduledUpdateConfig = Infer<typeof ScheduledUpdateConfig>;

/** Whether a patch waits for one node to fall idle, or for all of the group. */
export const ClusterPatchingStrategy = enumeration('WhenIdle', 'WhenAllIdle');
export type ClusterPatchingStrategy = Infer<typeof ClusterPatchingStrategy>;

/** Security patches that the service applies by itself: as asked for. */
export const ClusterAutoPatchConfig = structure({
  PatchingStrategy: required(ClusterPatchingStrategy),
  PatchSchedule: structure({ NextPatchDate: timestamp() }),
  DeploymentConfig: DeploymentConfiguration,
});
export type ClusterAutoPatchConfig = Infer<typeof ClusterAutoPatchConfig>;

const ClusterPatchScheduleDetails = structure({ NextPatchDate: timestamp() });

/** … and as it is. */
export const ClusterAutoPatchConfigDetails = structure({
  PatchingStrategy: ClusterPatchingStrategy,
  CurrentPatchSchedule: ClusterPatchScheduleDetails,
  DesiredPatchSchedule: ClusterPatchScheduleDetails,
  DeploymentConfig: DeploymentConfiguration,
});
export type ClusterAutoPatchConfigDetails = Infer<typeof ClusterAutoPatchConfigDetails>;

export const UpdateClusterSoftwareInstanceGroupSpecification = structure({
  InstanceGroupName: required(ClusterInstanceGroupName),
  ImageReleaseVersion,
});
export type UpdateClusterSoftwareInstanceGroupSpecification = Infer<
  typeof UpdateClusterSoftwareInstanceGroupSpecification
>;

/** Without `InstanceGroups`, the whole cluster. */
export const UpdateClusterSoftwareRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  InstanceGroups: list(UpdateClusterSoftwareInstanceGroupSpecification, { min: 1, max: 100 }),
  DeploymentConfig: DeploymentConfiguration,
  ImageId,
});
export type UpdateClusterSoftwareRequest = Infer<typeof UpdateClusterSoftwareRequest>;
export const UpdateClusterSoftwareResponse = structure({ ClusterArn: required(ClusterArn) });
export type UpdateClusterSoftwareResponse = Infer<typeof UpdateClusterSoftwareResponse>;
