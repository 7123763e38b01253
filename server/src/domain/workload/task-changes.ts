/**
 * The smallest changes that would admit a task now, in the members of the API. What the scheduler lacks is turned
 * into an edit of the quota, the policy or an instance group; what that edit amounts to, which may be more than was
 * lacking, is tried again by a run of the scheduler, and reported only if it admits the task.
 */
import type { ComputeQuotaConfig } from '../../shapes/compute-quota.ts';
import type { ComputeQuota } from '../governance/compute-quota.ts';
import { teamOfQueue } from '../governance/policy-of.ts';
import type { Amounts } from '../governance/quota-arithmetic.ts';
import { differences, withMoreBorrowing, withMoreQuota } from '../governance/quota-edit.ts';
import type { Change } from '../scheduler/change.ts';
import type { Explanation } from '../scheduler/explain.ts';
import type { FlavorResources, Quantity, Usage } from '../scheduler/flavor-resource.ts';
import type { PreemptionReason } from '../scheduler/preemption/target.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { smallestChanges } from '../scheduler/smallest-changes.ts';
import { type Trial, type TrialOptions, Trials } from '../scheduler/trial.ts';
import type { ClusterEntry } from '../state.ts';
import type { LiveScheduler } from './live-scheduler.ts';
import { groupWith, roomWith } from './room-with.ts';
import type { Task } from './task.ts';

/** What to edit. */
export type TaskEdit =
  | {
      readonly kind: 'Quota' | 'BorrowLimit';
      readonly team: string;
      readonly quotaId: string;
      /** Only what is missing by instance type; the edit may amount to more. */
      readonly missing: ReadonlyMap<string, Amounts>;
      readonly before: ComputeQuotaConfig;
      readonly after: ComputeQuotaConfig;
    }
  | {
      readonly kind: 'FairShareWeight';
      readonly team: string;
      readonly quotaId: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'PriorityClass'; readonly name: string; readonly from: number; readonly to: number }
  | { readonly kind: 'Nodes'; readonly instanceType: string; readonly group: string; readonly count: number };

/** Whom somebody preempts. */
export interface Preempted {
  readonly task: string;
  readonly team: string | undefined;
  readonly reason: PreemptionReason;
}

/** What a run of the scheduler gives a task. */
export interface Outcome {
  /** Replicas that start, by pod set. */
  readonly replicas: Readonly<Record<string, number>>;
  readonly instanceTypes: Readonly<Record<string, readonly string[]>>;
  /** By instance type: what of it the team would borrow. */
  readonly borrows: ReadonlyMap<string, Amounts>;
  /** For its sake. */
  readonly preempts: readonly Preempted[];
  /** Further preemptions that follow. */
  readonly others: readonly Preempted[];
}

export interface TaskChange {
  readonly edit: TaskEdit;
  readonly outcome: Outcome;
}

/** The changes; none where nothing of the kind helps. */
export function taskChanges(
  entry: ClusterEntry,
  { scheduler, room }: LiveScheduler,
  { spec, priority }: Pick<Task, 'spec' | 'priority'>,
  explanation: Explanation,
  options: Pick<TrialOptions, 'scope' | 'now'>,
): readonly TaskChange[] {
  const { workload: key } = explanation;
  const { frs } = scheduler.tree;
  const quota = quotaInForce(entry, spec.team)!;
  const classes = entry.governance.schedulerConfig?.applied?.PriorityClasses ?? [];
  const trials = new Trials(scheduler, key, {
    ...options,
    roomWith: (type, count) => roomWith(room, entry.cluster, type, count),
  });
  const found = smallestChanges(trials, explanation, { priorities: classes.map(({ Weight }) => Weight) });
  const changes: TaskChange[] = [];
  const seen = new Set<string>();
  for (const { change, trial: computed } of found) {
    const edit = editOf(change, quota, frs, entry, priority);
    if (edit === undefined) continue;
    const name = JSON.stringify('after' in edit ? edit.after : edit);
    if (seen.has(name)) continue;
    seen.add(name);
    const real = 'after' in edit ? trials.run(changesOf(edit, frs)) : computed;
    if (real.admitted) changes.push({ edit, outcome: outcomeOf(real, key, scheduler) });
  }
  return changes;
}

/** The team's quota that governs now. */
export function quotaInForce({ governance }: ClusterEntry, team: string): ComputeQuota | undefined {
  return governance.quotas.values().find(({ applied }) => applied?.target.TeamName === team);
}

function editOf(
  change: Change,
  { id: quotaId, applied }: ComputeQuota,
  frs: FlavorResources,
  { cluster, governance }: ClusterEntry,
  priority: number,
): TaskEdit | undefined {
  const { config: before, target } = applied!;
  const { TeamName: team, FairShareWeight: weight = 0 } = target;
  switch (change.kind) {
    case 'NominalQuota':
    case 'BorrowingLimit': {
      const [kind, edit] =
        change.kind === 'NominalQuota'
          ? (['Quota', withMoreQuota] as const)
          : (['BorrowLimit', withMoreBorrowing] as const);
      const missing = byType(change.amounts, frs);
      let after: ComputeQuotaConfig | undefined = before;
      for (const [type, more] of missing) after = after && edit(after, type, more);
      return after && { kind, team, quotaId, missing, before, after };
    }
    case 'FairWeight':
      return { kind: 'FairShareWeight', team, quotaId, from: weight, to: change.weight };
    case 'Priority': {
      const to = change.priority;
      const classes = governance.schedulerConfig?.applied?.PriorityClasses ?? [];
      const name = classes.find(({ Weight }) => Weight === to)?.Name;
      return name === undefined ? undefined : { kind: 'PriorityClass', name, from: priority, to };
    }
    case 'Nodes': {
      const group = groupWith(cluster, change.flavor);
      return group === undefined
        ? undefined
        : { kind: 'Nodes', instanceType: change.flavor, group, count: change.count };
    }
  }
}

/** What the edited quota amounts to for the scheduler. */
function changesOf(
  { before, after }: Extract<TaskEdit, { after: unknown }>,
  frs: FlavorResources,
): readonly Change[] {
  const { nominal, borrowing } = differences(before, after);
  return [
    { kind: 'NominalQuota', amounts: usageOf(nominal, frs) },
    { kind: 'BorrowingLimit', amounts: usageOf(borrowing, frs) },
  ];
}

function usageOf(amounts: ReadonlyMap<string, Amounts>, frs: FlavorResources): Usage {
  const usage: Quantity[] = [];
  for (const [type, record] of amounts) {
    for (const [resource, amount] of Object.entries(record)) {
      const fr = frs.indexOf(type, resource);
      if (fr !== undefined && amount !== 0) usage.push({ fr, amount });
    }
  }
  return usage;
}

/** Amounts by instance type and resource. */
export function byType(usage: Usage, { all }: FlavorResources): ReadonlyMap<string, Amounts> {
  const types = new Map<string, Record<string, number>>();
  for (const { fr, amount } of usage) {
    const { flavor, resource } = all[fr]!;
    types.set(flavor, { ...types.get(flavor), [resource]: amount });
  }
  return types;
}

/** What came of a run, by tasks and teams. */
export function outcomeOf(
  { podSets, borrowed, evictions }: Trial,
  key: string,
  scheduler: Scheduler,
): Outcome {
  const preempted = ({ workload, reason }: Trial['evictions'][number]): Preempted => ({
    task: workload,
    team: teamOfQueue(scheduler.get(workload)!.queue.name),
    reason,
  });
  return {
    replicas: Object.fromEntries(podSets.map(({ name, count }) => [name, count])),
    instanceTypes: Object.fromEntries(
      podSets.map(({ name, flavors }) => [name, [...new Set(Object.values(flavors))]]),
    ),
    borrows: byType(borrowed, scheduler.tree.frs),
    preempts: evictions.filter(({ preemptor }) => preemptor === key).map(preempted),
    others: evictions.filter(({ preemptor }) => preemptor !== key).map(preempted),
  };
}
