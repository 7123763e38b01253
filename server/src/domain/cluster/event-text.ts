import { partitionOf } from '../world.ts';
import { type Cluster, type InstanceGroup, isEks } from './cluster.ts';
import type { EventContent } from './event.ts';
import type { Node } from './node.ts';
import { eniOf, type Placement } from './placement.ts';

/**
 * What events say: one function a kind of event. Descriptions are the live service's, letter for letter,
 * including its two spellings of "InstanceGroup" (observed: 181 events of a real cluster, January 2026), or
 * the guide's templates where no live one is known (documented); the rest is marked "our choice".
 */
const inGroup = (cluster: Cluster, group: string): string =>
  `in Cluster ${cluster.name} and InstanceGroup ${group}`;

const ofCluster = (
  description: string,
  metadata: EventContent['metadata'] = { Cluster: {} },
): EventContent => ({
  resourceType: 'Cluster',
  level: 'Info',
  description,
  metadata,
});

const failureOfCluster = (description: string, failureMessage: string): EventContent => ({
  resourceType: 'Cluster',
  level: 'Error',
  description,
  metadata: { Cluster: { FailureMessage: failureMessage } },
});

export const clusterEvents = {
  creationStarted: (c: Cluster) => ofCluster(`Cluster ${c.name} creation started successfully`),
  serviceRoleAccess: (c: Cluster) =>
    ofCluster(`SLR Access Entry creation successful for Cluster ${c.name}`, {
      Cluster: {
        SlrAccessEntry: `arn:${partitionOf(c.region)}:iam::${c.account}:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod`,
      },
    }),
  eksAccess: (c: Cluster) =>
    ofCluster(`EKS Access Entries creation successful for Cluster ${c.name}`, {
      Cluster: { EksRoleAccessEntries: [...new Set(c.groups.map((group) => group.spec.ExecutionRole))] },
    }),
  creationCompleted: (c: Cluster) => ofCluster(`Cluster ${c.name} creation completed successfully`),
  operationStarted: (c: Cluster) => ofCluster(`Cluster ${c.name} operation started successfully`),
  creationFailed: (c: Cluster, why: string) => failureOfCluster(`Cluster ${c.name} creation failed`, why),
  // our choice from here on
  updateStarted: (c: Cluster) => ofCluster(`Cluster ${c.name} update started successfully`),
  updateCompleted: (c: Cluster) => ofCluster(`Cluster ${c.name} update completed successfully`),
  updateFailed: (c: Cluster, why: string) =>
    failureOfCluster(`Cluster ${c.name} update failed and is being rolled back`, why),
  rollbackCompleted: (c: Cluster) => ofCluster(`Cluster ${c.name} rollback completed successfully`),
  deletionStarted: (c: Cluster) => ofCluster(`Cluster ${c.name} deletion started successfully`),
  deletionCompleted: (c: Cluster) => ofCluster(`Cluster ${c.name} deletion completed successfully`),
  healthCheckStarted: (c: Cluster, nodes: number) =>
    ofCluster(`Deep health checks of ${nodes} instance(s) started successfully in Cluster ${c.name}`),
  healthCheckCompleted: (c: Cluster) => ofCluster(`Deep health checks completed in Cluster ${c.name}`),
};

const ofGroup = (
  group: InstanceGroup,
  description: string,
  metadata: EventContent['metadata'] = { InstanceGroup: {} },
  level: EventContent['level'] = 'Info',
): EventContent => ({ resourceType: 'InstanceGroup', group: group.name, level, description, metadata });

const scaling = (
  group: InstanceGroup,
  current: number,
  failureMessage?: string,
): EventContent['metadata'] => ({
  InstanceGroupScaling: {
    InstanceCount: current,
    TargetCount: group.targetCount,
    MinCount: group.minCount,
    FailureMessage: failureMessage,
  },
});

export const groupEvents = {
  creationStarted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(g, `InstanceGroup ${g.name} creation started successfully in Cluster ${c.name}`),
  subnetFound: (c: Cluster, g: InstanceGroup, p: Placement) =>
    ofGroup(
      g,
      `Found Subnet ${p.subnetId} in Availability Zone ${p.zoneId} with SecurityGroupIds ${p.securityGroupIds.join(', ')} for InstanceGroup ${g.name} in Cluster ${c.name}`,
      {
        InstanceGroup: {
          SubnetId: p.subnetId,
          AvailabilityZoneId: p.zoneId,
          SecurityGroupIds: [...p.securityGroupIds],
        },
      },
    ),
  imageChosen: (c: Cluster, g: InstanceGroup) =>
    g.image.release === undefined
      ? ofGroup(
          g,
          `Found custom AMI override ${g.image.imageId} for InstanceGroup ${g.name} in Cluster ${c.name}`,
          {
            InstanceGroup: { AmiOverride: g.image.imageId },
          },
        )
      : ofGroup(g, `No custom AMI override found for InstanceGroup ${g.name} in Cluster ${c.name}`),
  creationCompleted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(g, `Instance Group ${g.name} creation in Cluster ${c.name} completed successfully`),
  scalingStarted: (c: Cluster, g: InstanceGroup, current: number) =>
    ofGroup(
      g,
      `InstanceGroup ${g.name} scaling started successfully in Cluster ${c.name}`,
      scaling(g, current),
    ),
  /** The request for instances was taken, which is not yet their arrival (observed: "recorded, NOT reached"). */
  scalingCompleted: (c: Cluster, g: InstanceGroup, current: number) =>
    ofGroup(
      g,
      `Instance Group ${g.name} scaling in Cluster ${c.name} completed successfully`,
      scaling(g, current),
    ),
  // our choice from here on
  minimumMissed: (c: Cluster, g: InstanceGroup, current: number, why: string) =>
    ofGroup(
      g,
      `InstanceGroup ${g.name} scaling in Cluster ${c.name} did not reach its minimum`,
      scaling(g, current, why),
      'Error',
    ),
  deletionStarted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(g, `InstanceGroup ${g.name} deletion started successfully in Cluster ${c.name}`),
  deletionCompleted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(g, `Instance Group ${g.name} deletion in Cluster ${c.name} completed successfully`),
  softwareUpdateStarted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(g, `InstanceGroup ${g.name} software update started successfully in Cluster ${c.name}`),
  softwareUpdateBatchStarted: (c: Cluster, g: InstanceGroup, nodes: number) =>
    ofGroup(
      g,
      `InstanceGroup ${g.name} software update of ${nodes} instance(s) started successfully in Cluster ${c.name}`,
    ),
  softwareUpdateCompleted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(g, `Instance Group ${g.name} software update in Cluster ${c.name} completed successfully`),
  softwareUpdateFailed: (c: Cluster, g: InstanceGroup, why: string) =>
    ofGroup(
      g,
      `InstanceGroup ${g.name} software update in Cluster ${c.name} failed and is being rolled back`,
      { InstanceGroup: { FailureMessage: why } },
      'Error',
    ),
  softwareRollbackFailed: (c: Cluster, g: InstanceGroup, why: string) =>
    ofGroup(
      g,
      `InstanceGroup ${g.name} software rollback in Cluster ${c.name} failed`,
      { InstanceGroup: { FailureMessage: why } },
      'Error',
    ),
  scheduledUpdatePutOff: (c: Cluster, g: InstanceGroup, why: string) =>
    ofGroup(
      g,
      `InstanceGroup ${g.name} scheduled software update in Cluster ${c.name} was put off`,
      { InstanceGroup: { FailureMessage: why } },
      'Warn',
    ),
  softwareRollbackCompleted: (c: Cluster, g: InstanceGroup) =>
    ofGroup(
      g,
      `Instance Group ${g.name} software rollback in Cluster ${c.name} completed successfully`,
      { InstanceGroup: {} },
      'Warn',
    ),
};

const ofNode = (
  node: Node,
  description: string,
  metadata: Record<string, unknown> = {},
  level: EventContent['level'] = 'Info',
): EventContent => ({
  resourceType: 'Instance',
  group: node.group,
  instanceId: node.instanceId,
  level,
  description,
  metadata: { Instance: { ...metadata, NodeLogicalId: node.logicalId } },
});

/** Events of a node's creation carry no instance id before the lifecycle script (observed). */
const withoutId = (content: EventContent): EventContent => ({ ...content, instanceId: undefined });

export const instanceEvents = {
  creationStarted: (c: Cluster, n: Node) =>
    withoutId(ofNode(n, `Instance creation started successfully ${inGroup(c, n.group)}`)),
  noReservation: (c: Cluster, n: Node) =>
    withoutId(ofNode(n, `No CapacityReservation found for Cluster ${c.name} and InstanceGroup ${n.group}`)),
  eniCreated: (c: Cluster, n: Node) =>
    withoutId(
      ofNode(n, `Successfully created Customer ENI for instance ${inGroup(c, n.group)}`, {
        CustomerEni: eniOf(n),
      }),
    ),
  provisioned: (c: Cluster, n: Node) =>
    withoutId(
      ofNode(n, `EC2 Instance ${n.instanceId} successfully provisioned ${inGroup(c, n.group)}`, {
        CustomerEni: eniOf(n),
      }),
    ),
  scriptStarted: (_: Cluster, n: Node) =>
    ofNode(n, `Instance lifecycle script execution for EC2 Instance ${n.instanceId} has Started`, {
      LcsExecutionState: 'Started',
    }),
  scriptSucceeded: (_: Cluster, n: Node) =>
    ofNode(n, `Instance lifecycle script execution for EC2 Instance ${n.instanceId} has Succeeded`, {
      LcsExecutionState: 'Succeeded',
    }),
  scriptFailed: (_: Cluster, n: Node, why: string) =>
    ofNode(
      n,
      `Instance lifecycle script execution for EC2 Instance ${n.instanceId} has Failed`,
      { LcsExecutionState: 'Failed', FailureMessage: why },
      'Error',
    ),
  creationCompleted: (c: Cluster, n: Node) =>
    ofNode(n, `Instance ${n.instanceId} creation ${inGroup(c, n.group)} completed successfully`),
  provisioningFailed: (c: Cluster, n: Node, why: string) =>
    withoutId(
      ofNode(n, `Failed to provision EC2 Instance ${inGroup(c, n.group)}`, { FailureMessage: why }, 'Error'),
    ),
  creationFailed: (c: Cluster, n: Node, why: string) =>
    withoutId(ofNode(n, `Instance creation ${inGroup(c, n.group)} failed`, { FailureMessage: why }, 'Error')),
  deletionStarted: (c: Cluster, n: Node) =>
    ofNode(n, `Instance deletion started successfully ${inGroup(c, n.group)}`),
  /** After a failed launch there is no id, and the service leaves the blank in the text (observed). */
  terminated: (c: Cluster, n: Node) =>
    ofNode(n, `EC2 Instance ${n.instanceId ?? ''} successfully terminated ${inGroup(c, n.group)}`),
  eniDeleted: (c: Cluster, n: Node) =>
    ofNode(n, `Customer ENI successfully deleted for EC2 Instance ${n.instanceId} ${inGroup(c, n.group)}`, {
      CustomerEni: eniOf(n),
    }),
  deletionCompleted: (c: Cluster, n: Node) =>
    ofNode(
      n,
      n.instanceId === undefined
        ? `Instance deletion ${inGroup(c, n.group)} completed successfully`
        : `Instance ${n.instanceId} deletion ${inGroup(c, n.group)} completed successfully`,
    ),
  /** The guide's template (documented). */
  rebooting: (c: Cluster, n: Node) =>
    ofNode(
      n,
      `Reboot of EC2 Instance ${n.instanceId} is currently in progress on Cluster ${c.name} and IG ${n.group}`,
    ),
  /** The guide's template (documented). */
  replacing: (c: Cluster, n: Node) =>
    ofNode(
      n,
      `Instance ${n.instanceId} is starting as part of instance replacement in Cluster ${c.name} and IG ${n.group}`,
    ),
  // our choice from here on
  replacementRequested: (c: Cluster, n: Node, why: string) =>
    ofNode(
      n,
      `Replacement of EC2 Instance ${n.instanceId ?? ''} started successfully ${inGroup(c, n.group)}: ${why}`,
    ),
  rebooted: (c: Cluster, n: Node) =>
    ofNode(n, `Reboot of EC2 Instance ${n.instanceId} completed successfully ${inGroup(c, n.group)}`),
  replaced: (c: Cluster, n: Node) =>
    ofNode(
      n,
      `Instance replacement ${inGroup(c, n.group)} completed successfully: EC2 Instance ${n.instanceId} took the place`,
    ),
  unhealthy: (c: Cluster, n: Node, why: string) =>
    ofNode(
      n,
      `EC2 Instance ${n.instanceId} is unhealthy ${inGroup(c, n.group)}`,
      { FailureMessage: why },
      'Warn',
    ),
  healthy: (c: Cluster, n: Node) =>
    ofNode(n, `EC2 Instance ${n.instanceId} is healthy again ${inGroup(c, n.group)}`),
  updateStarted: (c: Cluster, n: Node) =>
    ofNode(n, `Software update of EC2 Instance ${n.instanceId} started successfully ${inGroup(c, n.group)}`),
  updateCompleted: (c: Cluster, n: Node) =>
    ofNode(
      n,
      `Software update of EC2 Instance ${n.instanceId} completed successfully ${inGroup(c, n.group)}`,
    ),
  updateFailed: (c: Cluster, n: Node, why: string) =>
    ofNode(
      n,
      `Software update of EC2 Instance ${n.instanceId} failed ${inGroup(c, n.group)}`,
      { FailureMessage: why },
      'Error',
    ),
  healthCheckStarted: (c: Cluster, n: Node) =>
    ofNode(
      n,
      `Deep health check of EC2 Instance ${n.instanceId} started successfully ${inGroup(c, n.group)}`,
    ),
  healthCheckPassed: (c: Cluster, n: Node) =>
    ofNode(n, `Deep health check of EC2 Instance ${n.instanceId} passed ${inGroup(c, n.group)}`),
  healthCheckFailed: (c: Cluster, n: Node, why: string) =>
    ofNode(
      n,
      `Deep health check of EC2 Instance ${n.instanceId} failed ${inGroup(c, n.group)}`,
      { FailureMessage: why },
      'Error',
    ),
  healthCheckSkipped: (c: Cluster, n: Node, why: string) =>
    ofNode(
      n,
      `Deep health check of EC2 Instance ${n.instanceId ?? ''} skipped ${inGroup(c, n.group)}`,
      { FailureMessage: why },
      'Warn',
    ),
  volumeAttached: (c: Cluster, n: Node, volumeId: string) =>
    ofNode(n, `Volume ${volumeId} attached to EC2 Instance ${n.instanceId} ${inGroup(c, n.group)}`),
  volumeDetached: (c: Cluster, n: Node, volumeId: string) =>
    ofNode(n, `Volume ${volumeId} detached from EC2 Instance ${n.instanceId} ${inGroup(c, n.group)}`),
};

/** The access entries that a new cluster makes; classic Slurm has none of Kubernetes' (observed for EKS). */
export const setupEvents = (cluster: Cluster): EventContent[] =>
  isEks(cluster) ? [clusterEvents.serviceRoleAccess(cluster), clusterEvents.eksAccess(cluster)] : [];
