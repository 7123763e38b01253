import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import type { State } from '../state.ts';
import { type Cluster, type InstanceGroup, withGroup } from './cluster.ts';
import { groupEvents } from './event-text/group-events.ts';
import type { NodesIndex } from './nodes-index.ts';
import { isBetweenBlocks } from './plan-of-group.ts';
import { recordEvent } from './record-event.ts';

/**
 * MinInstanceCount: how many instances a group must have before it is in service, and what becomes of it when
 * they do not come in time. A new group's clock starts with the group (`group-rules.ts`).
 */
/**
 * A minimum that was met once is met for good (documented: it governs only the first transition). A group on a
 * training plan is in service while no block is open, without instances (documented), and so awaits no minimum.
 */
export function meetMinimums(state: State, cluster: Cluster, nodes: NodesIndex): Cluster {
  let met = cluster;
  for (const group of cluster.groups) {
    if (group.minimumDueAt === undefined) continue;
    const isMet = nodes.group(group.name).joined >= (group.minCount ?? 0);
    if (isMet || isBetweenBlocks(state, cluster, group)) {
      met = withGroup(met, group.name, { minimumDueAt: undefined, beforeMinimum: undefined });
    }
  }
  return met;
}

/** The minimum was not met in time: the group returns to what it was, a new one to nothing (documented). */
export function missMinimum(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): Cluster {
  const { joined } = draft.state.clusters.get(cluster.id)!.nodes.group(group.name);
  const why = `The minimum of ${group.minCount} instance(s) was not reached in time: ${joined} arrived.`;
  recordEvent(draft, cluster, groupEvents.minimumMissed(cluster, group, joined, why), context);
  const { targetCount, minCount } = group.beforeMinimum ?? { targetCount: 0, minCount: 0 };
  return withGroup(cluster, group.name, {
    targetCount,
    minCount,
    minimumDueAt: undefined,
    beforeMinimum: undefined,
  });
}

/**
 * Changing the minimum restarts its clock (documented); the group can return to what it was before, a group
 * that is still waiting for its first minimum to nothing.
 */
export function minimumAnew(
  group: InstanceGroup,
  minCount: number | undefined,
  context: Context,
): Partial<InstanceGroup> {
  if (!minCount) return { minimumDueAt: undefined, beforeMinimum: undefined };
  const { targetCount, minimumDueAt, beforeMinimum } = group;
  return {
    minimumDueAt: context.now + waitMs('minimumDeadline', context.pace),
    beforeMinimum: minimumDueAt === undefined ? { targetCount, minCount: group.minCount } : beforeMinimum,
  };
}

/** Nothing to wait for. */
export const noMinimum = { minCount: undefined, minimumDueAt: undefined, beforeMinimum: undefined } as const;
