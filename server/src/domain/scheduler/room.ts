/**
 * Where workloads run, as far as the scheduler must know: quota says how much a queue may use, room says whether
 * the pods would find a place. Kueue asks its topology cache the same question. Without a room quota alone decides.
 *
 * Whoever implements it keeps what is taken. The scheduler takes out and puts back while it looks for victims:
 * between a `takeOut` and its `putBack` come only further ones, in any order, and `fits`. The places of a preemptor
 * are not kept for it while its victims go; it is asked for anew in every cycle, as its quota is.
 */
import type { PodSetFlavors, Workload } from './workload.ts';

export interface Room {
  /** Whether all pods of the workload, given these flavors and counts, would find a place now. */
  fits(workload: Workload, podSets: readonly PodSetFlavors[]): boolean;
  /** What is lacking, to tell people; called only where `fits` has just said no. */
  shortage(workload: Workload, podSets: readonly PodSetFlavors[]): Shortage;
  /** Gives the pods their places; called only where `fits` has just said yes. */
  place(workload: Workload, podSets: readonly PodSetFlavors[]): void;
  /** The workload has stopped: its places are free. One without places is passed over. */
  leave(key: string): void;
  /** As if the workload were gone, for a look. */
  takeOut(key: string): void;
  /** Undoes `takeOut`: the workload stands where it stood. */
  putBack(key: string): void;
  /** The same room again, to try something on. */
  copy(): Room;
  /** Undoes all that was done to a copy since it was made. */
  reset(): void;
}

/** The first pod set that does not find places for all of its pods. */
export interface Shortage {
  readonly podSet: string;
  /** How many of its pods would find one. */
  readonly fits: number;
  /** Nodes of its flavor. */
  readonly nodes: number;
  /** How many of those nodes cannot take a single pod more, by what they lack, such as `resource "nvidia.com/gpu"`. */
  readonly excluded: Readonly<Record<string, number>>;
}

/** What an assignment asks of a room: with it, fitting means fitting there too. */
export interface Places {
  readonly room: Room;
  readonly podSets: readonly PodSetFlavors[];
}
