import { MIG_CONFIG_LABEL } from '../catalog/partition-layout.ts';
import { type Cluster, groupOf } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { loseReplicas } from './lose-replicas.ts';
import { requestPass } from './request-pass.ts';

/**
 * A cluster was written. Where its groups now say otherwise what their nodes are (type, labels, taints, how GPUs are
 * split), the scheduler and its room are made anew. What runs goes on where it runs (our choice), save on GPUs that
 * are split anew: nothing can go on there.
 */
export function groupsChanged(draft: Draft, before: Cluster, after: Cluster, context: Context): void {
  if (before.groups === after.groups) return;
  const same =
    before.groups.length === after.groups.length &&
    before.groups.every(
      ({ name, spec }, i) => after.groups[i]!.name === name && after.groups[i]!.spec === spec,
    );
  if (same) return;
  const { governance } = draft.state.clusters.get(after.id)!;
  governance.live = undefined;
  if (draft.get('governance', after.id) === undefined) return;
  for (const { name } of after.groups)
    if (splitOf(before, name) !== splitOf(after, name)) splitAnew(draft, after, name, context);
  requestPass(draft, after.id, context);
}

const splitOf = (cluster: Cluster, group: string): string | undefined =>
  groupOf(cluster, group)?.spec.KubernetesConfig?.Labels?.[MIG_CONFIG_LABEL];

/** Every task with a GPU or a slice on a node of the group loses its replicas there, and stops. */
function splitAnew(draft: Draft, { id }: Cluster, group: string, context: Context): void {
  const { governance, nodes } = draft.state.clusters.get(id)!;
  for (const task of [...governance.tasks.entries]) {
    const lost = new Set(
      (task.status === 'Running' || task.status === 'Stopping' ? task.admission!.replicas : [])
        .filter(({ accelerators, partitions }) => accelerators !== undefined || partitions !== undefined)
        .map(({ node }) => node)
        .filter((node) => nodes.get(node)?.group === group),
    );
    for (const node of lost) {
      const name = nodes.get(node)?.instanceId ?? node;
      const message = `The GPUs of node ${name} are split anew: all replicas stop, and the task waits again.`;
      const present = governance.tasks.byId(task.id)!;
      loseReplicas(draft, present, node, { reason: 'NodeUpdate', message }, context);
    }
  }
}
