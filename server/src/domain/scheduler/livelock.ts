/**
 * Livelock: some policies make two workloads take turns for ever, each preempting the other as soon as it is
 * admitted. Real Kueue goes on so until something else happens. Here the loop is noticed and named.
 *
 * Decisions depend on the state alone, so a state that comes back, with nothing from outside in between, will
 * come back again: that is proof. Writing the state down costs something, hence only once a workload is
 * preempted for the second time since the last event from outside; and where so much has been written that this
 * cannot be a small matter, only where a whole round of preemptions comes back. (Where places on nodes count too,
 * they are taken as settled by the rest.)
 */
import type { ClusterQueue } from './cluster-queue.ts';
import type { CycleResult, Eviction } from './cycle.ts';
import type { PreemptionReason } from './preemption/target.ts';
import type { Scheduler } from './scheduler.ts';
import { compareText, type WorkloadInfo } from './workload.ts';

/** So many workloads are written down on mere suspicion: thousands of states of a small policy, a few of a large one. */
const WRITTEN_MAX = 100_000;

/** A loop that would never end. */
export interface Livelock {
  /** Its workloads: those that are preempted in every round, and those that preempt them. */
  readonly workloads: readonly string[];
  /** The queues of those workloads: theirs are the rules that cause it. */
  readonly queues: readonly string[];
  readonly reasons: readonly PreemptionReason[];
  /** Cycles with preemptions in one round. */
  readonly rounds: readonly (readonly Eviction[])[];
}

/** What happened in one tree of queues since the last event from outside. */
interface History {
  readonly preempted: Set<string>;
  /** Preemptions of a cycle, written out. */
  readonly known: Set<string>;
  /** Workloads in the states that were written down. */
  written: number;
  readonly rounds: (readonly Eviction[])[];
  /** By state: how many rounds there were when it was seen. */
  readonly seen: Map<string, number>;
}

/** Watches the cycles of a scheduler; a class for what it remembers between them. */
export class LivelockDetector {
  readonly #histories = new Map<readonly ClusterQueue[], History>();

  /** Something came from outside to the queues that share quota with this one: what was is forgotten. */
  forget(scheduler: Scheduler, queue: ClusterQueue): void {
    this.#histories.delete(scheduler.tree.siblings.get(queue)!);
  }

  /** Everything is forgotten. */
  forgetAll(): void {
    this.#histories.clear();
  }

  /** Looks at a cycle once its victims have gone; returns the loops that it closes. */
  observe(scheduler: Scheduler, { preempted }: CycleResult): readonly Livelock[] {
    if (preempted.length === 0) return [];
    const byTree = Map.groupBy(preempted, ({ preemptor }) => treeOf(scheduler, preemptor));
    return [...byTree].flatMap(([queues, evictions]) => this.#observeTree(scheduler, queues, evictions));
  }

  #observeTree(
    scheduler: Scheduler,
    queues: readonly ClusterQueue[],
    evictions: readonly Eviction[],
  ): readonly Livelock[] {
    const history = this.#historyOf(queues);
    const round = evictions.map(({ workload, preemptor }) => `${workload} for ${preemptor}`).join();
    const again = history.seen.size > 0 || evictions.some(({ workload }) => history.preempted.has(workload));
    const known = history.known.has(round);
    for (const { workload } of evictions) history.preempted.add(workload);
    history.known.add(round);
    history.rounds.push(evictions);
    if (!known && (!again || history.written >= WRITTEN_MAX)) return [];
    for (const { holders, pending } of queues) history.written += holders.length + pending.size;
    const state = describe(queues, scheduler.cycleCount);
    const before = history.seen.get(state);
    history.seen.set(state, history.rounds.length);
    return before === undefined ? [] : [livelockOf(scheduler, history.rounds.slice(before))];
  }

  #historyOf(queues: readonly ClusterQueue[]): History {
    let history = this.#histories.get(queues);
    if (history === undefined) {
      history = { preempted: new Set(), known: new Set(), written: 0, rounds: [], seen: new Map() };
      this.#histories.set(queues, history);
    }
    return history;
  }
}

function treeOf(scheduler: Scheduler, workload: string): readonly ClusterQueue[] {
  return scheduler.tree.siblings.get(scheduler.get(workload)!.queue)!;
}

function livelockOf(scheduler: Scheduler, rounds: readonly (readonly Eviction[])[]): Livelock {
  const evictions = rounds.flat();
  const workloads = new Set(evictions.flatMap(({ workload, preemptor }) => [workload, preemptor]));
  return {
    workloads: [...workloads].sort(),
    queues: [...new Set([...workloads].map((key) => scheduler.get(key)!.queue.name))].sort(),
    reasons: [...new Set(evictions.map(({ reason }) => reason))].sort(),
    rounds,
  };
}

/** All that the next decisions depend on, whatever the time. */
function describe(queues: readonly ClusterQueue[], cycle: number): string {
  const instants = new Set(
    queues.flatMap(({ holders }) => holders.map((held) => held.reservation!.reservedAt)),
  );
  const ranks = new Map([...instants].sort((a, b) => a - b).map((instant, rank) => [instant, rank]));
  return JSON.stringify(
    queues.map(({ pending, holders, generation }) => [
      pending.preemptor?.workload.key,
      holders.map(({ workload, reservation }) => [
        workload.key,
        reservation!.podSets,
        reservation!.evicting,
        ranks.get(reservation!.reservedAt),
      ]),
      [...pending.workloads()]
        .sort((a, b) => compareText(a.workload.key, b.workload.key))
        .map((workload) => [
          workload.workload.key,
          pending.isParked(workload),
          progress(workload, generation, cycle),
        ]),
    ]),
  );
}

/** Progress that is not of the last cycle is void as soon as quota comes free. */
function progress({ lastAssignment: last }: WorkloadInfo, generation: number, cycle: number): unknown {
  if (last === undefined) return null;
  const fresh = last.cycle === cycle;
  const current = last.generation === generation;
  return fresh || current ? [last.tried.map((tried) => [...tried]), fresh, current] : null;
}
