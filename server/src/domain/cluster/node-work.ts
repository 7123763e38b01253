import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { durationMs } from '../fleet/outcome.ts';
import { nodeChanged } from '../workload/node-changed.ts';
import { type Cluster, groupOf, type InstanceGroup } from './cluster.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import { type Node, type NodeWork, nodeKey, type Step, statusDuring, steps, type WorkKind } from './node.ts';
import { recordEvent } from './record-event.ts';

/** Starting work on a node, and stepping through it. The one place that sets a node's status during work. */

export type WorkRequest = Pick<NodeWork, 'kind'> & Partial<Pick<NodeWork, 'attempt' | 'cause' | 'checks'>>;

/** Writes the node. What runs on it takes note. */
export function saveNode(draft: Draft, node: Node, context: Context): void {
  const key = nodeKey(node);
  const before = draft.get('node', key);
  draft.put('node', key, node);
  nodeChanged(draft, before, node, context);
}

/** Begins work on a node at its first step. */
export function beginWork(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  request: WorkRequest,
  context: Context,
): Node {
  const work = { attempt: 1, ...request, startedAt: context.now };
  return enterStep(draft, cluster, node, work, steps[request.kind][0], context);
}

/** Moves the node's work on to its next step; undefined where the step that ended was the last. */
export function nextStep(draft: Draft, cluster: Cluster, node: Node, context: Context): Node | undefined {
  const work = node.work!;
  const order: readonly Step[] = steps[work.kind];
  for (const step of order.slice(order.indexOf(work.step) + 1)) {
    if (applies(step, work, groupOf(cluster, node.group))) {
      return enterStep(draft, cluster, node, work, step, context);
    }
  }
  return undefined;
}

/** Whether a group's settings ask for the step: without a script there is none to run, likewise the checks. */
function applies(step: Step, work: NodeWork, group: InstanceGroup | undefined): boolean {
  if (step === 'RunLifecycleScript') return hasLifecycleScript(group);
  if (step === 'DeepHealthCheck')
    return work.checks !== undefined || group?.spec.OnStartDeepHealthChecks !== undefined;
  return true;
}

const hasLifecycleScript = (group: InstanceGroup | undefined): boolean =>
  group?.spec.LifeCycleConfig?.OnCreate !== undefined ||
  group?.spec.LifeCycleConfig?.OnInitComplete !== undefined;

type Unstarted = Omit<NodeWork, 'step' | 'dueAt'>;

function enterStep(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  work: Unstarted,
  step: Step,
  context: Context,
): Node {
  const dueAt = context.now + durationMs(draft, cluster, node, { ...work, step }, context);
  const started: Node = {
    ...node,
    awaitsPlan: undefined,
    status: step === 'DeepHealthCheck' ? 'DeepHealthCheckInProgress' : statusDuring[work.kind],
    work: { ...work, step, dueAt },
  };
  saveNode(draft, started, context);
  announce(draft, cluster, started, context);
  return started;
}

/** The events that mark the beginning of a step. */
function announce(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const say = (event: (cluster: Cluster, node: Node) => Parameters<typeof recordEvent>[2]): void =>
    recordEvent(draft, cluster, event(cluster, node), context);
  const { kind, step } = node.work!;
  if (step === 'CreateEni') {
    say(instanceEvents.creationStarted);
    say(node.place === undefined ? instanceEvents.noReservation : instanceEvents.reservation);
  } else if (step === 'RunLifecycleScript') say(instanceEvents.scriptStarted);
  else if (step === 'Reboot') say(instanceEvents.rebooting);
  else if (step === 'WriteRootVolume') say(instanceEvents.updateStarted);
  else if (step === 'DeepHealthCheck') say(instanceEvents.healthCheckStarted);
  else if (step === 'TerminateInstance' && kind === 'Terminate') say(instanceEvents.deletionStarted);
}

/** The node at rest: no work, and the status that says so. */
export const rested = (node: Node, status: Node['status']): Node => ({ ...node, status, work: undefined });

/** Asks for a node to go. One that already goes is left to it. */
export function terminate(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const kind: WorkKind = 'Terminate';
  if (node.work?.kind !== kind) beginWork(draft, cluster, node, { kind }, context);
}
