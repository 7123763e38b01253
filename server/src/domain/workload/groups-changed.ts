import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { cameFromOutside } from './from-outside.ts';

/**
 * A cluster was written. Where its groups now say otherwise what their nodes are (type, labels, taints, how GPUs are
 * split), the scheduler and its room are made anew. What runs goes on where it runs; GPUs that are to be split
 * otherwise are given to nobody until it has left (as NVIDIA's operator splits only what nobody uses).
 */
export function groupsChanged(draft: Draft, before: Cluster, after: Cluster, context: Context): void {
  if (before.groups === after.groups) return;
  const same =
    before.groups.length === after.groups.length &&
    before.groups.every(
      ({ name, spec }, i) => after.groups[i]!.name === name && after.groups[i]!.spec === spec,
    );
  if (same) return;
  draft.state.clusters.get(after.id)!.governance.live = undefined;
  if (draft.get('governance', after.id) !== undefined) cameFromOutside(draft, after.id, context);
}
