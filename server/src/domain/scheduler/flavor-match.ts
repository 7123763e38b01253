/** Whether pods could run on a flavor's nodes at all: taints tolerated, labels as selected. */
import type { ResourceFlavor, Taint, Toleration } from './policy.ts';
import type { PodSet } from './workload.ts';

/** Why a flavor is not for these pods; undefined when it is. */
export function mismatch(flavor: ResourceFlavor, podSet: PodSet): string | undefined {
  for (const taint of flavor.nodeTaints ?? []) {
    if (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') continue;
    if (isTolerated(taint, podSet.tolerations) || isTolerated(taint, flavor.tolerations)) continue;
    return `untolerated taint {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>} in flavor ${flavor.name}`;
  }
  return isSelected(flavor.nodeLabels ?? {}, podSet)
    ? undefined
    : `flavor ${flavor.name} doesn't match node affinity`;
}

/** Whether a flavor with these labels is asked for, as far as it has a label for what is asked. */
function isSelected(
  labels: Readonly<Record<string, string>>,
  { nodeSelector, nodeAffinity }: PodSet,
): boolean {
  for (const key in nodeSelector)
    if (Object.hasOwn(labels, key) && labels[key] !== nodeSelector[key]) return false;
  for (const key in nodeAffinity)
    if (Object.hasOwn(labels, key) && !nodeAffinity[key]!.includes(labels[key]!)) return false;
  return true;
}

const isTolerated = (taint: Taint, tolerations: readonly Toleration[] | undefined): boolean =>
  tolerations?.some((toleration) => tolerates(toleration, taint)) === true;

/** Whether a toleration bears a taint, by the rules of Kubernetes. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = 'Equal', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return key !== '' && value === (taint.value ?? '');
}
