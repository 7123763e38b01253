import { hostnameOf } from '../domain/cluster/placement.ts';
import { formatAmount } from '../domain/scheduler/amount.ts';
import type { ClusterEntry } from '../domain/state.ts';
import type { Task, TaskPodSet, TaskReplica } from '../domain/workload/task.ts';
import { isoTime } from './members.ts';

/** Tasks as replies show them: amounts as Kubernetes writes them, and nodes by all their names. */

/** A task with the place of each of its replicas. */
export function taskView(entry: ClusterEntry, task: Task, now: number): object {
  const { admission } = task;
  return {
    ...taskRow(task, now),
    admission:
      admission === undefined
        ? null
        : {
            admittedAt: isoTime(admission.admittedAt),
            podSets: admission.podSets,
            replicas: admission.replicas.map((replica) => replicaView(entry, replica)),
          },
  };
}

/** A task as lists show it: where its replicas are is left out, for they may be many. */
export function taskRow(task: Task, now: number): object {
  const { spec, admission, eviction } = task;
  const remainingMs = remaining(task, now);
  return {
    id: task.id,
    name: spec.name,
    team: spec.team,
    priorityClass: spec.priorityClass ?? null,
    priority: task.priority,
    status: task.status,
    message: task.message ?? null,
    kind: spec.kind ?? null,
    podSets: spec.podSets.map(podSetView),
    durationSeconds: spec.durationMs === undefined ? 'untilCancelled' : spec.durationMs / 1_000,
    checkpointIntervalSeconds: secondsOrNull(spec.checkpointIntervalMs),
    submittedAt: isoTime(task.submittedAt),
    startedAt: timeOrNull(task.startedAt),
    endedAt: timeOrNull(task.endedAt),
    savedSeconds: task.savedMs / 1_000,
    remainingSeconds: secondsOrNull(remainingMs),
    admissions: task.admissions,
    evictions: task.evictions,
    admission:
      admission === undefined
        ? null
        : { admittedAt: isoTime(admission.admittedAt), podSets: admission.podSets },
    eviction:
      eviction === undefined
        ? null
        : {
            reason: eviction.reason,
            message: eviction.message,
            preemptor: eviction.preemptor ?? null,
            stopsAt: isoTime(eviction.dueAt),
          },
  };
}

/** Running time still to come; undefined where the task has no end, or has ended. */
function remaining({ spec, status, startedAt, savedMs }: Task, now: number): number | undefined {
  if (spec.durationMs === undefined || !['Pending', 'Running', 'Stopping'].includes(status)) return undefined;
  const ran = status === 'Running' && startedAt !== undefined ? now - startedAt : 0;
  return Math.max(0, spec.durationMs - savedMs - ran);
}

const podSetView = ({
  name,
  replicas,
  minReplicas,
  instanceTypes,
  requests,
  nodeSelector,
  tolerations,
}: TaskPodSet) => ({
  name,
  replicas,
  minReplicas: minReplicas ?? null,
  instanceTypes: instanceTypes ?? [],
  requests: amountsView(requests),
  nodeSelector: nodeSelector ?? {},
  tolerations: tolerations ?? [],
});

/** Amounts as texts: `{"cpu": "1500m", "memory": "3Gi"}`. */
export const amountsView = (amounts: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(amounts).map(([resource, amount]) => [resource, formatAmount(resource, amount)]),
  );

function replicaView({ cluster, nodes }: ClusterEntry, replica: TaskReplica): object {
  const node = nodes.get(replica.node);
  return {
    podSet: replica.podSet,
    index: replica.index,
    logicalId: replica.node,
    instanceId: node?.instanceId ?? null,
    hostname: node === undefined ? null : (hostnameOf(cluster, node) ?? null),
    accelerators: replica.accelerators ?? [],
    partitions: replica.partitions ?? [],
  };
}

const timeOrNull = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));
const secondsOrNull = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1_000);
