import { DeepHealthCheckType } from './instance-group.ts';
import { ClusterArn, ClusterInstanceGroupName, ClusterNameOrArn, ClusterNodeId } from './names.ts';
import { type Infer, list, required, structure } from './shape.ts';

/** Which checks to run on a group, or only on some of its instances. */
export const InstanceGroupHealthCheckConfiguration = structure({
  InstanceGroupName: required(ClusterInstanceGroupName),
  InstanceIds: list(ClusterNodeId, { min: 1, max: 500 }),
  DeepHealthChecks: required(list(DeepHealthCheckType, { min: 1, max: 2 })),
});
export type InstanceGroupHealthCheckConfiguration = Infer<typeof InstanceGroupHealthCheckConfiguration>;

export const StartClusterHealthCheckRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  DeepHealthCheckConfigurations: required(list(InstanceGroupHealthCheckConfiguration, { min: 1, max: 99 })),
});
export type StartClusterHealthCheckRequest = Infer<typeof StartClusterHealthCheckRequest>;
export const StartClusterHealthCheckResponse = structure({ ClusterArn: required(ClusterArn) });
export type StartClusterHealthCheckResponse = Infer<typeof StartClusterHealthCheckResponse>;
