import { clusterArn } from '../domain/cluster/cluster.ts';
import { lintGovernance } from '../domain/governance/lint/lint.ts';
import { explainTask } from '../domain/workload/explain-task.ts';
import type { Call, Reply } from './call.ts';
import { clusterOfPath } from './clusters.ts';
import { explanationView } from './explanation-view.ts';
import { isoTime } from './members.ts';
import { taskOf } from './task-of.ts';

/** GET tasks/{task}/explanation: why it waits, and the smallest changes that would let it run. */
export function explainOneTask(call: Call): Reply {
  const entry = clusterOfPath(call);
  const task = taskOf(entry, call.names.task!);
  const now = call.engine.clock.now();
  const { id, spec, status, priority } = task;
  const explanation = explainTask(entry, task, now);
  return {
    json: {
      now: isoTime(now),
      task: {
        id,
        name: spec.name,
        team: spec.team,
        priorityClass: spec.priorityClass ?? null,
        priority,
        status,
      },
      waits: explanation !== undefined,
      ...(explanation === undefined
        ? { rule: null, message: `It does not wait: it is ${status}. ${task.message ?? ''}`.trim() }
        : explanationView(explanation)),
    },
  };
}

/** GET governance/lint: what of quotas and policy will not do what it looks like. */
export function lint(call: Call): Reply {
  const entry = clusterOfPath(call);
  const { cluster } = entry;
  const now = call.engine.clock.now();
  return {
    json: {
      now: isoTime(now),
      cluster: { name: cluster.name, arn: clusterArn(cluster) },
      findings: lintGovernance(entry, now),
    },
  };
}
