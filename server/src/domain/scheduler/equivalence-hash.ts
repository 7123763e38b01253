/**
 * Workloads of one shape fare alike: if one finds no place, neither would the next. Kueue hashes the shape;
 * here it is the shape itself, written out.
 */
import type { PodSet, Workload } from './workload.ts';

/** Of the last workload: those of one shape come one after another, and may share their pod sets. */
let hashedLast: { readonly priority: number; readonly podSets: readonly PodSet[]; readonly hash: string } = {
  priority: 0,
  podSets: [],
  hash: '0',
};

/** The shape of a workload: its pod sets and its priority, without name and time. */
export function equivalenceHash({ priority, podSets }: Workload): string {
  if (hashedLast.podSets !== podSets || hashedLast.priority !== priority) {
    let hash = `${priority}`;
    for (const podSet of podSets)
      hash += ` ${JSON.stringify([podSet.name, podSet.count, podSet.minCount])}${kindOfPod(podSet)}`;
    hashedLast = { priority, podSets, hash };
  }
  return hashedLast.hash;
}

/** Asked several times in a row of each pod set. */
let askedLast: { readonly podSet: PodSet; readonly kind: string } | undefined;

/** What is equal for pods that are alike wherever they go. */
export function kindOfPod(podSet: PodSet): string {
  if (askedLast?.podSet !== podSet) {
    const { requests, nodeSelector = {}, nodeAffinity = {}, tolerations = [] } = podSet;
    const parts = [sorted(requests), sorted(nodeSelector), sorted(nodeAffinity), tolerations];
    askedLast = { podSet, kind: JSON.stringify(parts) };
  }
  return askedLast.kind;
}

/** Names and values in turn, in order of the names. */
function sorted(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  const names = Object.keys(record);
  if (names.length > 1) names.sort();
  const flat: unknown[] = [];
  for (const name of names) flat.push(name, record[name]);
  return flat;
}
