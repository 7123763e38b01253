/**
 * Runs a recorded single case (one scheduling cycle, or one search for victims) and says where the outcome
 * differs from what Kueue's own tests expect.
 */

import { pendingMessage, pendingReason } from '../../src/domain/scheduler/pending-message.ts';
import type { FairStrategy, Policy } from '../../src/domain/scheduler/policy.ts';
import { preemptionTargets } from '../../src/domain/scheduler/preemption/targets.ts';
import {
  amountsOf,
  podSetOf,
  policyOf,
  type RecordedPodSet,
  type RecordedSetup,
} from '../../src/domain/scheduler/scenario.ts';
import { Scheduler } from '../../src/domain/scheduler/scheduler.ts';
import type { PodSetFlavors, Workload } from '../../src/domain/scheduler/workload.ts';

interface RecordedWorkload {
  readonly key: string;
  readonly uid: string;
  readonly priority: number;
  readonly clusterQueue?: string;
  readonly creationOffsetSec: number | null;
  readonly podSets: readonly RecordedPodSet[];
  readonly admitted?: {
    readonly clusterQueue: string;
    readonly reservedAtOffsetSec: number;
    readonly podSets: Readonly<
      Record<
        string,
        {
          readonly flavors: Readonly<Record<string, string>>;
          readonly usage: Readonly<Record<string, string>>;
          readonly count: number;
        }
      >
    >;
  };
}

/** One case as recorded. */
export interface SingleCase extends RecordedSetup {
  readonly id: string;
  readonly kind: 'cycle' | 'preemption-targets';
  readonly needs: readonly string[];
  readonly fairSharing: { readonly enabled: boolean; readonly preemptionStrategies: readonly FairStrategy[] };
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly workloads: readonly RecordedWorkload[];
  readonly incoming?: RecordedWorkload & {
    readonly assignment: readonly {
      readonly podSet: string;
      readonly resource: string;
      readonly flavor: string;
      readonly mode: string;
    }[];
  };
  readonly expected: {
    readonly preempted: readonly { readonly workload: string; readonly reason: string }[];
    readonly newlyAdmitted?: readonly string[];
    readonly assignments?: Readonly<
      Record<
        string,
        {
          readonly podSets: Readonly<
            Record<string, { readonly flavors: Readonly<Record<string, string>>; readonly count: number }>
          >;
        }
      >
    >;
    readonly leftActive?: Readonly<Record<string, readonly string[]>>;
    readonly leftInadmissible?: Readonly<Record<string, readonly string[]>>;
    readonly skippedPreemptions?: Readonly<Record<string, number>>;
    readonly pendingReasons?: Readonly<Record<string, string>>;
    readonly pendingMessages?: Readonly<Record<string, string>>;
  };
}

/** Both sides of a comparison, to be deeply equal. */
export interface Outcome {
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Runs a case. */
export function runCase(single: SingleCase): Outcome {
  const { enabled, preemptionStrategies } = single.fairSharing;
  const setup = single.needs.includes('undefaultedPolicy') ? withoutDefaults(single) : single;
  const policy = policyOf(setup, enabled ? preemptionStrategies : undefined);
  const scheduler = new Scheduler({
    ...policy,
    gates: {
      partialAdmission: single.featureGates.PartialAdmission ?? true,
      recomputeAssignmentUponPreemptionTargetsOverlap:
        single.featureGates.RecomputeAssignmentUponPreemptionTargetsOverlap ?? false,
    },
  } satisfies Policy);
  for (const workload of single.workloads) enter(scheduler, workload);
  return single.kind === 'cycle' ? runCycle(single, scheduler) : findTargets(single, scheduler);
}

/** The recording shows `Never` where Kueue's test left the policy unset, which is not the same to it. */
function withoutDefaults(single: SingleCase): RecordedSetup {
  const clusterQueues = single.clusterQueues.map((queue) => ({
    ...queue,
    preemption: { ...queue.preemption, reclaimWithinCohort: 'Unset' as const },
  }));
  return { ...single, clusterQueues };
}

function runCycle({ expected }: SingleCase, scheduler: Scheduler): Outcome {
  const result = scheduler.cycle(0);
  const { frs } = scheduler.tree;
  const waiting = result.tried.filter(({ outcome }) => outcome !== 'Admitted');
  const left = (parked: boolean): Record<string, string[]> => {
    const byQueue: Record<string, string[]> = {};
    for (const queue of scheduler.tree.queues.values()) {
      const keys = [...queue.pending.workloads()]
        .filter((workload) => queue.pending.isParked(workload) === parked)
        .map(({ workload }) => workload.key);
      if (keys.length > 0) byQueue[queue.name] = keys.sort();
    }
    return byQueue;
  };
  const assignments = [...scheduler.workloads()]
    .filter(({ reservation }) => reservation !== undefined)
    .map(({ workload, reservation }) => [workload.key, flavorsOf(reservation!.podSets)]);
  return {
    expected: {
      admitted: [...(expected.newlyAdmitted ?? [])].sort(),
      assignments: Object.fromEntries(
        Object.entries(expected.assignments ?? {}).map(([key, { podSets }]) => [key, podSets]),
      ),
      preempted: byWorkload(expected.preempted),
      active: expected.leftActive,
      inadmissible: expected.leftInadmissible,
      skipped: counted(expected.skippedPreemptions ?? {}),
      reasons: expected.pendingReasons,
      messages: exact(expected.pendingMessages ?? {}),
    },
    actual: {
      admitted: result.admitted.map(({ workload }) => workload).sort(),
      assignments: Object.fromEntries(assignments),
      preempted: byWorkload(result.preempted),
      active: left(false),
      inadmissible: left(true),
      skipped: counted(Object.fromEntries(result.skippedPreemptions)),
      reasons: Object.fromEntries(waiting.map((tried) => [tried.workload, pendingReason(tried, frs)])),
      messages: exact(
        Object.fromEntries(waiting.map((tried) => [tried.workload, pendingMessage(tried, frs)])),
      ),
    },
  };
}

function findTargets({ incoming, expected }: SingleCase, scheduler: Scheduler): Outcome {
  const workload = workloadOf(incoming!);
  scheduler.submit(workload);
  const { frs } = scheduler.tree;
  const amounts = new Map<number, number>();
  const contested = new Set<number>();
  for (const { podSet, resource, flavor, mode } of incoming!.assignment) {
    const fr = frs.indexOf(flavor, resource)!;
    const { count, requests } = workload.podSets.find(({ name }) => name === podSet)!;
    amounts.set(fr, (amounts.get(fr) ?? 0) + requests[resource]! * count);
    if (mode === 'Preempt') contested.add(fr);
  }
  const usage = [...amounts].map(([fr, amount]) => ({ fr, amount }));
  const claim = { contested: [...contested], usage };
  const targets = preemptionTargets(scheduler.get(workload.key)!, claim, scheduler.tree);
  return {
    expected: byWorkload(expected.preempted),
    actual: byWorkload(
      targets.map(({ workload: target, reason }) => ({ workload: target.workload.key, reason })),
    ),
  };
}

function enter(scheduler: Scheduler, recorded: RecordedWorkload): void {
  const { admitted } = recorded;
  // A queue that does not exist never sees the workload.
  if (!scheduler.tree.queues.has(admitted?.clusterQueue ?? recorded.clusterQueue ?? '')) return;
  if (admitted === undefined) {
    scheduler.submit(workloadOf(recorded));
    return;
  }
  scheduler.restore(
    { ...workloadOf(recorded), clusterQueue: admitted.clusterQueue },
    {
      podSets: Object.entries(admitted.podSets).map(([name, { flavors, count }]) => ({
        name,
        count,
        flavors,
      })),
      usage: usageOf(admitted),
      reservedAt: admitted.reservedAtOffsetSec,
    },
  );
}

function usageOf({ podSets }: NonNullable<RecordedWorkload['admitted']>): Record<string, number> {
  const held: Record<string, number> = {};
  for (const { flavors, usage } of Object.values(podSets)) {
    for (const [resource, amount] of Object.entries(amountsOf(usage))) {
      const key = `${flavors[resource]}/${resource}`;
      held[key] = (held[key] ?? 0) + amount;
    }
  }
  return held;
}

/** No creation time in Kueue's tests is the zero time: older than all others. */
function workloadOf({
  key,
  uid,
  priority,
  clusterQueue,
  creationOffsetSec,
  podSets,
}: RecordedWorkload): Workload {
  const createdAt = creationOffsetSec ?? Number.MIN_SAFE_INTEGER;
  return { key, uid, priority, clusterQueue: clusterQueue ?? '', createdAt, podSets: podSets.map(podSetOf) };
}

function flavorsOf(podSets: readonly PodSetFlavors[]): unknown {
  return Object.fromEntries(podSets.map(({ name, flavors, count }) => [name, { flavors, count }]));
}

function byWorkload(
  victims: readonly { readonly workload: string; readonly reason: string }[],
): readonly string[] {
  return victims.map(({ workload, reason }) => `${workload} ${reason}`).sort();
}

/** Amounts past 2^53 are unlimited here, and say so; Kueue spells them out. All else is compared to the letter. */
function exact(messages: Readonly<Record<string, string>>): unknown {
  const entries = Object.entries(messages);
  return Object.fromEntries(
    entries.map(([key, text]) => [key, text.replace(/\(9223372036854775\d*m?\)/, '(Unlimited)')]),
  );
}

function counted(counts: Readonly<Record<string, number>>): unknown {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
