import type { DeploymentConfiguration } from '../../shapes/deployment.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { hitFault, matching } from '../fleet/outcome.ts';
import { pacedMs } from '../fleet/pace.ts';
import {
  type Cluster,
  groupOf,
  type Image,
  type InstanceGroup,
  type SoftwareUpdate,
  withGroup,
} from './cluster.ts';
import { groupEvents } from './event-text/group-events.ts';
import { beginWork } from './node-work.ts';
import type { GroupIndex } from './nodes-index.ts';
import { recordEvent } from './record-event.ts';
import { allIdle, batchSize, outstanding } from './update-batch.ts';
import { updateFailures } from './update-messages.ts';

/**
 * A group's rolling software update: Pending → InProgress → Succeeded, or by way of RollbackInProgress to
 * RollbackComplete or Failed (names documented). It moves batch by batch, and a batch ends before anything is
 * decided: on alarms, on a node that could not be updated, on the wait before the next one. So a node's image
 * is always the one that was the group's while the node was at work.
 *
 * Like all of reconcile it takes no input but what is, and may be called at any time. While a batch is at
 * work it looks at counts alone.
 */
export interface UpdateOptions {
  readonly deploymentConfig?: DeploymentConfiguration;
  readonly whenAllIdle?: boolean;
}

/** Gives the group another image, and its nodes an update towards it, which reconcile begins. */
export function startSoftwareUpdate(
  cluster: Cluster,
  group: InstanceGroup,
  image: Image,
  options: UpdateOptions,
  context: Context,
): Cluster {
  const softwareUpdate: SoftwareUpdate = {
    ...options,
    status: 'Pending',
    startedAt: context.now,
    previousImage: group.image,
  };
  return withGroup(cluster, group.name, { image, softwareUpdate });
}

/** Moves every update of the cluster on as far as it goes. Answers the same cluster where none moved. */
export function progressSoftwareUpdates(draft: Draft, cluster: Cluster, context: Context): Cluster {
  const { nodes } = draft.state.clusters.get(cluster.id)!;
  let progressed = cluster;
  for (const { name, softwareUpdate } of cluster.groups) {
    if (softwareUpdate === undefined) continue;
    const index = nodes.group(name);
    if (softwareUpdate.status === 'Pending')
      progressed = begin(draft, progressed, groupOf(progressed, name)!, context);
    progressed = progress(draft, progressed, groupOf(progressed, name)!, index, context);
  }
  return progressed;
}

function begin(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): Cluster {
  recordEvent(draft, cluster, groupEvents.softwareUpdateStarted(cluster, group), context);
  return changed(cluster, group, { status: 'InProgress' });
}

function progress(
  draft: Draft,
  cluster: Cluster,
  group: InstanceGroup,
  index: GroupIndex,
  context: Context,
): Cluster {
  const update = group.softwareUpdate!;
  if (update.status !== 'InProgress' && update.status !== 'RollbackInProgress') return cluster;
  if (index.at('UpdateSoftware') > 0) return cluster;
  if (update.dueAt !== undefined && update.dueAt > context.now) return cluster;
  const failure = update.failureMessage ?? alarm(draft, cluster, group, context);
  if (update.status === 'InProgress' && failure !== undefined)
    return rollBack(draft, cluster, group, failure, index, context);
  if (update.rollbackFailure !== undefined) return giveUp(draft, cluster, group, context);
  const { ready, busy } = outstanding(group, index);
  if (ready.length + busy === 0) return complete(draft, cluster, group, context);
  const waitMs = pacedMs((update.deploymentConfig?.WaitIntervalInSeconds ?? 0) * 1_000, context.pace);
  if (update.batchStartedAt !== undefined && update.dueAt === undefined && waitMs > 0) {
    return changed(cluster, group, { dueAt: context.now + waitMs });
  }
  if (ready.length === 0 || (update.whenAllIdle === true && !allIdle(index)))
    return awaitNodes(cluster, group);
  const batch = ready.slice(0, batchSize(update, index.staying));
  const started = changed(cluster, group, { batchStartedAt: context.now, dueAt: undefined });
  recordEvent(draft, started, groupEvents.softwareUpdateBatchStarted(started, group, batch.length), context);
  for (const node of batch)
    beginWork(draft, started, node, { kind: 'UpdateSoftware', cause: 'Update' }, context);
  return started;
}

/** Nothing to start until other work has ended, which calls reconcile again. */
function awaitNodes(cluster: Cluster, group: InstanceGroup): Cluster {
  const { batchStartedAt, dueAt } = group.softwareUpdate!;
  if (batchStartedAt === undefined && dueAt === undefined) return cluster;
  return changed(cluster, group, { batchStartedAt: undefined, dueAt: undefined });
}

/** An alarm that stands when a batch or the wait after it has ended. Before the first batch none is looked at. */
function alarm(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): string | undefined {
  const update = group.softwareUpdate!;
  if (update.status !== 'InProgress' || update.batchStartedAt === undefined) return undefined;
  const names = (update.deploymentConfig?.AutoRollbackConfiguration ?? []).map(({ AlarmName }) => AlarmName);
  if (names.length === 0) return undefined;
  const fault = matching(draft, cluster, (spec) => spec.type === 'alarm' && names.includes(spec.alarmName));
  if (fault?.spec.type !== 'alarm') return undefined;
  hitFault(draft, fault, `software update of ${cluster.id}/${group.name}`, context.now);
  return updateFailures.alarm(fault.spec.alarmName);
}

/** Turns round: the group wants its former image back, and so do the nodes that have the new one. */
function rollBack(
  draft: Draft,
  cluster: Cluster,
  group: InstanceGroup,
  failureMessage: string,
  index: GroupIndex,
  context: Context,
): Cluster {
  recordEvent(draft, cluster, groupEvents.softwareUpdateFailed(cluster, group, failureMessage), context);
  const turned = withGroup(cluster, group.name, {
    image: group.softwareUpdate!.previousImage,
    softwareUpdate: {
      ...group.softwareUpdate!,
      status: 'RollbackInProgress',
      failureMessage,
      batchStartedAt: undefined,
      dueAt: undefined,
    },
  });
  return progress(draft, turned, groupOf(turned, group.name)!, index, context);
}

function complete(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): Cluster {
  const forward = group.softwareUpdate!.status === 'InProgress';
  const event = forward ? groupEvents.softwareUpdateCompleted : groupEvents.softwareRollbackCompleted;
  recordEvent(draft, cluster, event(cluster, group), context);
  return changed(cluster, group, { ...ended, status: forward ? 'Succeeded' : 'RollbackComplete' });
}

/** The rollback failed too: what has the new image keeps it, until someone starts another update. */
function giveUp(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): Cluster {
  const why = group.softwareUpdate!.rollbackFailure!;
  recordEvent(draft, cluster, groupEvents.softwareRollbackFailed(cluster, group, why), context);
  return changed(cluster, group, { ...ended, status: 'Failed', failureMessage: why });
}

const ended = { batchStartedAt: undefined, dueAt: undefined, rollbackFailure: undefined } as const;

const changed = (cluster: Cluster, group: InstanceGroup, change: Partial<SoftwareUpdate>): Cluster =>
  withGroup(cluster, group.name, {
    softwareUpdate: { ...groupOf(cluster, group.name)!.softwareUpdate!, ...change },
  });
