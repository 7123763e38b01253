/**
 * From Kubernetes manifests, parsed, to tasks. What users of HyperPod hand to `kubectl apply` is taken as it is;
 * whatever of it cannot be honoured is refused or named in a warning, never dropped in silence.
 */
import { DAY_MS, durationMs } from '../../duration.ts';
import { MANIFEST_DOCUMENTS_MAX, MANIFEST_WARNINGS_MAX, TASK_DURATION_MAX_MS } from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import type { TaskSpec } from '../task.ts';
import { type TaskKind, taskKinds } from './kinds.ts';
import { checkFields, documentFields, metadataFields } from './known-fields.ts';
import { belongingOf } from './labels.ts';
import { refusals, warnings } from './messages.ts';
import { at, items, member, type Place, text } from './place.ts';
import { warnOfTopology } from './pod-set.ts';

export interface ManifestTask {
  readonly spec: TaskSpec;
  readonly warnings: readonly string[];
}

export interface Manifest {
  readonly tasks: readonly ManifestTask[];
  /** Of the documents that are no tasks. */
  readonly warnings: readonly string[];
}

/** What may stand beside a task in one file. */
const companions: ReadonlySet<string> = new Set(
  (
    'ConfigMap Service Secret ServiceAccount Namespace PersistentVolume PersistentVolumeClaim StorageClass ' +
    'Role RoleBinding ClusterRole ClusterRoleBinding NetworkPolicy PodDisruptionBudget LimitRange'
  ).split(' '),
);

/** All tasks of the documents of one file. */
export function readManifest(documents: readonly unknown[]): Manifest {
  const all = documents.flatMap(unlisted).filter((document) => document !== undefined && document !== null);
  if (all.length > MANIFEST_DOCUMENTS_MAX)
    throw refusals.tooManyDocuments(all.length, MANIFEST_DOCUMENTS_MAX);
  const tasks: ManifestTask[] = [];
  const passedOver: string[] = [];
  for (const [i, document] of all.entries()) {
    const root: Place = { path: '', value: document, warnings: [] };
    const kind = member(root, 'kind').value;
    if (typeof kind === 'string' && companions.has(kind)) passedOver.push(warnings.passedOver(i + 1, kind));
    else tasks.push(all.length === 1 ? readTask(root) : readNumbered(root, i + 1));
  }
  if (tasks.length === 0) throw refusals.noDocument();
  return { tasks, warnings: passedOver };
}

/** A `List` is its items. */
function unlisted(document: unknown): readonly unknown[] {
  const root: Place = { path: '', value: document, warnings: [] };
  if (member(root, 'kind').value !== 'List') return [document];
  return items(member(root, 'items')).map(({ value }) => value);
}

function readNumbered(root: Place, number: number): ManifestTask {
  try {
    return readTask(root);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [kind, name] = [member(root, 'kind').value, at(root, 'metadata', 'name').value];
    const title = [kind, name].filter((part) => typeof part === 'string').join(' ');
    throw refusals.inDocument(number, title.slice(0, 100), error.message);
  }
}

function readTask(root: Place): ManifestTask {
  const { value } = root;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusals.wrongKind(root, 'a map with apiVersion, kind, metadata and spec');
  const kind = kindOf(root);
  checkFields(root, { ...documentFields, status: 'unseen' }, `a ${kind.kind}`);
  const metadata = member(root, 'metadata');
  checkFields(metadata, metadataFields, 'metadata');
  const name = nameOf(metadata);
  const belonging = belongingOf(root, kind.templates(root));
  warnOfTopology(root);
  const [duration, checkpoint] = ['duration', 'checkpoint-interval'].map((what) =>
    durationOf(at(metadata, 'annotations', `quartermaster.dev/${what}`)),
  );
  const spec: TaskSpec = {
    name,
    ...belonging,
    podSets: kind.podSets(root),
    ...(duration === undefined ? {} : { durationMs: duration }),
    ...(checkpoint === undefined ? {} : { checkpointIntervalMs: checkpoint }),
    kind: `${kind.apiVersion} ${kind.kind}`,
  };
  return { spec, warnings: bounded(root.warnings) };
}

function bounded(all: readonly string[]): readonly string[] {
  if (all.length <= MANIFEST_WARNINGS_MAX) return all;
  const shown = all.slice(0, MANIFEST_WARNINGS_MAX - 1);
  return [...shown, warnings.more(all.length - shown.length)];
}

/** `HyperPodPytorchJob` is `HyperPodPyTorchJob`: both are in AWS's own examples. */
const isCalled = (kind: TaskKind, name: string | undefined): boolean =>
  kind.kind === name || (name === 'HyperPodPytorchJob' && kind.kind === 'HyperPodPyTorchJob');

function kindOf(root: Place): TaskKind {
  const [version, name] = [text(member(root, 'apiVersion')), text(member(root, 'kind'))];
  if (name === undefined) throw refusals.missing('kind', `one of ${known.join(', ')}`);
  const found = taskKinds.find((kind) => isCalled(kind, name));
  const given = `${version ?? ''} ${name}`.trim().slice(0, 100);
  if (found === undefined) throw refusals.unknownKind(`'${given}'`, name, known);
  if (found.apiVersion !== version) throw refusals.wrongVersion(given, `${found.apiVersion} ${found.kind}`);
  return found;
}

const known = taskKinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const NAME_CHARS_MAX = 253;

function nameOf(metadata: Place): string {
  const [given, prefix] = [member(metadata, 'name'), member(metadata, 'generateName')];
  const name = text(given) ?? text(prefix)?.replace(/[-.]+$/, '');
  if (name === undefined) throw refusals.missing(given.path, 'a name');
  if (name.length > NAME_CHARS_MAX || !NAME.test(name))
    throw refusals.name(given.value === undefined ? prefix : given);
  if (given.value === undefined) metadata.warnings.push(warnings.generatedName(name));
  return name;
}

function durationOf(annotation: Place): number | undefined {
  const given = text(annotation);
  if (given === undefined) return undefined;
  const ms = durationMs(given);
  if (ms !== undefined && ms > 0 && ms <= TASK_DURATION_MAX_MS) return ms;
  throw refusals.duration(annotation, `${TASK_DURATION_MAX_MS / DAY_MS}d`);
}
