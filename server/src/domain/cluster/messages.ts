import { conflict, invalid, notFound, Refusal } from '../refusal.ts';
import type { Cluster, InstanceGroup } from './cluster.ts';

/** Quotas and policies named by the refusal to delete their cluster. */
const HOLDERS_NAMED_MAX = 10;

/**
 * The wording of every refusal about clusters and their nodes, in one place. Each names the member, the rule,
 * the value, and the way out. Texts known from the service stand verbatim (observed); it documents hardly
 * any, so the rest is our choice.
 */
export const refusals = {
  noSuchCluster: (name: string) =>
    notFound(`Cluster '${name}' does not exist in this account and region. List them with ListClusters.`),
  nameInUse: (name: string) =>
    new Refusal(
      'ResourceInUse',
      `Cluster name '${name}' is already in use in this account and region. Choose another ClusterName, or delete that cluster first.`,
    ),
  /** Observed. */
  eksInUse: (arn: string) => invalid(`Specified cluster external resource id ${arn} already in use`),
  tooManyClusters: (limit: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `The account-level service limit 'Total number of clusters' is ${limit} Clusters, with current utilization of ${limit} Clusters and a request delta of 1 Clusters. Delete a cluster first.`,
    ),
  tooManyNodes: (limit: number, present: number, delta: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `The service limit 'Total number of instances' is ${limit} Instances, with current utilization of ${present} Instances and a request delta of ${delta} Instances. Ask for fewer, or scale another group down.`,
    ),
  noGroups: () =>
    invalid('At least one instance group is required: give InstanceGroups or RestrictedInstanceGroups.'),
  tooManyGroups: (limit: number, count: number) =>
    invalid(
      `A cluster has at most ${limit} instance groups, ordinary and restricted together, and would have ${count}.`,
    ),
  duplicateGroup: (name: string) =>
    invalid(
      `InstanceGroupName '${name}' is given more than once. Names of instance groups are unique within a cluster.`,
    ),
  orchestrator: (given: string) =>
    invalid(
      `Orchestrator must name exactly one of Eks and Slurm, and names ${given}. Leave Orchestrator out for Slurm with lifecycle scripts.`,
    ),
  /** Observed. */
  restrictedNotAllowed: () =>
    invalid(
      'Found RestrictedInstanceGroups in the cluster input. Please remove RestrictedInstanceGroups from the request and try again.',
    ),
  eksNeedsVpc: () =>
    invalid(
      'VpcConfig is required with Orchestrator.Eks. Give the subnets and security groups of the EKS cluster.',
    ),
  roleNeeded: () =>
    invalid(
      'ClusterRole is required with AutoScaling.Mode Enable. Give the role that the autoscaler assumes.',
    ),
  autoscalingNeeds: () => invalid('AutoScaling needs Orchestrator.Eks and NodeProvisioningMode Continuous.'),
  /** Observed: the quoted part. */
  slurmConfigMissing: (cluster: string) =>
    invalid(
      `Cluster ${cluster} has no InstanceGroup with SlurmConfig which is required for Continuous Node Provisioning Mode clusters. Give SlurmConfig.NodeType for every group, and exactly one group of type Controller.`,
    ),
  slurmControllers: (count: number) =>
    invalid(
      `A Slurm cluster with NodeProvisioningMode Continuous has exactly one instance group with SlurmConfig.NodeType Controller, and ${count} are given.`,
    ),
  onlySlurm: (group: string, member: string) =>
    invalid(
      `${member} of instance group '${group}' is for clusters orchestrated by Slurm, and this one is orchestrated by EKS.`,
    ),
  onlyEks: (group: string, member: string) =>
    invalid(
      `${member} of instance group '${group}' is for clusters orchestrated by EKS, and this one is orchestrated by Slurm.`,
    ),
  onlyContinuous: (group: string, member: string) =>
    invalid(`${member} of instance group '${group}' needs a cluster with NodeProvisioningMode Continuous.`),
  typeOrRequirements: (group: string, both: boolean) =>
    invalid(
      `Instance group '${group}' must have exactly one of InstanceType and InstanceRequirements, and has ${both ? 'both' : 'neither'}.`,
    ),
  duplicateType: (group: string, type: string) =>
    invalid(`InstanceRequirements.InstanceTypes of instance group '${group}' names ${type} more than once.`),
  minAboveCount: (group: string, min: number, count: number) =>
    invalid(
      `MinInstanceCount of instance group '${group}' is ${min}, which is more than its InstanceCount of ${count}.`,
    ),
  newGroupEmpty: (group: string) =>
    invalid(`InstanceCount of the new instance group '${group}' must be at least 1.`),
  capacityBoth: (group: string) =>
    invalid(`CapacityRequirements of instance group '${group}' must name at most one of Spot and OnDemand.`),
  noSuchRelease: (group: string, release: string, latest: string) =>
    invalid(
      `ImageReleaseVersion '${release}' of instance group '${group}' has not been published. The newest release is ${latest}; earlier ones count down from it to 1.0.0.`,
    ),
  releaseWithImage: (group: string) =>
    invalid(
      `Instance group '${group}' gives both a custom ImageId and an ImageReleaseVersion. A custom AMI has no release: give one of them.`,
    ),
  lifecycleIncomplete: (group: string, missing: string) =>
    invalid(
      `LifeCycleConfig of instance group '${group}' gives a script without its place: ${missing} is missing.`,
    ),
  storageDuplicate: (group: string, what: string) =>
    invalid(`InstanceStorageConfigs of instance group '${group}' has more than one ${what}.`),

  inOperation: (cluster: Cluster, operation: string) =>
    conflict(
      `Cluster '${cluster.name}' is ${cluster.status}: ${operation} needs it to be InService. Wait for the operation under way, and try again.`,
    ),
  deletionUnderWay: (cluster: Cluster) => conflict(`Cluster '${cluster.name}' is already being deleted.`),
  governed: (cluster: Cluster, holders: readonly string[]) =>
    conflict(
      `Cluster '${cluster.name}' is governed by ${holders.slice(0, HOLDERS_NAMED_MAX).join(', ')}${holders.length > HOLDERS_NAMED_MAX ? ` and ${holders.length - HOLDERS_NAMED_MAX} more` : ''}. Delete them first, with DeleteComputeQuota and DeleteClusterSchedulerConfig.`,
    ),
  failedCluster: (cluster: Cluster, operation: string) =>
    conflict(
      `Cluster '${cluster.name}' is Failed (${cluster.failureMessage ?? 'no reason was kept'}): ${operation} needs it to be InService. Delete the cluster and create it anew.`,
    ),
  minimumUnmet: (group: InstanceGroup, operation: string) =>
    conflict(
      `Instance group '${group.name}' has not reached its MinInstanceCount of ${group.minCount} yet: ${operation} has to wait until it has.`,
    ),
  healthCheckUnderWay: (cluster: Cluster) =>
    conflict(
      `Deep health checks are running on cluster '${cluster.name}'. Wait until they have ended, and try again.`,
    ),
  /** The shape of the text is observed, for OverrideVpcConfig. */
  immutable: (fields: string) => invalid(`Updating fields ${fields} on an InstanceGroup not supported`),
  immutableOf: (what: string) =>
    invalid(`${what} of a cluster cannot be changed. Create another cluster for it.`),
  notContinuousYet: () =>
    invalid(
      'NodeProvisioningMode can only be given as the cluster already has it. Create another cluster for the other mode.',
    ),
  deleteAndUpdate: (group: string) =>
    invalid(`Instance group '${group}' is named both in InstanceGroupsToDelete and in InstanceGroups.`),
  noSuchGroup: (group: string, known: string[]) =>
    invalid(
      `Instance group '${group}' does not exist. The cluster has ${known.length === 0 ? 'none' : known.map((name) => `'${name}'`).join(', ')}.`,
    ),
  lastGroup: () =>
    invalid('A cluster keeps at least one instance group. Scale the last one to 0, or delete the cluster.'),
  controllerStays: (group: string) =>
    invalid(`Instance group '${group}' runs the Slurm controller and cannot be deleted or scaled down.`),

  eventsNeedContinuous: (cluster: Cluster) =>
    invalid(
      `Cluster '${cluster.name}' keeps no events: they are available for clusters with NodeProvisioningMode Continuous.`,
    ),
  noSuchEvent: (id: string) =>
    notFound(`Event '${id}' does not exist for this cluster. The newest 500 events are kept.`),
  oneNodeName: (both: boolean) =>
    invalid(
      `Exactly one of NodeId and NodeLogicalId must be given, and ${both ? 'both are' : 'neither is'}.`,
    ),
  noSuchNode: (node: string, cluster: Cluster) =>
    notFound(
      `Node '${node}' does not exist in cluster '${cluster.name}'. List its nodes with ListClusterNodes and IncludeNodeLogicalIds.`,
    ),
  noNodesNamed: () => invalid('At least one of NodeIds and NodeLogicalIds must be given.'),
  logicalIdsNeedContinuous: (cluster: Cluster) =>
    invalid(
      `NodeLogicalIds are supported for clusters with NodeProvisioningMode Continuous, which '${cluster.name}' is not. Give NodeIds instead.`,
    ),
  tooManyToDelete: (count: number, limit: number) =>
    invalid(`At most ${limit} nodes can be deleted in one request, and ${count} are given.`),
  tooManyToAdd: (count: number, limit: number) =>
    invalid(`At most ${limit} nodes can be added in one request, and ${count} are asked for.`),
  addNeedsContinuous: (cluster: Cluster) =>
    invalid(
      `BatchAddClusterNodes needs a cluster with NodeProvisioningMode Continuous, which '${cluster.name}' is not. Raise InstanceCount with UpdateCluster instead.`,
    ),
  tokenReused: (token: string) =>
    invalid(
      `ClientToken '${token}' was used within the last 8 hours with other parameters. Use a new token for a new request.`,
    ),
  nothingDeleted: (details: string) => invalid(`None of the nodes could be deleted: ${details}`),
};

/** Why one node of a batch was left alone. The codes are the API's; the texts are our choice. */
export const nodeRefusals = {
  noSuchNode: (id: string, cluster: Cluster) => ({
    code: 'InstanceIdNotFound' as const,
    message: `Node '${id}' does not exist in cluster '${cluster.name}'. A replaced node has a new instance id: look it up with ListClusterNodes.`,
  }),
  inUse: (id: string, work: string) => ({
    code: 'InstanceIdInUse' as const,
    message: `Node '${id}' is already being ${work}. Wait until that has completed, and try again.`,
  }),
  invalidStatus: (id: string, status: string, allowed: string) => ({
    code: 'InvalidInstanceStatus' as const,
    message: `Node '${id}' is ${status}, and must be ${allowed}. Wait for the node to finish its ongoing changes, and try again.`,
  }),
  clusterBusy: (id: string, cluster: Cluster) => ({
    code: 'InvalidInstanceStatus' as const,
    message: `Node '${id}' belongs to cluster '${cluster.name}', which is ${cluster.status}. Wait until the cluster is InService, and try again.`,
  }),
  controller: (id: string, verb: string) => ({
    code: 'InvalidInstanceStatus' as const,
    message: `Node '${id}' runs the Slurm controller, which cannot be ${verb}. It can be rebooted with BatchRebootClusterNodes.`,
  }),
  neverLaunched: (id: string) => ({
    code: 'InvalidInstanceStatus' as const,
    message: `Node '${id}' has no running instance to reboot. Replace it with BatchReplaceClusterNodes.`,
  }),
  awaitsPlan: (id: string) => ({
    code: 'InvalidInstanceStatus' as const,
    message: `Node '${id}' has no instance to replace: it waits for one of its training plan, and gets the next that is repaired or given back.`,
  }),
  internal: (id: string) => ({
    code: 'InternalServerError' as const,
    message: `An internal error occurred while processing node '${id}'. Nothing was changed: try again.`,
  }),
};
