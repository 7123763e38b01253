/** One node of the room: what is free on it, and how many pods of a kind it could take. */
import type { PodSet } from '../scheduler/workload.ts';
import type { Devices } from './devices.ts';
import type { NodeOffer } from './node-capacity.ts';
import { type FreeAmounts, PODS, podsThatFit, suits, whatExcludes } from './pod-fit.ts';

/** A node as the room is told of it. */
export interface RoomNode {
  readonly node: string;
  readonly instanceType: string;
  readonly sequence: number;
  readonly offer: NodeOffer;
}

/** A node that takes work, with what is free on it. */
export interface Slot extends RoomNode {
  /** As it came: a node that went and came back is another. */
  readonly at: RoomNode;
  /** Who may write to it; everybody else makes a copy for that. */
  readonly owner: object;
  readonly free: Record<string, number>;
  readonly devices: Devices;
  /**
   * Tasks that hold devices which the node no longer has: its GPUs are to be split otherwise since. While any is
   * there the node takes nobody else, for GPUs are split anew only when nobody uses them (GPU operator).
   */
  readonly strangers: Set<string>;
}

/** The node with nobody on it. */
export const emptySlot = (at: RoomNode, owner: object): Slot => ({
  ...at,
  at,
  owner,
  free: { ...at.offer.allocatable },
  devices: { takenGpus: new Set(), takenSlices: new Set() },
  strangers: new Set(),
});

/** The node as it is now, for somebody else to write to. */
export const copyOfSlot = (slot: Slot, owner: object): Slot => ({
  ...slot,
  owner,
  free: { ...slot.free },
  devices: {
    takenGpus: new Set(slot.devices.takenGpus),
    takenSlices: new Set(slot.devices.takenSlices),
  },
  strangers: new Set(slot.strangers),
});

/** What the nodes have together, as quotas count it. */
export function capacityOf(slots: Iterable<Slot>): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const { offer } of slots) {
    for (const [resource, amount] of Object.entries(offer.capacity))
      sum[resource] = (sum[resource] ?? 0) + amount;
  }
  return sum;
}

/** How many such pods the node could take. */
export const podsOn = ({ offer, strangers, free }: Slot, podSet: PodSet, left: FreeAmounts = free): number =>
  strangers.size === 0 && suits(podSet, offer) ? podsThatFit(podSet.requests, left) : 0;

/** What keeps a single such pod off the node, in Kueue's words where it has any. */
export const whatKeepsOff = ({ offer, strangers, free }: Slot, podSet: PodSet): string =>
  strangers.size > 0
    ? 'GPUs to be split anew, and still in use as they were'
    : whatExcludes(podSet, offer, free);

/** Takes pods' requests from what is free; gives them back where the number is negative. */
export function take(free: Record<string, number>, requests: PodSet['requests'], pods: number): void {
  free[PODS] = (free[PODS] ?? 0) - pods;
  for (const resource in requests) free[resource] = (free[resource] ?? 0) - requests[resource]! * pods;
}
