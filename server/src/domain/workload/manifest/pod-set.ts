import type { TaskPodSet } from '../task.ts';
import { checkFields, metadataFields, podFields, templateFields } from './known-fields.ts';
import { refusals, warnings } from './messages.ts';
import { nodeChoice } from './node-choice.ts';
import { at, member, type Place } from './place.ts';
import { podRequests } from './pod-requests.ts';

/** A pod template, replicated, as a pod set. */
export function podSetOf(name: string, replicas: number, template: Place): TaskPodSet {
  if (template.value === undefined) throw refusals.missing(template.path, 'the pod template');
  checkFields(template, templateFields, 'a pod template');
  checkFields(member(template, 'metadata'), metadataFields, 'metadata');
  warnOfTopology(template);
  return { name, replicas, ...podOf(member(template, 'spec')) };
}

/** What a pod spec says of one pod. */
export function podOf(spec: Place): Pick<TaskPodSet, 'requests' | 'instanceTypes'> {
  if (spec.value === undefined) throw refusals.missing(spec.path, 'the pod spec');
  checkFields(spec, podFields, 'a pod spec');
  return { requests: podRequests(spec), ...nodeChoice(spec) };
}

const TOPOLOGY = [
  'kueue.x-k8s.io/podset-required-topology',
  'kueue.x-k8s.io/podset-preferred-topology',
  'kueue.x-k8s.io/podset-unconstrained-topology',
  'kueue.x-k8s.io/podset-slice-required-topology',
];

/** Topology is asked for on the object or on its templates; either way nothing comes of it here. */
export function warnOfTopology(holder: Place): void {
  for (const name of TOPOLOGY) {
    const asked = at(holder, 'metadata', 'annotations', name);
    if (asked.value !== undefined) holder.warnings.push(warnings.topology(asked));
  }
}
