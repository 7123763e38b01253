import type { Cluster, InstanceGroup } from '../cluster.ts';
import type { EventContent } from '../cluster-event.ts';
import type { Placement } from '../placement.ts';

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
      `Found Subnet ${p.subnetId} in Availability Zone ${p.zoneId ?? p.zone} with SecurityGroupIds ${p.securityGroupIds.join(', ')} for InstanceGroup ${g.name} in Cluster ${c.name}`,
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
