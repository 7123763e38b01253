import { clusterArn } from '../domain/cluster/cluster.ts';
import { isIdleQueue, queueOfTeam } from '../domain/governance/policy-of.ts';
import { type ResourceUsage, usageByQueue } from '../domain/governance/team-usage.ts';
import { formatAmount } from '../domain/scheduler/amount.ts';
import type { ClusterEntry } from '../domain/state.ts';
import { liveScheduler } from '../domain/workload/live-scheduler.ts';
import type { Call, Reply } from './call.ts';
import { clusterOfPath } from './clusters.ts';
import { isoTime } from './members.ts';

/** GET governance: who has how much of what, who lends and borrows, and what waits. */
export function governance(call: Call): Reply {
  const entry = clusterOfPath(call);
  const { cluster } = entry;
  const { quotasInOrder, schedulerConfig } = entry.governance;
  const usage = usageByQueue(liveScheduler(entry).scheduler.tree);
  const counts = countsByTeam(entry);
  const idle = [...usage].filter(([queue]) => isIdleQueue(queue)).flatMap(([, rows]) => rows);
  return {
    json: {
      now: isoTime(call.engine.clock.now()),
      cluster: { name: cluster.name, arn: clusterArn(cluster), status: cluster.status },
      teams: quotasInOrder.map(({ id, name, status, applied, target, activationState, config }) => {
        const { TeamName: team, FairShareWeight: weight = 0 } = (applied ?? { target }).target;
        const { ResourceSharingConfig: sharing } = applied?.config ?? config;
        return {
          team,
          quota: { id, name, status, activationState: applied?.activationState ?? activationState },
          inForce: applied !== undefined,
          sharing: sharing?.Strategy ?? 'LendAndBorrow',
          fairShareWeight: weight,
          tasks: counts.get(team) ?? NO_TASKS,
          resources: (usage.get(queueOfTeam(team)) ?? []).map(usageView),
        };
      }),
      idlePool: idle.map(({ instanceType, resource, quota, lent }) => ({
        instanceType,
        resource,
        quota: formatAmount(resource, quota),
        lent: formatAmount(resource, lent),
      })),
      policy:
        schedulerConfig === undefined
          ? null
          : {
              id: schedulerConfig.id,
              name: schedulerConfig.name,
              status: schedulerConfig.status,
              inForce: schedulerConfig.applied ?? null,
            },
      stoppedLoops: (call.engine.state.get('governance', cluster.id)?.loops ?? []).map(
        ({ at, tasks, teams, reasons, message }) => ({ at: isoTime(at), tasks, teams, reasons, message }),
      ),
    },
  };
}

const usageView = ({ instanceType, resource, ...amounts }: ResourceUsage) => ({
  instanceType,
  resource,
  quota: formatAmount(resource, amounts.quota),
  used: formatAmount(resource, amounts.used),
  borrowed: formatAmount(resource, amounts.borrowed),
  lent: formatAmount(resource, amounts.lent),
  borrowingLimit: formatAmount(resource, amounts.borrowingLimit),
});

const NO_TASKS = { pending: 0, running: 0, stopping: 0 };

function countsByTeam({ governance: { tasks } }: ClusterEntry): ReadonlyMap<string, typeof NO_TASKS> {
  const counts = new Map<string, typeof NO_TASKS>();
  for (const { spec, status } of tasks.entries) {
    const key = ({ Pending: 'pending', Running: 'running', Stopping: 'stopping' } as const)[
      status as 'Pending'
    ];
    if (key === undefined) continue;
    const present = counts.get(spec.team) ?? NO_TASKS;
    counts.set(spec.team, { ...present, [key]: present[key] + 1 });
  }
  return counts;
}
