import { formatAmount } from '../domain/scheduler/amount.ts';
import type { PodSetExplanation } from '../domain/scheduler/explain.ts';
import type { ResourceExplanation } from '../domain/scheduler/explain-flavor.ts';
import { TASK_RULES, type TaskExplanation } from '../domain/workload/explain-task.ts';
import { changeText, explanationText, outcomeText } from '../domain/workload/explanation-words.ts';
import type { Simulation } from '../domain/workload/simulate-submission.ts';
import type { Outcome, TaskChange } from '../domain/workload/task-changes.ts';
import { amountsView } from './task-view.ts';

/** Why a task waits, as replies show it: amounts as Kubernetes writes them, and no limit as null. */
export function explanationView(of: TaskExplanation): object {
  const { rule, explanation, preempts, keepers, partitions, held, changes, scope } = of;
  const { place, noRoom, podSets, reason, message } = explanation;
  return {
    rule,
    message: explanationText(of),
    queue: { ...place, behind: place.behind ?? null },
    podSets: podSets.map(podSetView),
    preempts,
    notLending: keepers.map(({ team, unused }) => ({
      team,
      unused: formatAmount(held!.row.resource, unused),
    })),
    room:
      noRoom === undefined
        ? null
        : {
            podSet: noRoom.podSet,
            instanceType: noRoom.flavor,
            replicas: noRoom.count,
            fits: noRoom.fits,
            nodes: noRoom.nodes,
            excluded: noRoom.excluded,
            partitions: partitions ?? null,
          },
    changes: changes.map(changeView),
    verifiedBy: scope === 'Everyone' ? 'a run of everybody to rest' : "a run of the team's own queue",
    kueue: { reason, message },
  };
}

const podSetView = ({ name, count, flavors, undeclared, rule }: PodSetExplanation) => ({
  name,
  replicas: count,
  rule: rule === undefined ? null : TASK_RULES[rule],
  withoutQuota: undeclared,
  instanceTypes: flavors.map((flavor) => ({
    instanceType: flavor.flavor,
    rule: flavor.rule === undefined ? null : TASK_RULES[flavor.rule],
    mismatch: flavor.mismatch ?? null,
    resources: flavor.resources.map(resourceView),
  })),
});

function resourceView(row: ResourceExplanation): object {
  const { resource, mode, rule, holders } = row;
  const amount = (value: number): string => formatAmount(resource, value);
  return {
    resource,
    requested: amount(row.requested),
    takenBefore: amount(row.before),
    available: amount(row.available),
    missing: amount(row.missing),
    quota: amount(row.nominal),
    used: amount(row.used),
    borrowed: amount(row.borrowed),
    borrowLimit: row.borrowingLimit === Number.POSITIVE_INFINITY ? null : amount(row.borrowingLimit),
    lentByOthers: amount(row.lent),
    idleInPool: amount(row.free),
    mostEver: amount(row.potential),
    rule: rule === undefined ? null : TASK_RULES[rule],
    preemption: mode,
    users:
      holders === undefined
        ? null
        : Object.fromEntries(
            Object.entries(holders).map(([who, held]) => [
              who,
              { tasks: held.workloads, amount: amount(held.amount) },
            ]),
          ),
  };
}

function changeView(change: TaskChange): object {
  const { edit, outcome } = change;
  const reply = { message: changeText(change), ...outcomeView(outcome) };
  if (!('after' in edit)) return { ...edit, ...reply };
  const { kind, team, quotaId, missing, after } = edit;
  return { kind, team, quotaId, missing: typesView(missing), computeQuotaConfig: after, ...reply };
}

const outcomeView = ({ replicas, instanceTypes, borrows, preempts, others }: Outcome) => ({
  replicas,
  instanceTypes,
  borrows: typesView(borrows),
  preempts,
  furtherPreemptions: others,
});

const typesView = (byType: ReadonlyMap<string, Readonly<Record<string, number>>>) =>
  Object.fromEntries([...byType].map(([type, amounts]) => [type, amountsView(amounts)]));

/** What would become of a task, as replies show it. */
export function simulationView(of: Simulation): object {
  const { spec, priority, admitted, outcome, loops, explanation } = of;
  return {
    dryRun: true,
    name: spec.name,
    team: spec.team,
    priority,
    admitted,
    message: simulationText(of),
    ...(admitted ? outcomeView(outcome) : {}),
    loops: loops.map(({ workloads, reasons }) => ({ tasks: workloads, reasons })),
    explanation: explanation === undefined ? null : explanationView(explanation),
  };
}

function simulationText({ admitted, outcome, loops, explanation }: Simulation): string {
  const [loop] = loops;
  if (loop !== undefined)
    return `It would preempt and be preempted without end, with ${loop.workloads.join(', ')}.`;
  if (!admitted) return `It would wait. ${explanation === undefined ? '' : explanationText(explanation)}`;
  const types = [...new Set(Object.values(outcome.instanceTypes).flat())];
  return `It would be admitted on ${types.join(', ') || 'any instance type'}${outcomeText(outcome)}`;
}
