import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { endFault, failureOf, failures, findCapacity } from '../fleet/outcome.ts';
import { type Cluster, groupOf, isEks } from './cluster.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import { awaitingMessage, planEvents } from './event-text/plan-events.ts';
import { healthAfterWork } from './health.ts';
import { type Node, nodeKey } from './node.ts';
import { nodeUpdateFailed, tryUpdateAgain } from './node-update.ts';
import { beginWork, nextStep, rested, saveNode } from './node-work.ts';
import { nextAddress } from './placement.ts';
import { leavePlace } from './plan-nodes.ts';
import { reconcile } from './reconcile.ts';
import { recordEvent } from './record-event.ts';

/**
 * What the end of a step does to its node. `node.ts` holds the order of the steps; here stands what each one
 * leaves behind: an instance id, an address, an event, a fresh root volume. A step either succeeds, and the
 * work moves on, or fails, and the work's kind decides what becomes of the node.
 */
export function finishStep(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const { step } = node.work!;
  if (step === 'LaunchInstance') return launch(draft, cluster, node, context);
  const failure = failureOf(draft, cluster, node, step, context);
  if (failure !== undefined) return failStep(draft, cluster, node, failure, context);
  switch (step) {
    case 'CreateEni':
      recordEvent(draft, cluster, instanceEvents.eniCreated(cluster, node), context);
      break;
    case 'RunLifecycleScript':
      recordEvent(draft, cluster, instanceEvents.scriptSucceeded(cluster, node), context);
      break;
    case 'DeepHealthCheck':
      recordEvent(draft, cluster, instanceEvents.healthCheckPassed(cluster, node), context);
      break;
    case 'TerminateInstance':
      return instanceEnds(draft, cluster, node, context);
    case 'DeleteEni':
      return remove(draft, cluster, node, context);
    case 'BackOff':
      return node.work!.kind === 'UpdateSoftware'
        ? tryUpdateAgain(draft, cluster, node, context)
        : tryAgain(draft, cluster, node, context);
  }
  moveOn(draft, cluster, node, context);
}

/** To the next step, or to the end of the work. */
function moveOn(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  if (nextStep(draft, cluster, node, context) === undefined) finishWork(draft, cluster, node, context);
}

/** The instance comes into being, where the fleet has room for it. */
function launch(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const found = node.place === undefined ? findCapacity(draft, cluster, node, context) : reserved(node);
  if (found === undefined) return failStep(draft, cluster, node, failures.capacity, context);
  const failure = failureOf(draft, cluster, node, 'LaunchInstance', context);
  if (failure !== undefined) return failStep(draft, cluster, node, failure, context);
  const generation = node.generation + 1;
  const replacing = node.work?.kind === 'Replace';
  const group = groupOf(cluster, node.group)!;
  const launched: Node = {
    ...node,
    ...found,
    generation,
    instanceId: `i-${context.random('instance', node.clusterId, node.logicalId, generation).hex(17)}`,
    launchedAt: context.now,
    address: nextAddress({ ...node, generation }, !isEks(cluster)),
    image: group.image,
    softwareUpdatedAt: context.now,
  };
  recordEvent(draft, cluster, instanceEvents.provisioned(cluster, launched), context);
  if (replacing) recordEvent(draft, cluster, instanceEvents.replacing(cluster, launched), context);
  moveOn(draft, cluster, launched, context);
}

/** What is reserved in a training plan is there, whatever else there is no capacity of (our choice). */
const reserved = ({ instanceType, subnetIndex }: Node) => ({ instanceType, subnetIndex });

/** The instance has been terminated. A place in a training plan may come free, for which others wait. */
function instanceEnds(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const gone = instanceGone(draft, cluster, node, context);
  if (gone.awaitsPlan === true) return awaitPlan(draft, cluster, gone, context);
  moveOn(draft, cluster, gone, context);
  if (node.place !== undefined) reconcile(draft, cluster.id, context);
}

/** The plan has no other instance for it now. */
function awaitPlan(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const plan = groupOf(cluster, node.group)!.spec.TrainingPlanArn!;
  recordEvent(draft, cluster, planEvents.awaiting(cluster, node, plan), context);
  saveNode(draft, { ...rested(node, 'Failure'), message: awaitingMessage(plan) }, context);
  reconcile(draft, cluster.id, context);
}

/**
 * The instance is gone: its id, its volumes and whatever ailed it with it. The id stays on a node that is
 * itself on its way out, for the events that are still to come.
 */
function instanceGone(draft: Draft, cluster: Cluster, node: Node, context: Context): Node {
  recordEvent(draft, cluster, instanceEvents.terminated(cluster, node), context);
  if (node.ailment !== undefined) {
    endFault(
      draft,
      node.ailment.faultId,
      node.work?.kind === 'Terminate' ? 'node gone' : 'cured',
      context.now,
    );
  }
  const left = leavePlace(draft, cluster, node, context);
  const without: Node = { ...left, ailment: undefined, volumes: undefined };
  if (node.work?.kind === 'Terminate') return without;
  return { ...without, joined: false, instanceId: undefined, launchedAt: undefined };
}

function remove(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  if (node.instanceId !== undefined)
    recordEvent(draft, cluster, instanceEvents.eniDeleted(cluster, node), context);
  recordEvent(draft, cluster, instanceEvents.deletionCompleted(cluster, node), context);
  draft.delete('node', nodeKey(node));
  reconcile(draft, cluster.id, context);
}

/** The wait after a failure is over: what is left of the instance goes, and a new one is asked for. */
function tryAgain(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const cleared = instanceGone(draft, cluster, node, context);
  recordEvent(draft, cluster, instanceEvents.deletionCompleted(cluster, node), context);
  if (cleared.awaitsPlan === true) return awaitPlan(draft, cluster, cleared, context);
  beginWork(draft, cluster, cleared, { kind: 'Provision', attempt: node.work!.attempt + 1 }, context);
}

/** The work is done: the node rests, and the cluster takes note. */
function finishWork(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const work = node.work!;
  const message = node.ailment === undefined ? undefined : node.message;
  const done: Node = { ...rested(node, 'Running'), joined: true, message };
  switch (work.kind) {
    case 'Provision':
      recordEvent(draft, cluster, instanceEvents.creationCompleted(cluster, node), context);
      break;
    case 'Replace':
      recordEvent(draft, cluster, instanceEvents.creationCompleted(cluster, node), context);
      recordEvent(draft, cluster, instanceEvents.replaced(cluster, node), context);
      break;
    case 'Reboot':
      recordEvent(draft, cluster, instanceEvents.rebooted(cluster, node), context);
      break;
    case 'UpdateSoftware':
      recordEvent(draft, cluster, instanceEvents.updateCompleted(cluster, node), context);
      break;
  }
  const group = groupOf(cluster, node.group)!;
  const updated =
    work.kind === 'UpdateSoftware' ? { image: group.image, softwareUpdatedAt: context.now } : {};
  saveNode(draft, { ...done, ...updated }, context);
  healthAfterWork(draft, cluster, { ...done, ...updated }, work.kind, context);
  reconcile(draft, cluster.id, context);
}

/** The step failed. Updates have their own tries; everything else is launched anew where someone will. */
function failStep(draft: Draft, cluster: Cluster, node: Node, failure: string, context: Context): void {
  const work = node.work!;
  if (work.step === 'RunLifecycleScript') {
    recordEvent(draft, cluster, instanceEvents.scriptFailed(cluster, node, failure), context);
  }
  if (work.step === 'DeepHealthCheck') {
    recordEvent(draft, cluster, instanceEvents.healthCheckFailed(cluster, node, failure), context);
  }
  if (work.kind === 'UpdateSoftware') {
    nodeUpdateFailed(draft, cluster, node, failure, context);
    return reconcile(draft, cluster.id, context);
  }
  const failed: Node = { ...rested(node, 'Failure'), message: failure };
  if (work.kind === 'HealthCheck') {
    if (cluster.nodeRecovery === 'Automatic') {
      beginWork(draft, cluster, failed, { kind: 'Replace', cause: 'Recovery' }, context);
    } else saveNode(draft, failed, context);
    return reconcile(draft, cluster.id, context);
  }
  recordEvent(draft, cluster, instanceEvents.provisioningFailed(cluster, node, failure), context);
  recordEvent(draft, cluster, instanceEvents.creationFailed(cluster, node, failure), context);
  const gone: Node = { ...failed, joined: false };
  const retries = cluster.continuous || cluster.nodeRecovery === 'Automatic';
  if (retries && !isPartOfOperation(cluster, node)) {
    beginWork(draft, cluster, gone, { kind: 'Retry', attempt: work.attempt, cause: work.cause }, context);
  } else saveNode(draft, gone, context);
  reconcile(draft, cluster.id, context);
}

/**
 * In the default mode a launch belongs to the operation that asked for it, which fails with it (documented). A
 * rollback cannot fail any further.
 */
const isPartOfOperation = ({ continuous, operation }: Cluster, node: Node): boolean =>
  !continuous &&
  operation !== undefined &&
  operation.kind !== 'Rollback' &&
  node.createdAt >= operation.startedAt;
