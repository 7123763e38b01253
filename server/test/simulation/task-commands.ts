import { isEnded, type TaskPodSet } from '../../src/domain/workload/task.ts';
import { teams } from './requests.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Command, TaskPlan } from './steps.ts';

/** Tasks as they are submitted and ended in a simulation: of those there are, and of one that never was. */
const unknownTask = 'task-999999';
const unknownCluster = 'nosuchcluste';
const GPU_TYPE = 'ml.p5.48xlarge';
const CPU_TYPE = 'ml.c5.large';

export function submitTask(
  simulation: Simulation,
  command: Extract<Command, { do: 'submit' }>,
  isAlone: boolean,
): Promise<Outcome> {
  const { cluster, team, sets, priorityClass, seconds, checkpointSeconds } = command;
  const spec = {
    name: 'job',
    team: teams[team] ?? 'nobody',
    podSets: sets.map(podSetOf),
    ...(priorityClass !== undefined && { priorityClass }),
    ...(seconds !== undefined && { durationMs: seconds * 1_000 }),
    ...(checkpointSeconds !== undefined && { checkpointIntervalMs: checkpointSeconds * 1_000 }),
  };
  const id = clusterId(simulation, cluster);
  return simulation.command({ type: 'submitTasks', clusterId: id, specs: [spec] }, isAlone);
}

function podSetOf({ form, amount, replicas, min }: TaskPlan, number: number): TaskPodSet {
  return {
    name: `set-${number}`,
    replicas,
    ...(min !== undefined && { minReplicas: min }),
    ...asked(form, amount),
  };
}

function asked(form: TaskPlan['form'], amount: number): Pick<TaskPodSet, 'instanceTypes' | 'requests'> {
  switch (form) {
    case 'cpu':
      return { instanceTypes: [CPU_TYPE], requests: { cpu: amount * 250, memory: amount * 2 ** 28 } };
    case 'whole':
      return { instanceTypes: [GPU_TYPE], requests: { 'nvidia.com/gpu': 8 } };
    case 'gpu':
      return { instanceTypes: [GPU_TYPE], requests: { 'nvidia.com/gpu': amount, cpu: amount * 1_000 } };
    case 'slice':
      return { instanceTypes: [GPU_TYPE], requests: { 'nvidia.com/mig-1g.10gb': amount } };
    case 'any type':
      return { requests: { cpu: amount * 250 } };
  }
}

export function endTask(
  simulation: Simulation,
  command: Extract<Command, { do: 'cancel task' | 'complete task' }>,
  isAlone: boolean,
): Promise<Outcome> {
  const tasks = simulation.entry(command.cluster)?.governance.tasks.entries ?? [];
  const isCancel = command.do === 'cancel task';
  const meant = tasks.filter((task) => (isCancel ? !isEnded(task) : task.status === 'Running'));
  // The last of the choices is a task that may have ended, or never was.
  const task = command.task === 20 ? tasks[0] : meant[command.task % Math.max(1, meant.length)];
  const which = { clusterId: clusterId(simulation, command.cluster), task: task?.id ?? unknownTask };
  if (isCancel) return simulation.command({ type: 'cancelTask', ...which }, isAlone);
  const outcome = command.failed ? 'Failed' : 'Succeeded';
  return simulation.command({ type: 'completeTask', ...which, outcome }, isAlone);
}

const clusterId = (simulation: Simulation, cluster: number): string =>
  simulation.entry(cluster)?.cluster.id ?? unknownCluster;
