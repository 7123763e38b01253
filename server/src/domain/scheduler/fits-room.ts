/**
 * Room has its say after quota, as topology has in Kueue. Where quota fits and the pods find no places, the workload
 * must preempt for places. And whoever must preempt contests all that it asks for, also what quota has enough of:
 * the quota may be there, scattered over nodes that others keep from being of use.
 */
import { type Assignment, podSetFlavors } from './assignment.ts';
import type { AssignContext } from './fits-resource-quota.ts';
import type { Obstacle } from './obstacle.ts';
import type { WorkloadInfo } from './workload.ts';

/** The assignment as it stands when the room, if there is one, has been asked. */
export function underRoom(
  assignment: Assignment,
  workload: WorkloadInfo,
  context: AssignContext,
): Assignment {
  const { mode, podSets } = assignment;
  if (mode === 'NoFit' || context.room === undefined) return assignment;
  const obstacle = mode === 'Fit' ? noRoom(assignment, workload, context) : undefined;
  if (mode === 'Fit' && obstacle === undefined) return assignment;
  return {
    ...assignment,
    mode: 'Preempt',
    podSets: podSets.map((podSet) => ({
      ...podSet,
      ratedFit: false,
      flavors: new Map([...podSet.flavors!].map(([name, flavor]) => [name, { ...flavor, mode: 'Preempt' }])),
      obstacles: obstacle?.podSet === podSet.name ? [...podSet.obstacles, obstacle] : podSet.obstacles,
    })),
  };
}

function noRoom(
  assignment: Assignment,
  { workload }: WorkloadInfo,
  { room, tree }: AssignContext,
): (Obstacle & { kind: 'NoRoom' }) | undefined {
  const asked = podSetFlavors(assignment);
  if (room === undefined || room.fits(workload, asked)) return undefined;
  const shortage = room.shortage(workload, asked);
  const { count, flavors } = asked.find(({ name }) => name === shortage.podSet)!;
  const flavor = Object.values(flavors)[0]!;
  const topology = tree.flavors.get(flavor)?.topologyName ?? 'default';
  return { kind: 'NoRoom', flavor, topology, count, ...shortage };
}
