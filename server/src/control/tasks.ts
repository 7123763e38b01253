import { clusterArn } from '../domain/cluster/cluster.ts';
import { decodeToken, encodeToken } from '../domain/paging.ts';
import type { ClusterEntry } from '../domain/state.ts';
import { readManifest } from '../domain/workload/manifest/read-manifest.ts';
import { simulateSubmission } from '../domain/workload/simulate-submission.ts';
import { isEnded, type Task, type TaskSpec, type TaskStatus } from '../domain/workload/task.ts';
import type { Call, Reply } from './call.ts';
import { clusterOfPath, PAGE_MAX } from './clusters.ts';
import { simulationView } from './explanation-view.ts';
import {
  flag,
  isoTime,
  type Members,
  membersOfBody,
  number,
  oneOf,
  onlyKnown,
  required,
  text,
} from './members.ts';
import { taskOf } from './task-of.ts';
import { taskRequest } from './task-request.ts';
import { taskRow, taskView } from './task-view.ts';

/** Tasks: submitted, listed, looked at, cancelled and completed. */
const statuses: readonly TaskStatus[] = [
  'Pending',
  'Running',
  'Stopping',
  'Succeeded',
  'Failed',
  'Cancelled',
];

/** A page ends with the task that goes past this: some say much of the nodes they want. */
export const PAGE_CHARS_MAX = 4 * 1024 * 1024;

const YAML = /^(application|text)\/(x-)?yaml\b/i;

/**
 * POST tasks: one task in plain form, answered as it is once it is stored, or a manifest with one or more,
 * answered as a list. The tasks of a manifest are submitted all or none. With dryRun=true nothing is
 * submitted, and the answer says what would become of each, by itself.
 */
export async function submitTasks(call: Call): Promise<Reply> {
  const entry = clusterOfPath(call);
  const isDryRun = flag(call.query, 'dryRun') === true;
  const body = bodyOf(call);
  const manifest = typeof body === 'string' ? body : manifestIn(body);
  if (manifest !== undefined)
    return isDryRun ? simulateManifest(call, entry, manifest) : submitManifest(call, entry, manifest);
  const spec = taskRequest(body as Members);
  if (isDryRun) return { json: simulated(call, entry, spec) };
  const [task] = await submit(call, entry, [spec]);
  return { status: 201, json: view(call, entry, task!) };
}

/** A manifest as it is, or the members of a JSON body. */
const bodyOf = ({ request, bytes }: Call): string | Members =>
  YAML.test(request.headers['content-type'] ?? '') ? bytes.toString('utf8') : membersOfBody(bytes);

/** The manifest that a JSON body has; undefined where it is a task in plain form. */
function manifestIn(body: Members): string | undefined {
  if (!Object.hasOwn(body, 'manifest')) return undefined;
  onlyKnown(body, ['manifest'], 'a body with a manifest');
  return required(text(body, 'manifest'), 'manifest', '"manifest": "kind: Job …"');
}

const simulated = ({ engine }: Call, entry: ClusterEntry, spec: TaskSpec): object =>
  simulationView(simulateSubmission(entry, spec, engine.clock.now()));

/** YAML is loaded with the first manifest: a server that sees none starts without it. */
async function manifestTasks(manifest: string): Promise<ReturnType<typeof readManifest>> {
  const { manifestDocuments } = await import('./manifest-text.ts');
  return readManifest(manifestDocuments(manifest));
}

async function simulateManifest(call: Call, entry: ClusterEntry, manifest: string): Promise<Reply> {
  const { tasks, warnings } = await manifestTasks(manifest);
  const views = tasks.map((task) => ({ ...simulated(call, entry, task.spec), warnings: task.warnings }));
  return { json: { tasks: views, warnings } };
}

async function submitManifest(call: Call, entry: ClusterEntry, manifest: string): Promise<Reply> {
  const { tasks, warnings } = await manifestTasks(manifest);
  const submitted = await submit(
    call,
    entry,
    tasks.map(({ spec }) => spec),
  );
  return {
    status: 201,
    json: {
      tasks: submitted.map((task, i) => ({ ...view(call, entry, task), warnings: tasks[i]!.warnings })),
      warnings,
    },
  };
}

const submit = (
  { engine }: Call,
  { cluster }: ClusterEntry,
  specs: readonly TaskSpec[],
): Promise<readonly Task[]> =>
  engine.execute({ type: 'submitTasks', clusterId: cluster.id, specs }) as Promise<readonly Task[]>;

/** The task as it is by now: what was decided about it came with the commit. */
const view = ({ engine }: Call, entry: ClusterEntry, task: Task): object =>
  taskView(entry, entry.governance.tasks.get(task.sequence) ?? task, engine.clock.now());

/** GET tasks: filtered, the newest first, or the oldest. */
export function listTasks(call: Call): Reply {
  const { engine, query } = call;
  const entry = clusterOfPath(call);
  const [team, priorityClass] = [text(query, 'team'), text(query, 'priorityClass')];
  const [status, ended] = [oneOf(query, 'status', statuses), flag(query, 'ended')];
  const order = oneOf(query, 'order', ['newest', 'oldest']) ?? 'newest';
  const limit = number(query, 'limit', { min: 1, max: PAGE_MAX, whole: true }) ?? PAGE_MAX;
  const scope = JSON.stringify(['tasks', entry.cluster.id, team, priorityClass, status, ended, order]);
  const after = decodeToken(text(query, 'nextToken'), scope);
  const isWanted = (task: Task): boolean =>
    (team === undefined || task.spec.team === team) &&
    (priorityClass === undefined || task.spec.priorityClass === priorityClass) &&
    (status === undefined || task.status === status) &&
    (ended === undefined || isEnded(task) === ended);
  const now = engine.clock.now();
  const rows: object[] = [];
  let [size, last, hasMore] = [0, 0, false];
  for (const task of inOrder(entry, order, after)) {
    if (!isWanted(task)) continue;
    hasMore = rows.length === limit || size > PAGE_CHARS_MAX;
    if (hasMore) break;
    const row = taskRow(task, now);
    rows.push(row);
    size += JSON.stringify(row).length;
    last = task.sequence;
  }
  return {
    json: {
      now: isoTime(now),
      cluster: { name: entry.cluster.name, arn: clusterArn(entry.cluster) },
      tasks: rows,
      nextToken: hasMore ? encodeToken(scope, String(last)) : null,
    },
  };
}

/** All tasks from behind the one that the last page ended with. */
function* inOrder(
  { governance: { tasks } }: ClusterEntry,
  order: 'newest' | 'oldest',
  after: string | undefined,
): Iterable<Task> {
  const { entries } = tasks;
  if (order === 'oldest') {
    for (let i = after === undefined ? 0 : tasks.seek(Number(after) + 1); i < entries.length; i += 1)
      yield entries[i]!;
    return;
  }
  for (let i = (after === undefined ? entries.length : tasks.seek(Number(after))) - 1; i >= 0; i -= 1)
    yield entries[i]!;
}

/** GET tasks/{task}. */
export function showTask(call: Call): Reply {
  const entry = clusterOfPath(call);
  return { json: view(call, entry, taskOf(entry, call.names.task!)) };
}

/** DELETE tasks/{task}: cancels it. It stays to be looked at. */
export async function cancelTask(call: Call): Promise<Reply> {
  const entry = clusterOfPath(call);
  const { id: task } = taskOf(entry, call.names.task!);
  const cancelled = await call.engine.execute({ type: 'cancelTask', clusterId: entry.cluster.id, task });
  return { json: view(call, entry, cancelled as Task) };
}

/** POST tasks/{task}/complete: its work is done, and how it ended. */
export async function completeTask(call: Call): Promise<Reply> {
  const entry = clusterOfPath(call);
  const { id: task } = taskOf(entry, call.names.task!);
  const outcome = oneOf(call.body, 'outcome', ['Succeeded', 'Failed']) ?? 'Succeeded';
  const { id: clusterId } = entry.cluster;
  const completed = await call.engine.execute({ type: 'completeTask', clusterId, task, outcome });
  return { json: view(call, entry, completed as Task) };
}
