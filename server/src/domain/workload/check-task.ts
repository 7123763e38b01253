/** What a task may ask for. Everything that could never run is refused here, with what could. */
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { profilesOf } from '../catalog/partition-profile.ts';
import { profileOfResource } from '../catalog/resource-names.ts';
import { isEks } from '../cluster/cluster.ts';
import { entryOf } from '../entry.ts';
import { isIdleQueue, queueOfTeam, teamOfQueue } from '../governance/policy-of.ts';
import { TASK_POD_SETS_MAX, TASK_REPLICAS_MAX, TASKS_OPEN_MAX } from '../limits.ts';
import { formatAmount } from '../scheduler/amount.ts';
import { type ClusterQueue, groupOf } from '../scheduler/cluster-queue.ts';
import type { ClusterEntry } from '../state.ts';
import { checkReplica } from './check-replica.ts';
import type { LiveScheduler } from './live-scheduler.ts';
import { taskRefusals } from './messages.ts';
import type { TaskPodSet, TaskSpec } from './task.ts';

/** Refuses a task that could never run. */
export function checkTask(entry: ClusterEntry, { scheduler }: LiveScheduler, spec: TaskSpec): void {
  if (!isEks(entry.cluster)) throw taskRefusals.notEks(entry.cluster.name);
  if (entry.governance.tasks.openCount >= TASKS_OPEN_MAX) throw taskRefusals.tooManyTasks(TASKS_OPEN_MAX);
  const queue = queueFor(entry, scheduler.tree.queues, spec.team);
  checkClass(entry, spec.priorityClass);
  if (inOrder.get(queue) === spec.podSets) return;
  checkPodSets(spec.podSets);
  const { queues } = scheduler.tree;
  const sharesIdle = entryOf(withIdle, queues, () => queues.keys().some(isIdleQueue));
  for (const podSet of spec.podSets) {
    checkTypes(podSet, queue);
    checkResources(podSet, queue);
    checkReplica(podSet, typesOf(podSet, queue));
    checkSize(spec.team, podSet, queue, sharesIdle);
  }
  if (spec.podSets.length > 1) checkTotal(spec, queue, sharesIdle);
  inOrder.set(queue, spec.podSets);
}

/** By queue what was found in order last: a policy's queues never change, and tasks of a team mostly ask alike. */
const inOrder = new WeakMap<ClusterQueue, readonly TaskPodSet[]>();

/** By the queues of a policy: whether there are some of idle capacity among them. */
const withIdle = new WeakMap<ReadonlyMap<string, ClusterQueue>, boolean>();

function queueFor(
  { cluster }: ClusterEntry,
  queues: ReadonlyMap<string, ClusterQueue>,
  team: string,
): ClusterQueue {
  const queue = queues.get(queueOfTeam(team));
  if (queue !== undefined) return queue;
  const teams = [...queues.keys()].filter((name) => !isIdleQueue(name)).map((name) => teamOfQueue(name)!);
  throw teams.length === 0 ? taskRefusals.noQuotas(cluster.name) : taskRefusals.noSuchTeam(team, teams);
}

function checkClass({ governance }: ClusterEntry, name: string | undefined): void {
  if (name === undefined) return;
  const classes = governance.schedulerConfig?.applied?.PriorityClasses ?? [];
  if (classes.length === 0) throw taskRefusals.noPriorityClasses(name);
  if (!classes.some(({ Name }) => Name === name)) {
    throw taskRefusals.noSuchPriorityClass(
      name,
      classes.map(({ Name }) => Name),
    );
  }
}

function checkPodSets(podSets: readonly TaskPodSet[]): void {
  if (podSets.length === 0) throw taskRefusals.noPodSets();
  if (podSets.length > TASK_POD_SETS_MAX)
    throw taskRefusals.tooManyPodSets(podSets.length, TASK_POD_SETS_MAX);
  const names = new Set<string>();
  let count = 0;
  for (const { name, replicas, minReplicas } of podSets) {
    if (names.has(name)) throw taskRefusals.duplicatePodSet(name);
    names.add(name);
    if (!Number.isInteger(replicas) || replicas < 1) throw taskRefusals.replicas(name, replicas);
    const isMinRight =
      minReplicas === undefined ||
      (Number.isInteger(minReplicas) && minReplicas >= 1 && minReplicas <= replicas);
    if (!isMinRight) throw taskRefusals.minReplicas(name, minReplicas, replicas);
    count += replicas;
  }
  if (count > TASK_REPLICAS_MAX) throw taskRefusals.tooManyReplicas(count, TASK_REPLICAS_MAX);
}

const knownTypes = ({ resourceGroups }: ClusterQueue): readonly string[] =>
  resourceGroups.flatMap(({ flavors }) => flavors.map(({ name }) => name));

const knowsType = ({ resourceGroups }: ClusterQueue, type: string): boolean =>
  resourceGroups.some(({ flavors }) => flavors.some(({ name }) => name === type));

/** The types that the pods may run on: those named, or all of the queue. */
const typesOf = ({ instanceTypes }: TaskPodSet, queue: ClusterQueue): readonly string[] =>
  instanceTypes?.length ? instanceTypes : knownTypes(queue);

function checkTypes(podSet: TaskPodSet, queue: ClusterQueue): void {
  const named = podSet.instanceTypes ?? [];
  if (named.length > 0 && !named.some((type) => knowsType(queue, type))) {
    throw taskRefusals.noSuchInstanceType(named[0]!, knownTypes(queue));
  }
  const [type] = named;
  if (type === undefined || named.length > 1 || instanceTypeOf(type) === undefined) return;
  const profiles = profilesOf(type);
  for (const [resource, amount] of Object.entries(podSet.requests)) {
    const profile = profileOfResource(resource);
    if (profile === undefined || amount === 0 || profiles.has(profile)) continue;
    if (profiles.size === 0) throw taskRefusals.noPartitions(podSet.name, profile, type);
    throw taskRefusals.noSuchPartition(podSet.name, profile, type, [...profiles.keys()]);
  }
}

function checkResources(podSet: TaskPodSet, queue: ClusterQueue): void {
  for (const [resource, amount] of Object.entries(podSet.requests)) {
    if (amount === 0 || groupOf(queue, resource) !== undefined) continue;
    const known = queue.resourceGroups.flatMap(({ resources }) => [...resources]);
    throw taskRefusals.noSuchResource(podSet.name, resource, known);
  }
}

/** Some type must be able to hold the least that the task would start with. */
function checkSize(team: string, podSet: TaskPodSet, queue: ClusterQueue, sharesIdle: boolean): void {
  const types = typesOf(podSet, queue);
  const pods = podSet.minReplicas ?? podSet.replicas;
  let nearest:
    | { readonly resource: string; readonly share: number; readonly type: string; readonly most: number }
    | undefined;
  for (const { flavors } of queue.resourceGroups) {
    for (const { name, frs } of flavors) {
      if (!types.includes(name)) continue;
      const worst = scarcest(podSet, pods, frs, queue, sharesIdle);
      if (worst.share <= 1) return;
      if (nearest === undefined || worst.share < nearest.share) nearest = { ...worst, type: name };
    }
  }
  if (nearest === undefined) return;
  const { resource, type, most } = nearest;
  const asked = `${formatAmount(resource, podSet.requests[resource]! * pods)} ${resource} of ${type}`;
  throw taskRefusals.neverFits(team, [podSet.name], asked, formatAmount(resource, most));
}

/** All sets together must find what they need, each on whatever types. */
function checkTotal({ team, podSets }: TaskSpec, queue: ClusterQueue, sharesIdle: boolean): void {
  const types = new Set(podSets.flatMap((podSet) => typesOf(podSet, queue)));
  const flavors = queue.resourceGroups
    .flatMap((group) => group.flavors)
    .filter(({ name }) => types.has(name));
  for (const resource of new Set(podSets.flatMap(({ requests }) => Object.keys(requests)))) {
    const asked = podSets.reduce(
      (sum, { requests, minReplicas, replicas }) =>
        sum + (requests[resource] ?? 0) * (minReplicas ?? replicas),
      0,
    );
    const most = flavors.reduce((sum, { frs }) => sum + mostOf(queue, frs.get(resource)!, sharesIdle), 0);
    if (asked <= most) continue;
    throw taskRefusals.neverFits(
      team,
      podSets.filter(({ requests }) => requests[resource]).map(({ name }) => name),
      `${formatAmount(resource, asked)} ${resource}`,
      formatAmount(resource, most),
    );
  }
}

/** The resource of which most is lacking: how many times over what the queue could ever have. */
function scarcest(
  { requests }: TaskPodSet,
  pods: number,
  frs: ReadonlyMap<string, number>,
  queue: ClusterQueue,
  sharesIdle: boolean,
): { readonly resource: string; readonly share: number; readonly most: number } {
  let worst = { resource: '', share: 0, most: 0 };
  for (const [resource, amount] of Object.entries(requests)) {
    if (amount === 0) continue;
    const most = mostOf(queue, frs.get(resource)!, sharesIdle);
    const share = most === 0 ? Number.MAX_VALUE : (amount * pods) / most;
    // Of what lacks alike, accelerators are named: they come last.
    if (share >= worst.share) worst = { resource, share, most };
  }
  return worst;
}

/** The most that the queue could have. Idle capacity comes and goes with nodes: there the limit alone is sure. */
function mostOf(
  { nominal, borrowingLimit, potential }: ClusterQueue,
  fr: number,
  sharesIdle: boolean,
): number {
  return sharesIdle ? nominal[fr]! + borrowingLimit[fr]! : potential[fr]!;
}
