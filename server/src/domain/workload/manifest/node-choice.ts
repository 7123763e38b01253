/**
 * Which nodes a pod may run on: the instance type from nodeSelector or required node affinity, other labels,
 * and tolerations. A type is a flavor of the queue, so it is kept apart from all other labels. What affinity says
 * beyond that is named and left out.
 */
import { ClusterInstanceType } from '../../../shapes/instance-types.ts';
import { POD_SET_LABELS_MAX } from '../../limits.ts';
import type { TaskPodSet } from '../task.ts';
import { affinityFields, checkFields, nodeAffinityFields } from './known-fields.ts';
import { refusals, warnings } from './messages.ts';
import { at, items, member, members, type Place, text } from './place.ts';

type NodeChoice = Pick<TaskPodSet, 'instanceTypes' | 'nodeSelector' | 'tolerations'>;

const TYPE_LABELS: readonly string[] = [
  'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/instance-type',
];

/** Labels that every node has which a task is placed on. */
const ALWAYS: Readonly<Record<string, string>> = {
  'kubernetes.io/os': 'linux',
  'beta.kubernetes.io/os': 'linux',
  'sagemaker.amazonaws.com/compute-type': 'hyperpod',
  'sagemaker.amazonaws.com/node-health-status': 'Schedulable',
};

const isAlways = (key: string, values: readonly string[]): boolean =>
  Object.hasOwn(ALWAYS, key) && values.includes(ALWAYS[key]!);

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

/** What the pod says of its nodes. */
export function nodeChoice(pod: Place): NodeChoice {
  const affinity = member(pod, 'affinity');
  const nodeAffinity = member(affinity, 'nodeAffinity');
  checkFields(affinity, affinityFields, 'affinity');
  checkFields(nodeAffinity, nodeAffinityFields, 'nodeAffinity');
  const selector = selected(member(pod, 'nodeSelector'));
  const demanded = demandedBy(at(nodeAffinity, required, 'nodeSelectorTerms'));
  const types = common(pod, selector.types, demanded.types);
  const labels = { ...Object.fromEntries(demanded.labels), ...Object.fromEntries(selector.labels) };
  const tolerations = items(member(pod, 'tolerations')).map(tolerationOf);
  checkCount(pod, 'node labels', Object.keys(labels).length);
  checkCount(member(pod, 'tolerations'), 'tolerations', tolerations.length);
  return {
    ...(types === undefined ? {} : { instanceTypes: types }),
    ...(Object.keys(labels).length === 0 ? {} : { nodeSelector: labels }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
  };
}

function checkCount({ path }: Place, what: string, count: number): void {
  if (count > POD_SET_LABELS_MAX) throw refusals.tooMany(path, what, count, POD_SET_LABELS_MAX);
}

interface Demand {
  readonly types: readonly string[] | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

function selected(selector: Place): Demand {
  let types: readonly string[] | undefined;
  const labels = new Map<string, string>();
  for (const [key, place] of members(selector)) {
    const value = text(place);
    if (value === undefined) continue;
    if (TYPE_LABELS.includes(key)) types = common(selector, types, [instanceType(place)]);
    else if (!isAlways(key, [value])) labels.set(labelKey(key, place.path), labelValue(value, place.path));
  }
  return { types, labels };
}

/** One of the terms must hold. Several are honoured where they differ in the instance type alone. */
function demandedBy(terms: Place): Demand {
  const demands = items(terms).map(termDemand);
  if (demands.length === 1) return demands[0]!;
  const types = demands.flatMap((demand) => demand.types ?? []);
  const isPlain = demands.every((demand) => demand.types !== undefined && demand.labels.size === 0);
  if (demands.length > 1 && !isPlain) terms.warnings.push(warnings.affinity(terms.path));
  return { types: isPlain && types.length > 0 ? [...new Set(types)] : undefined, labels: new Map() };
}

function termDemand(term: Place): Demand {
  let types: readonly string[] | undefined;
  const labels = new Map<string, string>();
  for (const expression of items(member(term, 'matchExpressions'))) {
    const key = text(member(expression, 'key')) ?? '';
    const values = items(member(expression, 'values'));
    const isIn = text(member(expression, 'operator')) === 'In';
    const texts = values.map((value) => text(value) ?? '');
    if (isIn && TYPE_LABELS.includes(key))
      types = common(expression, types, [...new Set(values.map(instanceType))]);
    else if (isIn && isAlways(key, texts)) continue;
    else if (isIn && texts.length === 1)
      labels.set(labelKey(key, member(expression, 'key').path), labelValue(texts[0]!, values[0]!.path));
    else expression.warnings.push(warnings.affinity(expression.path));
  }
  const fields = member(term, 'matchFields');
  if (items(fields).length > 0) term.warnings.push(warnings.affinity(fields.path));
  return { types, labels };
}

function common(
  where: Place,
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const both = a.filter((type) => b.includes(type));
  if (both.length === 0) throw refusals.noCommonType(where.path);
  return both;
}

function instanceType(place: Place): string {
  const known: readonly string[] = ClusterInstanceType.values;
  const value = text(place);
  if (value !== undefined && known.includes(value)) return value;
  throw refusals.instanceType(place.path, place.value, known);
}

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function labelKey(key: string, path: string): string {
  if (LABEL_KEY.test(key)) return key;
  throw refusals.label(path, key, 'the name of a label');
}

function labelValue(value: string, path: string): string {
  if (LABEL_VALUE.test(value)) return value;
  throw refusals.label(path, value, 'the value of a label');
}

const operators = ['Equal', 'Exists'];
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function tolerationOf(place: Place): NonNullable<TaskPodSet['tolerations']>[number] {
  checkFields(place, tolerationFields, 'a toleration');
  const given = ['key', 'operator', 'value', 'effect'].flatMap((name) => {
    const value = text(member(place, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  const { key, value = '', operator = 'Equal', effect = effects[0]! } = Object.fromEntries(given);
  if (!operators.includes(operator)) throw refusals.oneOf(member(place, 'operator'), operators);
  if (!effects.includes(effect)) throw refusals.oneOf(member(place, 'effect'), effects);
  if (key !== undefined) labelKey(key, member(place, 'key').path);
  labelValue(value, member(place, 'value').path);
  if (key === undefined && operator !== 'Exists') throw refusals.missing(member(place, 'key').path, 'a key');
  return Object.fromEntries(given);
}

const tolerationFields = {
  ...{ key: 'read', operator: 'read', value: 'read', effect: 'read' },
  tolerationSeconds: 'unseen',
};
