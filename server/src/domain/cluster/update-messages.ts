import { conflict, invalid } from '../refusal.ts';
import type { Cluster } from './cluster.ts';
import type { Node } from './node.ts';

/**
 * The wording of refusals about software updates, their schedules, deep health checks and volumes. The
 * service's own texts are not known: all of them are our choice.
 */
const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

export const updateRefusals = {
  customImageNeeded: (group: string, imageId: string) =>
    invalid(
      `Instance group '${group}' uses the custom AMI '${imageId}': ImageId must be given. Give the new AMI, or 'default' for the service's newest release.`,
    ),
  releaseWithImage: (group: string, imageId: string) =>
    invalid(
      `ImageReleaseVersion of instance group '${group}' cannot be combined with the custom ImageId '${imageId}', which has no release. Give one of them.`,
    ),
  imageOfRestricted: (groups: readonly string[], imageId: string) =>
    invalid(
      `ImageId '${imageId}' cannot be used for restricted instance groups, whose AMI is the service's: ${listed(groups)}. Name the other groups in InstanceGroups, or give 'default'.`,
    ),
  percentage: (member: string, value: number) =>
    invalid(
      `DeploymentConfig.RollingUpdatePolicy.${member}.Value with Type CAPACITY_PERCENTAGE must be at most 100, and is ${value}.`,
    ),
};

const example = "A valid expression is 'cron(0 3 ? * SUN *)': every Sunday at 03:00 UTC.";

export const scheduleRefusals = {
  notCron: (expression: string) =>
    invalid(
      `ScheduleExpression '${expression}' must be a cron expression; rate(...) and at(...) are not supported. ${example}`,
    ),
  fieldCount: (expression: string, count: number) =>
    invalid(
      `ScheduleExpression '${expression}' must have 6 fields, and has ${count}: minutes, hours, day of month, month, day of week, year. ${example}`,
    ),
  field: (expression: string, position: number, name: string, value: string, rule: string) =>
    invalid(
      `Field ${position} (${name}) of ScheduleExpression '${expression}' must be ${rule}, and is '${value}'. ${example}`,
    ),
  days: (expression: string, both: string) =>
    invalid(
      `Exactly one of day of month (field 3) and day of week (field 5) of ScheduleExpression '${expression}' must be '?', and ${both}. ${example}`,
    ),
  patchDatePast: (date: number, now: number) =>
    invalid(
      `AutoPatchConfig.PatchSchedule.NextPatchDate must be in the future, and is ${iso(date)}; it is now ${iso(now)}.`,
    ),
};

const iso = (instant: number): string => new Date(instant).toISOString();

/** Why an update turned back, as failure messages. */
export const updateFailures = {
  alarm: (name: string) => `Alarm '${name}' of AutoRollbackConfiguration is in ALARM.`,
  node: (node: string, attempts: number, failure: string) =>
    `The software update of instance ${node} failed ${attempts} times. ${failure}`,
};

/** Why a scheduled update did not start, as failure messages. */
export const postponements = {
  busy: (cluster: Cluster) => `The cluster is ${cluster.status}, and has to be InService.`,
  minimum: 'The group has not reached its MinInstanceCount yet.',
  customImage: (imageId: string) => `The group uses the custom AMI ${imageId}, which has no newer release.`,
};

export const healthCheckRefusals = {
  headNodes: (group: string, type: string) =>
    invalid(
      `Instance group '${group}' has SlurmConfig.NodeType ${type}: deep health checks are for worker nodes. Leave the group out.`,
    ),
  noSuchInstances: (ids: readonly string[], group: string) =>
    invalid(
      `InstanceIds ${listed(ids)} do not belong to instance group '${group}'. Look them up with ListClusterNodes, or leave InstanceIds out for the whole group.`,
    ),
};

/** Why a node was left out of a run of deep health checks. */
export const healthCheckSkips = {
  status: (node: Node) => `The node is ${node.status}, and has to be Running.`,
  busy: 'Other work is under way on the node.',
} as const;

export const volumeRefusals = {
  eksOnly: (cluster: Cluster, operation: string) =>
    invalid(`${operation} needs a cluster orchestrated by EKS, which '${cluster.name}' is not.`),
  restricted: (node: string, group: string) =>
    invalid(`Node '${node}' belongs to restricted instance group '${group}', whose nodes take no volumes.`),
  notRunning: (id: string, node: Node) =>
    conflict(
      `Node '${id}' is ${node.status}, and must be Running. Wait for its ongoing changes, and try again.`,
    ),
  attachedHere: (volume: string, node: string, device: string) =>
    invalid(`Volume '${volume}' is already attached to node '${node}' as ${device}.`),
  attachedElsewhere: (volume: string, node: string, cluster: string) =>
    invalid(
      `Volume '${volume}' is attached to node '${node}' of cluster '${cluster}'. Detach it there with DetachClusterNodeVolume first.`,
    ),
  tooMany: (node: string, limit: number) =>
    invalid(`Node '${node}' has ${limit} volumes attached, which is the most. Detach one first.`),
  notAttached: (volume: string, node: string) =>
    invalid(`Volume '${volume}' is not attached to node '${node}'. AttachClusterNodeVolume attaches it.`),
  moving: (volume: string, node: string, status: string) =>
    conflict(
      `Volume '${volume}' is ${status} on node '${node}'. Wait until that has completed, and try again.`,
    ),
};
