/**
 * Where workloads run, as far as the scheduler must know: quota says how much a queue may use, room says whether
 * the pods would find a place. Kueue asks its topology cache the same question. Without a room quota alone decides.
 *
 * Whoever implements it keeps what is taken; the scheduler takes out and puts back while it looks for victims, and
 * every `takeOut` is followed by its `putBack` before anything else happens.
 */
import type { PodSetFlavors, Workload } from './workload.ts';

export interface Room {
  /** Whether all pods of the workload, given these flavors and counts, would find a place now. */
  fits(workload: Workload, podSets: readonly PodSetFlavors[]): boolean;
  /** Gives the pods their places; called only where `fits` has just said yes. */
  place(workload: Workload, podSets: readonly PodSetFlavors[]): void;
  /** The workload has stopped: its places are free. One without places is passed over. */
  leave(key: string): void;
  /** As if the workload were gone, for a look. */
  takeOut(key: string): void;
  /** Undoes `takeOut`: the workload stands where it stood. */
  putBack(key: string): void;
}
