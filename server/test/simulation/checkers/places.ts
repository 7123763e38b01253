import assert from 'node:assert/strict';
import type { ClusterEntry } from '../../../src/domain/state.ts';
import { takesWork } from '../../../src/domain/workload/node-capacity.ts';
import type { NodeRoom } from '../../../src/domain/workload/node-room.ts';
import type { Task, TaskReplica } from '../../../src/domain/workload/task.ts';
import { freshScheduler } from './fresh-scheduler.ts';

type NodeRoomSlot = ReturnType<NodeRoom['nodes']> extends Iterable<infer T> ? T : never;

/** No GPU and no slice has two owners, and a GPU that is one task's own is not split for another. */
export function devicesHaveOneOwner(
  tasks: Iterable<Pick<Task, 'id' | 'spec' | 'admission' | 'status'>>,
): void {
  const owners = new Map<string, string>();
  const own = (device: string, owner: string): void => {
    assert.equal(owners.get(device), undefined, `${device} is ${owners.get(device)}'s and ${owner}'s`);
    owners.set(device, owner);
  };
  for (const task of holders(tasks)) {
    for (const replica of task.admission!.replicas) {
      const who = `${task.id} ${replica.podSet}/${replica.index}`;
      for (const gpu of replica.accelerators ?? []) own(`GPU ${gpu} of ${replica.node}`, who);
      for (const { gpu, start } of replica.partitions ?? []) {
        own(`slice ${start} of GPU ${gpu} of ${replica.node}`, who);
        assert.equal(
          owners.get(`GPU ${gpu} of ${replica.node}`),
          undefined,
          `${who} has a slice of a whole GPU`,
        );
      }
      hasWhatItAskedFor(task, replica);
    }
  }
}

function hasWhatItAskedFor(
  { id, spec }: Pick<Task, 'id' | 'spec'>,
  { podSet, accelerators = [], partitions = [] }: TaskReplica,
) {
  const { requests } = spec.podSets.find(({ name }) => name === podSet)!;
  assert.equal(accelerators.length, requests['nvidia.com/gpu'] ?? 0, `GPUs of a replica of ${id}`);
  const slices = Object.entries(requests).filter(([resource]) => resource.startsWith('nvidia.com/mig-'));
  const asked = slices.reduce((sum, [, amount]) => sum + amount, 0);
  assert.equal(partitions.length, asked, `slices of a replica of ${id}`);
}

/** All replicas of what runs stand on nodes that take work; no node holds more than it has. */
export function replicasStandOnNodes(entry: ClusterEntry): void {
  const { governance, nodes } = entry;
  const rooms = [governance.live?.room, freshScheduler(entry).room].filter((room) => room !== undefined);
  for (const task of holders(governance.tasks.entries)) {
    const { podSets, replicas } = task.admission!;
    const count = podSets.reduce((sum, podSet) => sum + podSet.count, 0);
    if (task.status === 'Running') assert.equal(replicas.length, count, `replicas of ${task.id}`);
    for (const { node } of replicas) {
      assert.ok(takesWork(nodes.get(node)), `${task.id} is ${task.status} on ${node}, which takes no work`);
      for (const room of rooms) {
        assert.ok(room.has(node), `${node} takes work, and has no place in the room`);
        assert.ok(room.tasksOn(node).has(task.id), `the room does not know that ${task.id} is on ${node}`);
      }
    }
  }
  for (const room of rooms) for (const slot of room.nodes()) holdsNoMoreThanItHas(slot);
  const free = rooms.map((room) => new Map([...room.nodes()].map((slot) => [slot.node, slot.free])));
  if (free.length === 2)
    assert.deepEqual(sorted(free[0]!), sorted(free[1]!), 'what is free, and would be after a restart');
}

/** What a node was split into before, and has no more, it is owed until those who hold it have gone. */
function holdsNoMoreThanItHas({ node, free, offer }: NodeRoomSlot): void {
  for (const [resource, amount] of Object.entries(free))
    if (offer.allocatable[resource] !== undefined)
      assert.ok(amount >= 0, `${amount} ${resource} are free on ${node}`);
}

/** None free and not spoken of is the same: a resource that the node has lost leaves a 0 when its last holder goes. */
const sorted = (free: ReadonlyMap<string, Readonly<Record<string, number>>>) =>
  [...free]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, left]) => [node, Object.fromEntries(Object.entries(left).filter(([, some]) => some !== 0))]);

const holders = <T extends Pick<Task, 'status'>>(tasks: Iterable<T>): readonly T[] =>
  [...tasks].filter(({ status }) => status === 'Running' || status === 'Stopping');
