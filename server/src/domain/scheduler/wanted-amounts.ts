/**
 * Amounts of quota and of borrowing limits that may be what a waiting workload lacks: for itself, and with all that
 * come before it in its queue, who would take what is added first.
 */
import type { Usage } from './flavor-resource.ts';
import {
  missingEver,
  missingFor,
  missingLimit,
  missingLimitEver,
  missingNominal,
  type Placement,
} from './placements.ts';
import { compareInQueue, type WorkloadInfo } from './workload.ts';

/** What is to be had: by the workload alone, and with all that come before it in its queue. */
export interface Wanted {
  readonly alone: Usage;
  readonly withAhead: Usage;
}

/** With as few pods as it may be admitted with, and with all. */
export function wantedBy(own: WorkloadInfo, { usage, least }: Placement): readonly Wanted[] {
  const isSame = least.every(({ amount }, i) => amount === usage[i]?.amount);
  return (isSame ? [usage] : [least, usage]).map((alone) => {
    const contested =
      own.queue.spec.queueingStrategy === 'StrictFIFO' ? withRestOfFlavors(alone, own) : alone;
    return { alone, withAhead: plus(contested, wantedAhead(own, contested)) };
  });
}

/** With none of the other resources of its flavors: who stands before it in a strict queue must have all that it wants. */
function withRestOfFlavors(alone: Usage, { queue }: WorkloadInfo): Usage {
  const asked = new Set(alone.map(({ fr }) => fr));
  const flavors = queue.resourceGroups.flatMap((group) => group.flavors.map(({ frs }) => [...frs.values()]));
  const others = flavors.filter((frs) => frs.some((fr) => asked.has(fr))).flat();
  return [...alone, ...others.filter((fr) => !asked.has(fr)).map((fr) => ({ fr, amount: 0 }))];
}

/** To have it ever, beside everybody, within its own quota, and with all that come before it in its queue. */
export function nominalCandidates({ queue }: WorkloadInfo, wanted: readonly Wanted[]): readonly Usage[] {
  return wanted.flatMap(({ alone, withAhead }) => {
    const beside = missingFor(queue, alone);
    const within = missingNominal(queue, alone).filter(({ fr }) => beside.some((one) => one.fr === fr));
    // Of a resource that it lacks nothing of by itself, those before it may use up what is left.
    const besideThem = missingFor(queue, withAhead);
    return [missingEver(queue, alone), beside, within, larger(besideThem, missingNominal(queue, withAhead))];
  });
}

/** The same of borrowing limits. */
export function limitCandidates({ queue }: WorkloadInfo, wanted: readonly Wanted[]): readonly Usage[] {
  return wanted.flatMap(({ alone, withAhead }) => [
    missingLimitEver(queue, alone),
    missingLimit(queue, alone),
    missingLimit(queue, withAhead),
  ]);
}

/** What those that come before it in its queue want of these. */
function wantedAhead(own: WorkloadInfo, of: Usage): Usage {
  const ahead = [...own.queue.pending.workloads()].filter((other) => compareInQueue(other, own) < 0);
  const resources = new Map<number, string>();
  for (const { flavors } of own.queue.resourceGroups) {
    for (const { frs } of flavors) for (const [resource, fr] of frs) resources.set(fr, resource);
  }
  return of.map(({ fr }) => {
    const resource = resources.get(fr)!;
    const wanted = ahead.flatMap(({ workload }) =>
      workload.podSets.map(
        ({ count, requests }) => count * (resource === 'pods' ? 1 : (requests[resource] ?? 0)),
      ),
    );
    return { fr, amount: wanted.reduce((sum, amount) => sum + amount, 0) };
  });
}

function larger(a: Usage, b: Usage): Usage {
  return a.map(({ fr, amount }) => ({
    fr,
    amount: Math.max(amount, b.find((one) => one.fr === fr)?.amount ?? 0),
  }));
}

function plus(a: Usage, b: Usage): Usage {
  return a.map(({ fr, amount }) => ({ fr, amount: amount + (b.find((one) => one.fr === fr)?.amount ?? 0) }));
}
