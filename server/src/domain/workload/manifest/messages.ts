/**
 * What is said of a manifest: refusals name where it stands, the rule, the value and the way out; warnings name
 * what has no effect here. Texts known from Kubernetes and HyperPod stand verbatim (observed).
 */
import { nearest } from '../../nearest.ts';
import { invalid, type Refusal } from '../../refusal.ts';
import type { Place } from './place.ts';

const SHOWN_CHARS = 100;

export const shown = (value: unknown): string =>
  value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value)).slice(0, SHOWN_CHARS);

/** A sentence that offers what was probably meant. */
function meant(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word.slice(0, SHOWN_CHARS), known);
  return near === undefined ? otherwise : `Did you mean '${near}'?`;
}

const is = (path: string, value: unknown): string =>
  `${path === '' ? 'The document' : path} is ${shown(value)}`;

export const refusals = {
  noDocument: () => invalid('The manifest holds no task. Give a Job, a PyTorchJob or a Pod.'),
  tooManyDocuments: (count: number, limit: number) =>
    invalid(`The manifest has ${count} documents, and at most ${limit} are read. Split it.`),
  inDocument: (number: number, name: string, message: string) =>
    invalid(`Document ${number}${name === '' ? '' : ` (${name})`}: ${message}`),
  wrongKind: ({ path, value }: Place, kind: string) => invalid(`${is(path, value)}, and must be ${kind}.`),
  missing: (path: string, what: string) => invalid(`${path} is missing. Give ${what}.`),
  unknownField: (path: string, name: string, what: string, known: readonly string[]) =>
    invalid(
      `${path} is no field of ${what}. ${meant(name, known, 'Take it out: nothing that is not known passes silently.')}`,
    ),
  unknownKind: (given: string, kind: string, known: readonly string[]) =>
    invalid(
      `${given} is no kind of task that can be read. ${meant(
        kind,
        known.map((name) => name.split(' ')[1]!),
        'Turn it into one of these.',
      )} Known are ${known.join(', ')}.`,
    ),
  wrongVersion: (given: string, right: string) =>
    invalid(`apiVersion and kind are '${given}', and must be '${right}'.`),
  name: ({ path, value }: Place) =>
    invalid(
      `${is(path, value)}, and must be a name of Kubernetes: at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at both ends.`,
    ),

  /** The first sentence is observed. */
  noQueue: (path: string, namespace: string | undefined) =>
    invalid(
      `ValidatingAdmissionPolicy 'hyperpod-task-governance-admission-policy' denied request: The label 'kueue.x-k8s.io/queue-name' is either missing or does not have a value set. Give it in ${path}, as in 'kueue.x-k8s.io/queue-name: ${namespace ?? 'hyperpod-ns-<team>'}-localqueue'.`,
    ),
  queueName: (path: string, value: string) =>
    invalid(
      `${is(path, value)}, and must be a team's queue: 'hyperpod-ns-<team>-localqueue'${
        /^[a-z0-9][-a-z0-9]{0,39}$/.test(value) ? `, such as 'hyperpod-ns-${value}-localqueue'` : ''
      }.`,
    ),
  namespace: (path: string, value: string, right: string, queue: string) =>
    invalid(
      `${is(path, value)}, and the queue '${queue}' is in the namespace '${right}'. Set it to '${right}', or leave it out.`,
    ),
  priorityClass: (path: string, value: string) =>
    invalid(
      `${is(path, value)}, and must be a class of the cluster policy followed by '-priority', such as '${
        /^[a-z0-9][-a-z0-9]{0,39}$/.test(value) ? value : 'training'
      }-priority'.`,
    ),
  labelsDiffer: (path: string, value: string, other: string, otherValue: string) =>
    invalid(`${is(path, value)}, and ${other} is ${shown(otherValue)}. Give both the same value.`),
  podGroup: (path: string, value: unknown) =>
    invalid(
      `${is(path, value)}: a group of plain Pods is not read as one task. Write it as a Job with parallelism, whose replicas are admitted together.`,
    ),
  duration: ({ path, value }: Place, max: string) =>
    invalid(`${is(path, value)}, and must be a duration such as 90s, 5m, 2h or 1d12h, and at most ${max}.`),

  quantity: ({ path, value }: Place) =>
    invalid(`${is(path, value)}, and must be a quantity of Kubernetes, such as 2, 500m or 64Gi.`),
  negative: ({ path, value }: Place) =>
    invalid(`${is(path, value)}, and must be greater than or equal to 0.`),
  tooLarge: (path: string, resource: string) =>
    invalid(`${path}: one pod asks for more '${resource}' than can be counted. Ask for less.`),
  unknownResource: ({ path }: Place, resource: string, known: readonly string[]) =>
    invalid(
      `${path} asks for '${resource.slice(0, SHOWN_CHARS)}', which no instance type has. ${meant(
        resource,
        known,
        `Task governance knows ${known.join(', ')} and partitions such as nvidia.com/mig-1g.5gb.`,
      )}`,
    ),
  notWhole: ({ path, value }: Place) =>
    invalid(
      `${is(path, value)}, and must be a whole number: accelerators, partitions and EFA are not split.`,
    ),
  limitNeeded: (path: string, limitPath: string, value: unknown) =>
    invalid(
      `${is(path, value)}, and ${limitPath} is missing: Limit must be set for non overcommitable resources. Give the limit the same value.`,
    ),
  mustEqualLimit: (path: string, value: unknown, resource: string, limit: unknown) =>
    invalid(`${is(path, value)}: must be equal to ${resource} limit of ${shown(limit)}.`),
  aboveLimit: (path: string, value: unknown, resource: string, limit: unknown) =>
    invalid(`${is(path, value)}: must be less than or equal to ${resource} limit of ${shown(limit)}.`),

  label: (path: string, value: unknown, what: string) =>
    invalid(`${is(path, value)}, and must be ${what} of Kubernetes, such as 'rack' or 'example.com/rack'.`),
  tooMany: (path: string, what: string, count: number, limit: number) =>
    invalid(`${path} has ${count} ${what}, and at most ${limit} are kept with a task. Leave some out.`),

  oneOf: ({ path, value }: Place, allowed: readonly string[]) =>
    invalid(
      `${is(path, value)}, and must be one of ${allowed.join(', ')}. ${meant(shown(value), allowed, '')}`.trim(),
    ),
  instanceType: (path: string, value: unknown, known: readonly string[]) =>
    invalid(
      `${is(path, value)}, and must be a type that clusters are made of. ${meant(
        typeof value !== 'string' ? '' : value.startsWith('ml.') ? value : `ml.${value}`,
        known,
        'Give one such as ml.p5.48xlarge.',
      )}`,
    ),
  noCommonType: (path: string) =>
    invalid(
      `${path} leaves no instance type that nodeSelector and nodeAffinity both allow. Name the type once.`,
    ),
  nothingToRun: (path: string, value: unknown) =>
    invalid(`${is(path, value)}, and a task has at least 1 replica. Give 1 or more.`),
  minParallelism: ({ path, value }: Place, parallelism: number) =>
    invalid(
      parallelism < 2
        ? `${is(path, value)}, and parallelism is ${parallelism}: there is nothing to start with fewer of. Take the annotation out.`
        : `${is(path, value)}, and must be a whole number from 1 to ${parallelism - 1}, less than parallelism.`,
    ),
  tooManyPodSets: (path: string, count: number, limit: number) =>
    invalid(`${path} has ${count} pod sets, and a task has at most ${limit}. Join those that are alike.`),
  twice: (path: string, name: string) => invalid(`${path}: '${name}' is there twice. Names are unique.`),
} satisfies Record<string, (...args: never[]) => Refusal>;

export const warnings = {
  passedOver: (number: number, kind: string) =>
    `Document ${number}: ${kind} is passed over; only tasks are read.`,
  noEffect: ({ path }: Place, why: string) => `${path} has no effect: ${why}.`,
  notGoverned: ({ path }: Place) =>
    `${path} is not counted: no quota governs it, and all nodes are taken to have it.`,
  fractionalBytes: ({ path, value }: Place) =>
    `${path} is ${shown(value)}, a fraction of a byte, and counts as whole bytes. Was 'Mi' or 'Gi' meant?`,
  waves: (path: string, completions: number, parallelism: number) =>
    `${path} is ${completions}, more than parallelism: the quota of ${parallelism} pods is held until all are done, as Kueue does, and the task's duration is that of all of them together.`,
  labelOnTemplateOnly: (path: string, right: string) =>
    `${path} is taken, but Kueue reads it from ${right}. Give it there too.`,
  generatedName: (name: string) =>
    `metadata.generateName: the task is called '${name}', and told apart by its id.`,
  topology: ({ path, value }: Place) =>
    `${path} (${shown(value)}) has no effect: replicas are placed without regard to network topology.`,
  more: (count: number) => `${count} more of the kind.`,
  affinity: (path: string) =>
    `${path} has no effect: of required node affinity, instance types and labels with one value (operator In) are honoured.`,
};
