/** Whether pods could run on a flavor's nodes at all: taints tolerated, labels as selected. */
import type { ResourceFlavor, Taint, Toleration } from './policy.ts';
import type { PodSet } from './workload.ts';

/** Why a flavor is not for these pods; undefined when it is. */
export function mismatch(flavor: ResourceFlavor, podSet: PodSet): string | undefined {
  const tolerations = [...(podSet.tolerations ?? []), ...(flavor.tolerations ?? [])];
  const taint = (flavor.nodeTaints ?? []).find(
    (taint) =>
      (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') &&
      !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
  if (taint !== undefined) {
    return `untolerated taint {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>} in flavor ${flavor.name}`;
  }
  const labels = flavor.nodeLabels ?? {};
  const selected = Object.entries(podSet.nodeSelector ?? {}).map(([key, value]) => [key, [value]] as const);
  const differs = [...selected, ...Object.entries(podSet.nodeAffinity ?? {})].some(
    ([key, values]) => Object.hasOwn(labels, key) && !values.includes(labels[key]!),
  );
  return differs ? `flavor ${flavor.name} doesn't match node affinity` : undefined;
}

/** Whether a toleration bears a taint, by the rules of Kubernetes. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = 'Equal', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return key !== '' && value === (taint.value ?? '');
}
