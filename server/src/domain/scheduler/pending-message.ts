/** Why a workload waits, in Kueue's words and in its reasons. */
import { formatAmount } from './amount.ts';
import type { TriedWorkload } from './cycle.ts';
import type { FlavorResources } from './flavor-resource.ts';
import type { Obstacle } from './obstacle.ts';
import { compareText } from './workload.ts';

/** The reason in the workload's QuotaReserved condition. */
export type PendingReason =
  | 'WaitingForQuota'
  | 'ExceedsMaxQuota'
  | 'NoMatchingFlavor'
  | 'TopologyPlacementFailed'
  | 'WaitingForPreemptedWorkloads';

/** From what time alone may change to what it never will. */
const SEVERITY: readonly PendingReason[] = ['WaitingForQuota', 'ExceedsMaxQuota', 'NoMatchingFlavor'];

/** The reason of a workload that was tried and not admitted. */
export function pendingReason({ outcome, podSets }: TriedWorkload, frs: FlavorResources): PendingReason {
  if (outcome === 'PendingPreemption') return 'WaitingForPreemptedWorkloads';
  const lacksRoom = podSets.some(({ obstacles }) => obstacles.some(({ kind }) => kind === 'NoRoom'));
  if (outcome === 'PreemptionNoCandidates' && lacksRoom) {
    return 'TopologyPlacementFailed';
  }
  const failed = podSets.find(({ flavors }) => flavors === undefined);
  if (outcome !== 'NoFit' || failed === undefined) return 'WaitingForQuota';
  const byFlavor = new Map<string, number>();
  for (const obstacle of failed.obstacles) {
    const flavor = flavorOf(obstacle, frs);
    byFlavor.set(flavor, Math.max(byFlavor.get(flavor) ?? 0, severityOf(obstacle)));
  }
  return SEVERITY[Math.min(SEVERITY.length - 1, ...byFlavor.values())]!;
}

/** The message of a workload that was tried and not admitted. */
export function pendingMessage(tried: TriedWorkload, frs: FlavorResources): string {
  const { outcome, overlaps, victims } = tried;
  const overlap = 'Workload has overlapping preemption targets with another workload';
  if (outcome === 'FailedAfterNomination') {
    return overlaps ? overlap : 'Workload no longer fits after processing another workload';
  }
  if (outcome === 'PendingPreemption' && overlaps) {
    return `${overlap}, but will fit after these preemptions complete`;
  }
  const message = tried.podSets
    .filter(({ obstacles }) => obstacles.length > 0)
    .map(({ name, obstacles }) => `couldn't assign flavors to pod set ${name}: ${textOf(obstacles, frs)}`)
    .join('; ');
  return outcome === 'PendingPreemption'
    ? `${message}. Pending the preemption of ${victims} workload(s)`
    : message;
}

function textOf(obstacles: readonly Obstacle[], frs: FlavorResources): string {
  return obstacles
    .map((obstacle) => sentenceOf(obstacle, frs))
    .sort(compareText)
    .join(', ');
}

function sentenceOf(obstacle: Obstacle, { all }: FlavorResources): string {
  switch (obstacle.kind) {
    case 'Unavailable':
      return `resource ${obstacle.resource} unavailable in ClusterQueue`;
    case 'FlavorNotFound':
      return `flavor ${obstacle.flavor} not found`;
    case 'Mismatch':
      return obstacle.text;
    case 'NotNominated':
      return `skipping flavor ${obstacle.flavor} as it is not found in the nomination mapping for resource ${obstacle.resource}`;
    case 'ExceedsMaxQuota': {
      const { flavor, resource } = all[obstacle.fr]!;
      const [before, request, capacity] = [obstacle.before, obstacle.request, obstacle.capacity].map(
        (amount) => formatAmount(resource, amount),
      );
      return (
        `insufficient quota for ${resource} in flavor ${flavor}, previously considered podsets requests (${before})` +
        ` + current podset request (${request}) > maximum capacity (${capacity})`
      );
    }
    case 'InsufficientQuota': {
      const { flavor, resource } = all[obstacle.fr]!;
      const missing = formatAmount(resource, obstacle.missing);
      return `insufficient unused quota for ${resource} in flavor ${flavor}, ${missing} more needed`;
    }
    case 'NoRoom':
      return roomSentence(obstacle);
  }
}

function roomSentence({ topology, count, fits, nodes, excluded }: Obstacle & { kind: 'NoRoom' }): string {
  const sentence =
    fits === 0
      ? `topology "${topology}" doesn't allow to fit any of ${count} pod(s)`
      : `topology "${topology}" allows to fit only ${fits} out of ${count} pod(s)`;
  const reasons = Object.entries(excluded)
    .sort(([a], [b]) => compareText(a, b))
    .map(([reason, number]) => `${reason}: ${number}`);
  return reasons.length === 0
    ? sentence
    : `${sentence}. Total nodes: ${nodes}; excluded: ${reasons.join(', ')}`;
}

function flavorOf(obstacle: Obstacle, { all }: FlavorResources): string {
  if ('flavor' in obstacle) return obstacle.flavor;
  return 'fr' in obstacle ? all[obstacle.fr]!.flavor : '';
}

function severityOf({ kind }: Obstacle): number {
  if (kind === 'InsufficientQuota') return SEVERITY.indexOf('WaitingForQuota');
  return SEVERITY.indexOf(kind === 'ExceedsMaxQuota' ? 'ExceedsMaxQuota' : 'NoMatchingFlavor');
}
