import type { CapacitySizeConfig } from '../../shapes/deployment.ts';
import type { InstanceGroup, SoftwareUpdate } from './cluster.ts';
import type { Node } from './node.ts';
import type { GroupIndex } from './nodes-index.ts';

/**
 * Which nodes a software update still has to reach, and how many of them at a time. Nodes that are launched
 * meanwhile get the group's image by themselves; what counts is the nodes that have another one.
 */
export interface Outstanding {
  /** Free to be updated now, oldest first. */
  readonly ready: readonly Node[];
  /** Other work is under way on them; the update waits for its end. */
  readonly busy: number;
}

/** The nodes that do not have the group's image yet. Looks at every node: called between batches only. */
export function outstanding(group: InstanceGroup, index: GroupIndex): Outstanding {
  const ready: Node[] = [];
  let busy = 0;
  for (const { node } of index.entries) {
    if (node.image.imageId === group.image.imageId || node.work?.kind === 'Terminate') continue;
    if (node.joined && node.work === undefined) ready.push(node);
    else if (node.joined || isBooting(node)) busy += 1;
  }
  return { ready, busy };
}

/** Launched, with the image of that time, but not in the group yet. */
const isBooting = (node: Node): boolean =>
  node.instanceId !== undefined && (node.work?.kind === 'Provision' || node.work?.kind === 'Replace');

/** Whether every node of the group is without work (those that have not joined run nothing). */
export const allIdle = (index: GroupIndex): boolean =>
  index.entries.every(({ node }) => !node.joined || node.work === undefined);

/**
 * How many nodes one batch takes: a number, or a share of the group's nodes, rounded up, and at least one.
 * Without a policy all at once. A rollback has a size of its own, or else the same (our choice).
 */
export function batchSize(update: SoftwareUpdate, nodeCount: number): number {
  const policy = update.deploymentConfig?.RollingUpdatePolicy;
  if (policy === undefined) return nodeCount;
  const rollingBack = update.status === 'RollbackInProgress';
  return sizeOf(
    (rollingBack ? policy.RollbackMaximumBatchSize : undefined) ?? policy.MaximumBatchSize,
    nodeCount,
  );
}

function sizeOf({ Type, Value }: CapacitySizeConfig, nodeCount: number): number {
  const size = Type === 'CAPACITY_PERCENTAGE' ? Math.ceil((nodeCount * Value) / 100) : Value;
  return Math.max(1, size);
}
