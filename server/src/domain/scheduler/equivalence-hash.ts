/**
 * Workloads of one shape fare alike: if one finds no place, neither would the next. Kueue hashes the shape;
 * here it is the shape itself, written out.
 */
import type { Workload } from './workload.ts';

/** The shape of a workload: its pod sets and its priority, without name and time. */
export function equivalenceHash({ priority, podSets }: Workload): string {
  const shapes = podSets.map((podSet) => [
    podSet.name,
    podSet.count,
    podSet.minCount ?? null,
    sorted(podSet.requests),
    sorted(podSet.nodeSelector ?? {}),
    sorted(podSet.nodeAffinity ?? {}),
    podSet.tolerations ?? [],
  ]);
  return JSON.stringify([priority, shapes]);
}

function sorted(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.keys(record)
    .sort()
    .map((key) => [key, record[key]]);
}
