/**
 * Which nodes take which pods, pod set by pod set. The node that can just hold all that is left wastes least; failing
 * that, the one that can hold most.
 */
import type { PodSet, PodSetFlavors, Workload } from '../scheduler/workload.ts';
import { podsOn, type RoomNode, type Slot, take } from './node-slot.ts';

/** Pods of one set on one node. */
export interface Share {
  readonly at: RoomNode;
  readonly podSet: PodSet;
  readonly pods: number;
}

/** A place for every pod, or undefined: there is none. Nothing is taken yet. */
export function planOf(
  workload: Workload,
  podSets: readonly PodSetFlavors[],
  candidatesOf: (given: PodSetFlavors) => Iterable<Slot>,
): readonly Share[] | undefined {
  const shares: Share[] = [];
  const left = new Map<Slot, Record<string, number>>();
  for (const given of podSets) {
    const podSet = podSetOf(workload, given.name);
    const fitting: Fit[] = [];
    for (const slot of candidatesOf(given)) {
      const pods = podsOn(slot, podSet, left.get(slot));
      if (pods > 0) fitting.push({ slot, pods });
    }
    const chosen = choose(fitting, given.count);
    if (chosen === undefined) return undefined;
    for (const { slot, pods } of chosen) {
      const free = left.get(slot) ?? { ...slot.free };
      take(free, podSet.requests, pods);
      left.set(slot, free);
      shares.push({ at: slot.at, podSet, pods });
    }
  }
  return shares;
}

/** What the workload asks for by that name. */
export const podSetOf = ({ podSets }: Workload, name: string): PodSet =>
  podSets.find((podSet) => podSet.name === name)!;

/** How many pods a node could take, or is to take. */
interface Fit {
  readonly slot: Slot;
  readonly pods: number;
}

/** The largest first as long as they are filled; the rest goes to the smallest that holds all of it. */
function choose(fitting: readonly Fit[], count: number): readonly Fit[] | undefined {
  const alone = count === 0 ? undefined : smallestFor(fitting, count);
  if (alone !== undefined) return [{ slot: alone.slot, pods: count }];
  const sorted = fitting.toSorted((a, b) => b.pods - a.pods || a.slot.sequence - b.slot.sequence);
  const chosen: Fit[] = [];
  let missing = count;
  for (const [i, fit] of sorted.entries()) {
    if (missing <= 0) break;
    if (fit.pods > missing) {
      const pods = sorted.findLast((other) => other.pods >= missing)!.pods;
      const last = sorted.slice(i).find((other) => other.pods === pods)!;
      return [...chosen, { slot: last.slot, pods: missing }];
    }
    chosen.push(fit);
    missing -= fit.pods;
  }
  return missing > 0 ? undefined : chosen;
}

/** The smallest that holds so many, of equals the first: most tasks need no more than one node. */
function smallestFor(fitting: readonly Fit[], count: number): Fit | undefined {
  let best: Fit | undefined;
  for (const fit of fitting) {
    if (fit.pods < count) continue;
    if (best === undefined || fit.pods < best.pods) best = fit;
    else if (fit.pods === best.pods && fit.slot.sequence < best.slot.sequence) best = fit;
  }
  return best;
}
