import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { ComputeQuota } from '../governance/compute-quota.ts';
import { priorityOf } from '../governance/policy-of.ts';
import type { ClusterSchedulerConfig } from '../governance/scheduler-config.ts';
import type { ClusterEntry } from '../state.ts';
import { cancel } from './cancel-task.ts';
import { cameFromOutside } from './from-outside.ts';
import { appliedQuotas } from './live-scheduler.ts';
import { beginHistory } from './record-node.ts';
import { recordTask } from './record-task.ts';
import { isEnded, type Task, taskKey } from './task.ts';

/** A quota or policy that was applied, or is gone. */
export type PolicyChange =
  | { readonly applied: ComputeQuota | ClusterSchedulerConfig }
  | { readonly removed: ComputeQuota | ClusterSchedulerConfig };

/**
 * What governs a cluster's tasks has changed. Priorities follow the policy's classes; the tasks of a team whose quota
 * is gone are cancelled, as they would be with the team's namespace (our choice). The scheduler looks at everything
 * anew.
 */
export function policyChanged(draft: Draft, change: PolicyChange, context: Context): void {
  const resource = 'applied' in change ? change.applied : change.removed;
  const { clusterId } = resource;
  const entry = draft.state.clusters.get(clusterId)!;
  beginHistory(draft, clusterId, context);
  recordTask(draft, clusterId, { type: 'PolicyChanged', ...recordOf(change) }, context);
  const teams = new Set(appliedQuotas(entry.governance.quotas.values()).map(({ target }) => target.TeamName));
  for (const task of entry.governance.tasks.entries.filter((open) => !isEnded(open))) {
    if (!teams.has(task.spec.team)) {
      cancel(draft, task, `The compute quota of team '${task.spec.team}' was deleted.`, context);
    } else {
      rank(draft, entry, task);
      // Its team's quota went and came back before it had stopped: the scheduler knows nothing of it by now.
      const { live } = entry.governance;
      if (live?.scheduler.get(task.id) === undefined) entry.governance.live = undefined;
    }
  }
  cameFromOutside(draft, clusterId, context);
}

function recordOf(change: PolicyChange) {
  const { id, name, config } = 'applied' in change ? change.applied : change.removed;
  const { target, activationState } = (
    'applied' in change ? change.applied : change.removed
  ) as Partial<ComputeQuota>;
  return {
    resource: target === undefined ? ('ClusterSchedulerConfig' as const) : ('ComputeQuota' as const),
    id,
    name,
    present: 'applied' in change ? { config, target, activationState } : undefined,
  };
}

/** A class that the policy has no more leaves its tasks the priority that they had (our choice). */
function rank(draft: Draft, { governance }: ClusterEntry, task: Task): void {
  const priority = priorityOf(governance.schedulerConfig?.applied, task.spec.priorityClass) ?? task.priority;
  if (priority === task.priority) return;
  draft.put('task', taskKey(task), { ...task, priority });
  governance.live = undefined;
}
