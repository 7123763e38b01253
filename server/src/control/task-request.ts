import { TASK_DURATION_MAX_MS, TASK_POD_SETS_MAX, TASK_REPLICAS_MAX } from '../domain/limits.ts';
import type { TaskPodSet, TaskSpec } from '../domain/workload/task.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import { list, type Members, number, onlyKnown, required, type TextRule, text } from './members.ts';
import { requestsOf, sizeMembers, typesOf } from './task-size.ts';

/**
 * The plain form of a task: `{"name", "team", …}` with what one replica needs, or with several sets of replicas in
 * `podSets`. Unknown members are refused. Whether team and class exist, and whether the task could ever run, the
 * rules decide.
 */
const setMembers = ['replicas', 'minReplicas', 'instanceType', 'requirements', ...sizeMembers];
const taskMembers = [
  'name',
  'team',
  'priorityClass',
  'durationSeconds',
  'checkpointIntervalSeconds',
  'podSets',
  ...setMembers,
];

const rules = {
  name: {
    pattern: /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    rule: "a name of Kubernetes: at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at both ends",
  },
  team: {
    pattern: /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/,
    rule: "a team's name, as in ComputeQuotaTarget.TeamName",
  },
  priorityClass: {
    pattern: /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/,
    rule: "a class of the cluster's policy, without '-priority'",
  },
  podSet: { pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, rule: 'a name of at most 63 of a-z, 0-9 and -' },
} as const satisfies Record<string, TextRule>;

const SECONDS = { min: 0.001, max: TASK_DURATION_MAX_MS / 1_000 };

/** The task asked for, or a refusal that says what is wrong with it. */
export function taskRequest(body: Members): TaskSpec {
  onlyKnown(body, taskMembers, 'a task');
  const priorityClass = text(body, 'priorityClass', rules.priorityClass);
  const durationMs =
    body.durationSeconds === 'untilCancelled' ? undefined : milliseconds(body, 'durationSeconds');
  const checkpointIntervalMs = milliseconds(body, 'checkpointIntervalSeconds');
  return {
    name: required(text(body, 'name', rules.name), 'name', '"name": "train"'),
    team: required(text(body, 'team', rules.team), 'team', '"team": "vision"'),
    ...(priorityClass === undefined ? {} : { priorityClass }),
    podSets: podSetsOf(body),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(checkpointIntervalMs === undefined ? {} : { checkpointIntervalMs }),
  };
}

function milliseconds(body: Members, name: string): number | undefined {
  const seconds = number(body, name, SECONDS);
  return seconds === undefined ? undefined : Math.round(seconds * 1_000);
}

function podSetsOf(body: Members): readonly TaskPodSet[] {
  const sets = list(body, 'podSets');
  if (sets === undefined) return [podSetOf('main', body)];
  const beside = setMembers.find((name) => body[name] !== undefined);
  if (beside !== undefined)
    throw invalidRequest(`'${beside}' is given beside 'podSets'. Give it in each of the sets.`);
  if (sets.length > TASK_POD_SETS_MAX)
    throw invalidRequest(`'podSets' has ${sets.length} sets, and a task has at most ${TASK_POD_SETS_MAX}.`);
  return sets.map((set, i) => within(`podSets[${i}]`, () => namedSet(set, i)));
}

function namedSet(set: unknown, i: number): TaskPodSet {
  if (typeof set !== 'object' || set === null || Array.isArray(set))
    throw invalidRequest('It must be an object.');
  const members = set as Members;
  onlyKnown(members, ['name', ...setMembers], 'a set of replicas');
  return podSetOf(text(members, 'name', rules.podSet) ?? `set-${i}`, members);
}

/** A refusal within says where. */
function within<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw new ControlError(error.code, `${where}: ${error.message}`);
  }
}

function podSetOf(name: string, members: Members): TaskPodSet {
  const replicas = number(members, 'replicas', { min: 1, max: TASK_REPLICAS_MAX, whole: true }) ?? 1;
  const minReplicas = number(members, 'minReplicas', { min: 1, max: replicas, whole: true });
  const types = typesOf(members);
  return {
    name,
    replicas,
    ...(minReplicas === undefined ? {} : { minReplicas }),
    ...(types === undefined ? {} : { instanceTypes: types.map((type) => type.name) }),
    requests: requestsOf(members, types),
  };
}
