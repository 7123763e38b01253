import type { Cluster } from '../cluster.ts';
import type { EventContent } from '../cluster-event.ts';
import type { Node } from '../node.ts';
import { eniOf } from '../placement.ts';

const inGroup = (cluster: Cluster, group: string): string =>
  `in Cluster ${cluster.name} and InstanceGroup ${group}`;

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

/** The reserved capacity that the node's place is in. */
const reservationOf = ({ place }: Node): string =>
  `${place!.plan.replace(':training-plan/', ':reserved-capacity/')}-rc${place!.block + 1}`;

export const instanceEvents = {
  creationStarted: (c: Cluster, n: Node) =>
    withoutId(ofNode(n, `Instance creation started successfully ${inGroup(c, n.group)}`)),
  noReservation: (c: Cluster, n: Node) =>
    withoutId(ofNode(n, `No CapacityReservation found for Cluster ${c.name} and InstanceGroup ${n.group}`)),
  /** Our choice, after the text for none. */
  reservation: (c: Cluster, n: Node) =>
    withoutId(
      ofNode(
        n,
        `Found CapacityReservation ${reservationOf(n)} for Cluster ${c.name} and InstanceGroup ${n.group}`,
      ),
    ),
  eniCreated: (c: Cluster, n: Node) =>
    withoutId(
      ofNode(n, `Successfully created Customer ENI for instance ${inGroup(c, n.group)}`, {
        CustomerEni: eniOf({ ...n, generation: n.generation + 1 }),
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
