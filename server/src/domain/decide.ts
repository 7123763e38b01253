import { changeMarket } from './capacity/market-change.ts';
import { clusterDue } from './cluster/cluster-steps.ts';
import { ailmentDue } from './cluster/health.ts';
import type { Node } from './cluster/node.ts';
import { finishStep } from './cluster/node-steps.ts';
import { volumesDue } from './cluster/node-volumes.ts';
import type { Command } from './command.ts';
import type { Context, OperationContext } from './context.ts';
import type { Draft } from './draft.ts';
import { createFault, deleteFault, faultTimeIsUp } from './fleet/fault-commands.ts';
import { hitFault } from './fleet/outcome.ts';
import { finishQuotaOperation } from './governance/finish-quota-operation.ts';
import { finishSchedulerConfigOperation } from './governance/finish-scheduler-config-operation.ts';
import { endpointIsDue } from './inference/endpoint-due.ts';
import { type WriteName, writes } from './operations.ts';
import { planMoves } from './plan-users.ts';
import { assertNever } from './refusal.ts';
import { reset } from './reset.ts';
import { trainingJobIsDue } from './training/job-due.ts';
import { cancelTask } from './workload/cancel-task.ts';
import { completeTask } from './workload/complete-task.ts';
import { runPass } from './workload/run-pass.ts';
import { submitTasks } from './workload/submit-task.ts';
import { taskTimeIsUp } from './workload/task-time-is-up.ts';

/**
 * The one place that decides. Given what is (the draft's state), what is asked (the command), the time and
 * the random streams, it writes into the draft what shall be, and answers. It does nothing else: no I/O, no
 * waiting, no clock, so that the same inputs always come out the same.
 *
 * Throws a `Refusal` where the rules say no; the caller takes the draft back then.
 */
export function decide(draft: Draft, command: Command, context: Context): unknown {
  switch (command.type) {
    case 'operation':
      return decideOperation(draft, command.operation, command.input, { ...context, world: command.world });
    case 'due':
      return due(draft, command.kind, command.key, context);
    case 'createFault':
      return createFault(draft, command.request, context);
    case 'deleteFault':
      return deleteFault(draft, command.id, context);
    case 'hitFault': {
      const fault = draft.get('fault', command.id);
      if (fault === undefined || fault.endedAt !== undefined) return false;
      hitFault(draft, fault, command.what, context.now);
      return true;
    }
    case 'delivered':
      return draft.delete('delivery', command.key);
    case 'submitTasks':
      return submitTasks(draft, command.clusterId, command.specs, context);
    case 'changeMarket':
      return changeMarket(draft, command.change, context.now);
    case 'cancelTask':
      return cancelTask(draft, command.clusterId, command.task, context);
    case 'completeTask':
      return completeTask(draft, command.clusterId, command.task, command.outcome, context);
    case 'reset':
      return reset(draft);
    case 'clock':
      return draft.put('setting', 'clock', { value: context.now });
    default:
      return assertNever(command);
  }
}

/** The input was parsed by the operation's own shape, which is the rule's parameter type: hence the cast. */
function decideOperation(
  draft: Draft,
  operation: WriteName,
  input: unknown,
  context: OperationContext,
): unknown {
  const rule = writes[operation] as (draft: Draft, input: unknown, context: OperationContext) => unknown;
  return rule(draft, input, context);
}

/** An object's time has come. */
function due(draft: Draft, kind: string, key: string, context: Context): void {
  switch (kind) {
    case 'cluster': {
      const cluster = draft.get('cluster', key);
      return cluster && clusterDue(draft, cluster, context);
    }
    case 'node': {
      const node = draft.get('node', key);
      return node && nodeDue(draft, node, context);
    }
    case 'fault':
      return faultTimeIsUp(draft, key, context);
    case 'token':
      return draft.delete('token', key);
    case 'offering':
      return draft.delete('offering', key);
    case 'computeQuota':
      return finishQuotaOperation(draft, key, context);
    case 'schedulerConfig':
      return finishSchedulerConfigOperation(draft, key, context);
    case 'governance':
      return runPass(draft, key, context);
    case 'task':
      return taskTimeIsUp(draft, key, context);
    case 'trainingPlan':
      return planMoves(draft, key, context);
    case 'endpoint':
      return endpointIsDue(draft, key, context);
    case 'trainingJob':
      return trainingJobIsDue(draft, key, context);
    default:
      throw new Error(`nothing of kind ${kind} moves by itself`);
  }
}

/** A node's step, volume or ailment: whichever the time is up for, its own work first. */
function nodeDue(draft: Draft, node: Node, context: Context): void {
  const cluster = draft.get('cluster', node.clusterId)!;
  const { work, ailment } = node;
  if (work !== undefined && work.dueAt <= context.now) return finishStep(draft, cluster, node, context);
  const ailing = Math.min(
    ailment?.noticedAt ?? Number.POSITIVE_INFINITY,
    ailment?.endsAt ?? Number.POSITIVE_INFINITY,
  );
  if (ailing <= context.now) return ailmentDue(draft, cluster, node, context);
  volumesDue(draft, cluster, node, context);
}
