import { partitionOf } from '../../world.ts';
import { type Cluster, isEks } from '../cluster.ts';
import type { EventContent } from '../cluster-event.ts';

/**
 * What events say: one function a kind of event; groups and instances have theirs beside this file. Descriptions are the live service's, letter for letter,
 * including its two spellings of "InstanceGroup" (observed: 181 events of a real cluster, January 2026), or
 * the guide's templates where no live one is known (documented); the rest is marked "our choice".
 */
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
  autoScalingStarted: (c: Cluster) =>
    ofCluster(`AutoScaling enablement started successfully in Cluster ${c.name}`),
  autoScalingCompleted: (c: Cluster) =>
    ofCluster(`AutoScaling enablement completed successfully in Cluster ${c.name}`),
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

/** The access entries that a new cluster makes; classic Slurm has none of Kubernetes' (observed for EKS). */
export function setupEvents(cluster: Cluster): EventContent[] {
  if (!isEks(cluster)) return [];
  const access = [clusterEvents.serviceRoleAccess(cluster), clusterEvents.eksAccess(cluster)];
  if (cluster.autoScaling?.Mode !== 'Enable') return access;
  return [...access, clusterEvents.autoScalingStarted(cluster), clusterEvents.autoScalingCompleted(cluster)];
}
