import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Cluster, groupOf, type InstanceGroup, withGroup } from './cluster.ts';
import { groupEvents } from './event-text/group-events.ts';
import { recordEvent } from './record-event.ts';
import { imageOfRelease, latestRelease } from './release.ts';
import { nextScheduledUpdateAt, patchDateOf, withPatchDate } from './schedule.ts';
import { startSoftwareUpdate, type UpdateOptions } from './software-update.ts';
import { postponements } from './update-messages.ts';

/**
 * Starts the updates whose time has come, each to the newest release. Where the cluster is busy an update is
 * put off: a recurring one to its next time, a patch, which has none, by a day (our choice). A patch that was
 * started leaves no date of its own behind: the next release is its next one.
 */
export function startScheduledUpdates(draft: Draft, cluster: Cluster, context: Context): Cluster {
  let changed = cluster;
  for (const { name, scheduledUpdateAt } of cluster.groups) {
    if (scheduledUpdateAt === undefined || scheduledUpdateAt > context.now) continue;
    changed = startOrPutOff(draft, changed, groupOf(changed, name)!, context);
  }
  return changed;
}

const PATCH_PUT_OFF_MS = 24 * 3_600_000;

function startOrPutOff(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): Cluster {
  const { now } = context;
  const patchAt = patchDateOf(group.spec);
  const isPatch = patchAt === undefined ? isPatchedOnRelease(group) : patchAt <= now;
  if (cluster.status === 'Failed' || group.deleting === true) {
    return withGroup(cluster, group.name, { scheduledUpdateAt: undefined });
  }
  const why = obstacle(cluster, group);
  if (why !== undefined)
    recordEvent(draft, cluster, groupEvents.scheduledUpdatePutOff(cluster, group, why), context);
  const patchDate = why === undefined ? undefined : now + PATCH_PUT_OFF_MS;
  const spec = isPatch ? withPatchDate(group.spec, patchDate) : group.spec;
  const next = withGroup(cluster, group.name, { spec, scheduledUpdateAt: nextScheduledUpdateAt(spec, now) });
  if (why !== undefined) return next;
  const image = imageOfRelease(latestRelease(now), cluster.region);
  return startSoftwareUpdate(next, groupOf(next, group.name)!, image, optionsOf(group, isPatch), context);
}

/** The group has no schedule but the service's own: the day of a release. */
const isPatchedOnRelease = ({ spec }: InstanceGroup): boolean =>
  spec.AutoPatchConfig !== undefined && spec.ScheduledUpdateConfig === undefined;

/** Why the update cannot start now. */
function obstacle(cluster: Cluster, group: InstanceGroup): string | undefined {
  if (cluster.status !== 'InService') return postponements.busy(cluster);
  if (group.minimumDueAt !== undefined) return postponements.minimum;
  return group.image.release === undefined ? postponements.customImage(group.image.imageId) : undefined;
}

/**
 * WhenIdle: each node as soon as no other work is on it, which is what every update does. WhenAllIdle: none
 * before all are (documented).
 */
function optionsOf({ spec }: InstanceGroup, isPatch: boolean): UpdateOptions {
  if (!isPatch) return { deploymentConfig: spec.ScheduledUpdateConfig?.DeploymentConfig };
  return {
    deploymentConfig: spec.AutoPatchConfig?.DeploymentConfig,
    whenAllIdle: spec.AutoPatchConfig?.PatchingStrategy === 'WhenAllIdle',
  };
}
