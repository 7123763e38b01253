/**
 * The kinds of tasks that users of HyperPod write, each with the pod sets that Kueue makes of it and the pod
 * templates that labels may stand on.
 */
import { TASK_POD_SETS_MAX, TASK_REPLICAS_MAX } from '../../limits.ts';
import type { TaskPodSet } from '../task.ts';
import {
  checkFields,
  hyperpodJobFields,
  hyperpodReplicaFields,
  hyperpodRunPolicyFields,
  jobFields,
  pytorchJobFields,
  pytorchReplicaFields,
  runPolicyFields,
} from './known-fields.ts';
import { refusals, warnings } from './messages.ts';
import { at, items, member, members, type Place, text, whole } from './place.ts';
import { podOf, podSetOf } from './pod-set.ts';

export interface TaskKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly templates: (root: Place) => readonly Place[];
  readonly podSets: (root: Place) => readonly TaskPodSet[];
}

const job: TaskKind = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  templates: (root) => [at(root, 'spec', 'template')],
  podSets(root) {
    const spec = member(root, 'spec');
    checkFields(spec, jobFields, 'a Job spec');
    const [given, completed] = [member(spec, 'parallelism'), member(spec, 'completions')];
    const parallelism = whole(given, 0, TASK_REPLICAS_MAX) ?? 1;
    const completions = whole(completed, 0, Number.MAX_SAFE_INTEGER) ?? parallelism;
    if (parallelism === 0) throw refusals.nothingToRun(given.path, given.value);
    if (completions === 0) throw refusals.nothingToRun(completed.path, completed.value);
    const replicas = Math.min(parallelism, completions);
    if (completions > parallelism)
      spec.warnings.push(warnings.waves(completed.path, completions, parallelism));
    const template = member(spec, 'template');
    const restart = at(template, 'spec', 'restartPolicy');
    if (template.value !== undefined && !['Never', 'OnFailure'].includes(restart.value as string))
      throw refusals.oneOf(restart, ['Never', 'OnFailure']);
    return [{ ...podSetOf('main', replicas, template), ...minReplicas(root, replicas) }];
  },
};

/** Kueue lets a Job start with fewer pods where it says so. */
function minReplicas(root: Place, replicas: number): { minReplicas?: number } {
  const annotation = at(root, 'metadata', 'annotations', 'kueue.x-k8s.io/job-min-parallelism');
  const given = text(annotation);
  if (given === undefined) return {};
  const least = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (least < 1 || least >= replicas) throw refusals.minParallelism(annotation, replicas);
  return { minReplicas: least };
}

const REPLICA_TYPES = ['Master', 'Worker'];

/** The replica specs of a PyTorchJob, the master first, under the names of Kueue's pod sets. */
function pytorchReplicas(root: Place): readonly (readonly [name: string, place: Place])[] {
  const specs = at(root, 'spec', 'pytorchReplicaSpecs');
  const found = members(specs).map(([name, place]) => {
    const type = REPLICA_TYPES.find((known) => known.toLowerCase() === name.toLowerCase());
    if (type === undefined)
      throw refusals.unknownField(place.path, name, 'pytorchReplicaSpecs', REPLICA_TYPES);
    return [type.toLowerCase(), place] as const;
  });
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

const pytorchJob: TaskKind = {
  apiVersion: 'kubeflow.org/v1',
  kind: 'PyTorchJob',
  templates: (root) => pytorchReplicas(root).map(([, place]) => member(place, 'template')),
  podSets(root) {
    const spec = member(root, 'spec');
    checkFields(spec, pytorchJobFields, 'a PyTorchJob spec');
    checkFields(member(spec, 'runPolicy'), runPolicyFields, 'runPolicy');
    const found = pytorchReplicas(root);
    if (found.length === 0)
      throw refusals.missing(member(spec, 'pytorchReplicaSpecs').path, 'Master, Worker or both');
    return uniquePodSets(
      member(spec, 'pytorchReplicaSpecs'),
      found.map(([name, place]) => {
        checkFields(place, pytorchReplicaFields, 'a replica spec');
        const most = name === 'master' ? 1 : TASK_REPLICAS_MAX;
        const replicas = whole(member(place, 'replicas'), 1, most) ?? 1;
        return podSetOf(name, replicas, member(place, 'template'));
      }),
    );
  },
};

/** Its own operator's form, as the examples of AWS have it; both spellings of its name are about (observed). */
const hyperpodJob: TaskKind = {
  apiVersion: 'sagemaker.amazonaws.com/v1',
  kind: 'HyperPodPyTorchJob',
  templates: (root) => items(at(root, 'spec', 'replicaSpecs')).map((place) => member(place, 'template')),
  podSets(root) {
    const spec = member(root, 'spec');
    checkFields(spec, hyperpodJobFields, 'a HyperPodPyTorchJob spec');
    checkFields(member(spec, 'runPolicy'), hyperpodRunPolicyFields, 'runPolicy');
    const specs = member(spec, 'replicaSpecs');
    const found = items(specs);
    if (found.length === 0) throw refusals.missing(specs.path, 'at least one replica spec');
    return uniquePodSets(
      specs,
      found.map((place, i) => {
        checkFields(place, hyperpodReplicaFields, 'a replica spec');
        const name = member(place, 'name');
        const given = text(name) ?? `replicas-${i}`;
        if (!POD_SET_NAME.test(given)) throw refusals.name(name);
        const replicas = whole(member(place, 'replicas'), 1, TASK_REPLICAS_MAX) ?? 1;
        return podSetOf(given, replicas, member(place, 'template'));
      }),
    );
  },
};

const POD_SET_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function uniquePodSets(where: Place, podSets: readonly TaskPodSet[]): readonly TaskPodSet[] {
  if (podSets.length > TASK_POD_SETS_MAX)
    throw refusals.tooManyPodSets(where.path, podSets.length, TASK_POD_SETS_MAX);
  const twice = podSets.find(({ name }, i) => podSets.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) throw refusals.twice(where.path, twice.name);
  return podSets;
}

const pod: TaskKind = {
  apiVersion: 'v1',
  kind: 'Pod',
  templates: () => [],
  podSets(root) {
    const group = at(root, 'metadata', 'labels', 'kueue.x-k8s.io/pod-group-name');
    if (group.value !== undefined) throw refusals.podGroup(group.path, group.value);
    return [{ name: 'main', replicas: 1, ...podOf(member(root, 'spec')) }];
  },
};

/** Every kind that is read as a task. */
export const taskKinds: readonly TaskKind[] = [job, pytorchJob, hyperpodJob, pod];
