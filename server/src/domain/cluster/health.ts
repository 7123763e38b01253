import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { endFault } from '../fleet/outcome.ts';
import { waitMs } from '../fleet/pace.ts';
import { type Cluster, groupOf, isSlurmController } from './cluster.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import type { Ailment, Node, WorkKind } from './node.ts';
import { beginWork, saveNode } from './node-work.ts';
import { recordEvent } from './record-event.ts';
import { sendNodeHealth } from './send-node-health.ts';

/**
 * Health monitoring and automatic recovery. A hardware fault ails a node's instance; the monitor notices
 * after a while (published: 5 to 33 s) and says so; where NodeRecovery is Automatic the node is rebooted or
 * replaced, otherwise it waits, with a message, for someone to ask for it.
 */
const faultMessages = {
  Reboot:
    'Hardware fault detected on the instance. Reboot the node with BatchRebootClusterNodes to recover it.',
  Replacement: 'Hardware fault detected on the instance. Replace the node with BatchReplaceClusterNodes.',
  Nothing: 'Transient hardware fault detected on the instance. No action is needed.',
} as const satisfies Record<Ailment['needs'], string>;

/** The bridge event's advice: the first verbatim from a live event, the second from the guide. */
const recommendations = {
  repairing:
    'HyperPod is working on repairing the unhealthy node. Please wait for the RepairAction being taken by HyperPod to complete.',
  manual: 'Please Replace the Faulty Node.',
  reboot: 'Please Reboot the Faulty Node.',
  none: '',
} as const;

/** Puts a hardware fault on a node's instance. */
export function ail(
  draft: Draft,
  node: Node,
  ailment: Omit<Ailment, 'noticedAt' | 'startedAt'>,
  context: Context,
): void {
  saveNode(
    draft,
    {
      ...node,
      ailment: {
        ...ailment,
        startedAt: context.now,
        noticedAt: context.now + waitMs('faultDetection', context.pace),
      },
    },
    context,
  );
}

/** A time of the ailment came: the monitor notices it, or it passes by itself. */
export function ailmentDue(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const ailment = node.ailment!;
  if (ailment.endsAt !== undefined && ailment.endsAt <= context.now)
    return cure(draft, cluster, node, context);
  notice(draft, cluster, { ...node, ailment: { ...ailment, noticedAt: undefined } }, context);
}

/** A Slurm controller is rebooted but never replaced, by recovery no more than by request (our choice). */
function isRepairable(cluster: Cluster, node: Node, needs: Ailment['needs']): boolean {
  if (cluster.nodeRecovery !== 'Automatic' || needs === 'Nothing') return false;
  return needs === 'Reboot' || !isSlurmController(cluster, groupOf(cluster, node.group)!);
}

function notice(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const { needs } = node.ailment!;
  const ailing: Node = { ...node, message: faultMessages[needs] };
  const repairs = isRepairable(cluster, node, needs) && node.work === undefined;
  const repair = !repairs ? 'None' : needs === 'Reboot' ? 'Reboot' : 'Replace';
  const recommendation = repairs
    ? recommendations.repairing
    : needs === 'Nothing'
      ? recommendations.none
      : needs === 'Reboot'
        ? recommendations.reboot
        : recommendations.manual;
  saveNode(draft, ailing, context);
  recordEvent(draft, cluster, instanceEvents.unhealthy(cluster, ailing, faultMessages[needs]), context);
  sendNodeHealth(draft, cluster, ailing, { status: 'Unhealthy', repair, recommendation }, context);
  if (!repairs) return;
  const kind: WorkKind = needs === 'Reboot' ? 'Reboot' : 'Replace';
  if (kind === 'Replace') {
    recordEvent(
      draft,
      cluster,
      instanceEvents.replacementRequested(cluster, ailing, 'automatic recovery'),
      context,
    );
  }
  beginWork(draft, cluster, ailing, { kind, cause: 'Recovery' }, context);
}

/**
 * Automatic recovery was switched on: it takes up what has been waiting for someone to ask. Ailing nodes are
 * noticed once more, failed ones replaced (our choice).
 */
export function recoverWaiting(
  draft: Draft,
  cluster: Cluster,
  nodes: Iterable<Node>,
  context: Context,
): void {
  const why = 'automatic recovery';
  for (const node of [...nodes]) {
    if (node.work !== undefined || node.awaitsPlan === true) continue;
    if (node.ailment !== undefined) {
      saveNode(draft, { ...node, ailment: { ...node.ailment, noticedAt: context.now } }, context);
    } else if (node.status === 'Failure' && isRepairable(cluster, node, 'Replacement')) {
      recordEvent(draft, cluster, instanceEvents.replacementRequested(cluster, node, why), context);
      beginWork(draft, cluster, node, { kind: 'Replace', cause: 'Recovery' }, context);
    }
  }
}

/** The instance is well again: its fault ends, and everyone is told. */
export function cure(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  endFault(draft, node.ailment!.faultId, 'cured', context.now);
  const well: Node = { ...node, ailment: undefined, message: undefined };
  saveNode(draft, well, context);
  recordEvent(draft, cluster, instanceEvents.healthy(cluster, well), context);
  sendNodeHealth(
    draft,
    cluster,
    well,
    { status: 'Healthy', repair: 'None', recommendation: recommendations.none },
    context,
  );
}

/** After a node's work: a reboot cures what a reboot cures; what is left is noticed again. */
export function healthAfterWork(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  kind: WorkKind,
  context: Context,
): void {
  const { ailment } = node;
  if (ailment === undefined) return;
  if (kind === 'Reboot' && ailment.needs === 'Reboot') return cure(draft, cluster, node, context);
  const noticedAt = context.now + waitMs('faultDetection', context.pace);
  saveNode(draft, { ...node, ailment: { ...ailment, noticedAt } }, context);
}
