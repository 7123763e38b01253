/**
 * Why a task waits, and what would let it run. The scheduler knows quotas and nodes with room; what it does not know
 * is looked at here: teams that keep their idle quota to themselves, and GPUs that are split otherwise than the task
 * needs.
 */
import { profileOfResource } from '../catalog/resource-names.ts';
import { teamOfQueue } from '../governance/policy-of.ts';
import { EXPLAINED_BY_FULL_RUN_MAX } from '../limits.ts';
import { type Explanation, explain, type PodSetExplanation } from '../scheduler/explain.ts';
import type { FlavorExplanation, ResourceExplanation } from '../scheduler/explain-flavor.ts';
import { HOLDING_RULES, type HoldingRule } from '../scheduler/holding-rule.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { TrialScope } from '../scheduler/trial.ts';
import type { ClusterEntry } from '../state.ts';
import { type LiveScheduler, liveScheduler } from './live-scheduler.ts';
import type { Task, TaskPodSet } from './task.ts';
import { type Preempted, quotaInForce, type TaskChange, taskChanges } from './task-changes.ts';

/** The scheduler's rules in the API's words, and two that only the cluster knows. */
export const TASK_RULES = {
  NextInTurn: 'NextInTurn',
  Parked: 'Parked',
  HeldBack: 'HeldBack',
  VictimsLeaving: 'VictimsLeaving',
  BehindHead: 'BehindHead',
  BehindPreemptor: 'BehindPreemptor',
  NoRoom: 'NoNodeWithRoom',
  Priority: 'PriorityClass',
  FairShare: 'FairShareWeight',
  QuotaInUse: 'QuotaInUse',
  BorrowingLimit: 'BorrowLimit',
  LendingLimit: 'NotLent',
  ExceedsMaximum: 'ExceedsMaximum',
  NoMatchingFlavor: 'NoInstanceType',
  NoQuota: 'NoQuota',
  QueueStopped: 'QuotaDisabled',
} as const satisfies Record<HoldingRule, string>;

export type TaskRule = (typeof TASK_RULES)[HoldingRule] | 'PartitionGeometry';

export interface TaskExplanation {
  readonly team: string;
  readonly rule: TaskRule;
  /** Where the rule holds most easily: the pod set, the instance type and the resource that it is about. */
  readonly held: HeldAt | undefined;
  readonly explanation: Explanation;
  readonly preempts: readonly Preempted[];
  /** Teams that do not lend, with what they leave unused of the resource. */
  readonly keepers: readonly Keeper[];
  readonly partitions: PartitionFacts | undefined;
  /** Without room: what most nodes lack. */
  readonly lacking: LackingFacts | undefined;
  readonly changes: readonly TaskChange[];
  /** Who was let try in the runs that verified the changes. */
  readonly scope: TrialScope;
}

export interface HeldAt {
  readonly podSet: string;
  readonly instanceType: string;
  readonly row: ResourceExplanation;
}

export interface Keeper {
  readonly team: string;
  readonly unused: number;
}

/** The partitions that a pod set needs, and what nodes of the type offer. */
export interface PartitionFacts {
  readonly profile: string;
  readonly instanceType: string;
  readonly perReplica: number;
  /** Nodes that take work, by how their GPUs are split. */
  readonly nodes: number;
  /** Nodes with at least one such partition. */
  readonly offering: number;
  /** All such partitions, and the free ones. */
  readonly total: number;
  readonly free: number;
}

/** A resource that nodes of the type lack for a single replica. */
export interface LackingFacts {
  readonly resource: string;
  readonly perReplica: number;
  /** The most that is free on one node, and the most that a node gives to pods at all. */
  readonly mostFree: number;
  readonly mostGiven: number;
}

/** Explains a task that waits; undefined for any other, which does not wait. */
export function explainTask(entry: ClusterEntry, task: Task, now: number): TaskExplanation | undefined {
  if (task.status !== 'Pending') return undefined;
  return explainIn(entry, liveScheduler(entry), task, now);
}

/** The same with a scheduler at hand, in which the task waits. */
export function explainIn(
  entry: ClusterEntry,
  live: LiveScheduler,
  task: Pick<Task, 'id' | 'spec' | 'priority'>,
  now: number,
): TaskExplanation | undefined {
  const { scheduler } = live;
  const explanation = explain(scheduler, task.id);
  if (explanation === undefined) return undefined;
  const held = heldAt(explanation.podSets);
  const keepers = held === undefined ? [] : keepersOf(entry, held, task.spec.team);
  const partitions = explanation.noRoom && partitionsOf(live, explanation.noRoom, task.spec.podSets);
  const lacking = explanation.noRoom && lackingOf(live, explanation.noRoom, task.spec.podSets);
  const scope = scopeOf(scheduler, task.id);
  return {
    team: task.spec.team,
    rule: ruleOf(explanation, held, keepers, partitions),
    held,
    explanation,
    preempts: explanation.victims.map(({ workload, reason }) => ({
      task: workload,
      team: teamOfQueue(scheduler.get(workload)!.queue.name),
      reason,
    })),
    keepers,
    partitions,
    lacking,
    changes: taskChanges(entry, live, task, explanation, { scope, now }),
    scope,
  };
}

function ruleOf(
  { rule }: Explanation,
  held: HeldAt | undefined,
  keepers: readonly Keeper[],
  partitions: PartitionFacts | undefined,
): TaskRule {
  if (rule === 'NoRoom' && partitions !== undefined && partitions.offering === 0) return 'PartitionGeometry';
  if (held === undefined || (rule !== 'QuotaInUse' && rule !== 'ExceedsMaximum')) return TASK_RULES[rule];
  const { missing, nominal, borrowingLimit, used, before, requested } = held.row;
  const kept = keepers.reduce((sum, { unused }) => sum + unused, 0);
  const mayBorrow = nominal - used + borrowingLimit >= before + requested;
  return kept >= missing && mayBorrow ? 'NotLent' : TASK_RULES[rule];
}

/** The resource that lacks most, of the instance type that asks for least. */
function heldAt(podSets: readonly PodSetExplanation[]): HeldAt | undefined {
  const podSet = podSets.find(({ rule }) => rule !== undefined);
  if (podSet === undefined) return undefined;
  const rank = ({ rule }: FlavorExplanation): number =>
    rule === undefined ? -1 : HOLDING_RULES.indexOf(rule);
  const [easiest] = podSet.flavors.filter(({ rule }) => rule !== undefined).sort((a, b) => rank(a) - rank(b));
  const rows = easiest?.resources.filter(({ rule }) => rule === easiest.rule) ?? [];
  const [worst] = rows.sort((a, b) => b.missing / b.requested - a.missing / a.requested);
  if (easiest === undefined || worst === undefined) return undefined;
  return { podSet: podSet.name, instanceType: easiest.flavor, row: worst };
}

/** Teams outside the pool: to the scheduler they do not exist for anybody else. */
function keepersOf(entry: ClusterEntry, { row }: HeldAt, team: string): readonly Keeper[] {
  const { tree } = liveScheduler(entry).scheduler;
  const keepers: Keeper[] = [];
  for (const queue of tree.queues.values()) {
    const owner = teamOfQueue(queue.name);
    if (owner === undefined || owner === team || queue.parent !== undefined) continue;
    const unused = queue.nominal[row.fr]! - queue.usage[row.fr]!;
    if (unused > 0 && quotaInForce(entry, owner) !== undefined) keepers.push({ team: owner, unused });
  }
  return keepers.sort((a, b) => b.unused - a.unused);
}

function partitionsOf(
  { room }: LiveScheduler,
  { podSet: name, flavor: instanceType }: NonNullable<Explanation['noRoom']>,
  podSets: readonly TaskPodSet[],
): PartitionFacts | undefined {
  const { requests = {} } = podSets.find((podSet) => podSet.name === name) ?? {};
  const [resource, perReplica] =
    Object.entries(requests).find(([each, amount]) => amount > 0 && profileOfResource(each) !== undefined) ??
    [];
  if (resource === undefined || perReplica === undefined) return undefined;
  const nodes = [...room.nodes()].filter((node) => node.instanceType === instanceType);
  const offered = nodes.map(({ offer }) => offer.allocatable[resource] ?? 0);
  return {
    profile: profileOfResource(resource)!,
    instanceType,
    perReplica,
    nodes: nodes.length,
    offering: offered.filter((amount) => amount > 0).length,
    total: offered.reduce((sum, amount) => sum + amount, 0),
    free: nodes.reduce((sum, { free }) => sum + (free[resource] ?? 0), 0),
  };
}

/** The resource of which nodes have least, measured by what a replica asks for. */
function lackingOf(
  { room }: LiveScheduler,
  { podSet: name, flavor }: NonNullable<Explanation['noRoom']>,
  podSets: readonly TaskPodSet[],
): LackingFacts | undefined {
  const { requests = {} } = podSets.find((podSet) => podSet.name === name) ?? {};
  const nodes = [...room.nodes()].filter(({ instanceType }) => instanceType === flavor);
  if (nodes.length === 0) return undefined;
  const most = (of: (node: (typeof nodes)[number]) => number): number => Math.max(...nodes.map(of));
  const facts = Object.entries(requests)
    .filter(([, amount]) => amount > 0)
    .map(([resource, perReplica]) => ({
      resource,
      perReplica,
      mostFree: most(({ free }) => free[resource] ?? 0),
      mostGiven: most(({ offer }) => offer.allocatable[resource] ?? 0),
    }));
  const scarcest = facts.sort((a, b) => a.mostFree / a.perReplica - b.mostFree / b.perReplica)[0];
  return scarcest !== undefined && scarcest.mostFree < scarcest.perReplica ? scarcest : undefined;
}

/** A full run where it is quick; in large clusters a run of the team's own queue. */
function scopeOf(scheduler: Scheduler, id: string): TrialScope {
  const siblings = scheduler.tree.siblings.get(scheduler.get(id)!.queue)!;
  const waiting = siblings.reduce((sum, { pending }) => sum + pending.size, 0);
  return siblings.length * waiting <= EXPLAINED_BY_FULL_RUN_MAX ? 'Everyone' : 'OwnQueue';
}
