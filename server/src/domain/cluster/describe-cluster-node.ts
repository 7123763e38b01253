import type {
  ClusterNodeDetails,
  DescribeClusterNodeRequest,
  DescribeClusterNodeResponse,
} from '../../shapes/node.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { type Cluster, groupOf } from './cluster.ts';
import { findEntry } from './find-cluster.ts';
import { refusals } from './messages.ts';
import type { Node } from './node.ts';
import { hostnameOf, ipOf, placementOf } from './placement.ts';
import { imageVersionStatus } from './release.ts';

/** DescribeClusterNode: one node, by its instance id or its logical id, not both (documented). */
export function describeClusterNode(
  state: State,
  input: DescribeClusterNodeRequest,
  context: OperationContext,
): DescribeClusterNodeResponse {
  const { NodeId, NodeLogicalId } = input;
  const both = NodeId !== undefined && NodeLogicalId !== undefined;
  if (both || (NodeId === undefined && NodeLogicalId === undefined)) throw refusals.oneNodeName(both);
  const { cluster, nodes } = findEntry(state, input.ClusterName, context.world);
  const node = NodeId === undefined ? nodes.get(NodeLogicalId!) : nodes.byInstanceId(NodeId);
  if (node === undefined) throw refusals.noSuchNode((NodeId ?? NodeLogicalId)!, cluster);
  return { NodeDetails: details(cluster, node, context.now) };
}

function details(cluster: Cluster, node: Node, now: number): ClusterNodeDetails {
  const group = groupOf(cluster, node.group)!;
  const { spec } = group;
  const { zone, zoneId } = placementOf(cluster, group, node);
  const launched = node.instanceId !== undefined;
  return {
    InstanceGroupName: node.group,
    InstanceId: node.instanceId ?? '',
    NodeLogicalId: node.logicalId,
    InstanceStatus: { Status: node.status, Message: node.message ?? '' },
    InstanceType: node.instanceType as ClusterNodeDetails['InstanceType'],
    LaunchTime: node.launchedAt ?? node.createdAt,
    LastSoftwareUpdateTime: node.softwareUpdatedAt,
    LifeCycleConfig: spec.LifeCycleConfig,
    OverrideVpcConfig: spec.OverrideVpcConfig,
    ThreadsPerCore: spec.ThreadsPerCore ?? 1,
    InstanceStorageConfigs: spec.InstanceStorageConfigs,
    PrivatePrimaryIp: launched ? ipOf(node) : undefined,
    PrivateDnsHostname: hostnameOf(cluster, node),
    Placement: { AvailabilityZone: zone, AvailabilityZoneId: zoneId },
    CurrentImageId: launched ? node.image.imageId : undefined,
    DesiredImageId: group.image.imageId,
    CurrentImageReleaseVersion: launched ? node.image.release : undefined,
    DesiredImageReleaseVersion: group.image.release,
    ImageVersionStatus: launched ? imageVersionStatus(node.image, now) : undefined,
    UltraServerInfo: node.ultraServer && { Id: node.ultraServer.id, Type: node.ultraServer.type },
    KubernetesConfig: spec.KubernetesConfig && {
      CurrentLabels: spec.KubernetesConfig.Labels,
      DesiredLabels: spec.KubernetesConfig.Labels,
      CurrentTaints: spec.KubernetesConfig.Taints,
      DesiredTaints: spec.KubernetesConfig.Taints,
    },
    CapacityType: node.capacityType,
    NetworkInterface: spec.NetworkInterface,
  };
}
