import { nearest } from '../nearest.ts';
import { conflict, invalid, notFound, Refusal } from '../refusal.ts';
import type { Task } from './task.ts';

/**
 * The wording of every refusal about tasks, in one place (our choice: the service has no such operations; where its
 * own tools refuse, their words are followed).
 */
export const taskRefusals = {
  noSuchCluster: (cluster: string) =>
    notFound(`Cluster '${cluster}' does not exist. List clusters with 'quartermaster clusters'.`),
  noSuchTask: (id: string) =>
    notFound(
      `Task '${id.slice(0, 64)}' does not exist in this cluster. Ended tasks are kept up to a limit; the task history reaches back further.`,
    ),
  oneOfSeveral: (name: string, count: number, { code, message }: Refusal) =>
    new Refusal(
      code,
      `Task '${name.slice(0, 64)}' is refused, and none of the ${count} tasks was submitted: ${message}`,
    ),
  ended: ({ id, status }: Task) =>
    conflict(
      `Task '${id}' has ended already: it is ${status}. Only a task that waits or runs can be cancelled.`,
    ),
  notRunning: ({ id, status }: Task) =>
    conflict(
      `Task '${id}' is ${status}, and only a Running task can be completed. Cancel a task that waits.`,
    ),
  tooManyTasks: (limit: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `A cluster holds at most ${limit} tasks that have not ended, and this one does. Cancel some, or wait until some have ended.`,
    ),
  notEks: (cluster: string) =>
    invalid(`Cluster '${cluster}' is not orchestrated by EKS, and tasks are governed on EKS clusters only.`),
  noQuotas: (cluster: string) =>
    invalid(
      `Cluster '${cluster}' has no compute quota in force, so no team has a queue. Create one with CreateComputeQuota.`,
    ),
  noSuchTeam: (team: string, teams: readonly string[]) =>
    invalid(
      `Team '${team.slice(0, 64)}' has no compute quota in force on this cluster. ${choice(team, teams, 'Teams with one')}`,
    ),
  noPriorityClasses: (name: string) =>
    invalid(
      `Priority class '${name.slice(0, 64)}' does not exist: the cluster has no policy with PriorityClasses. Leave it out, or create them with CreateClusterSchedulerConfig.`,
    ),
  noSuchPriorityClass: (name: string, classes: readonly string[]) =>
    invalid(
      `Priority class '${name.slice(0, 64)}' does not exist in the cluster's policy. ${choice(name, classes, 'Its classes')}`,
    ),
  noPodSets: () => invalid('A task has at least one set of replicas, and none is given.'),
  tooManyPodSets: (count: number, limit: number) =>
    invalid(`A task has at most ${limit} sets of replicas, and ${count} are given.`),
  duplicatePodSet: (name: string) =>
    invalid(`The set of replicas '${name}' is given more than once. Names of sets are unique within a task.`),
  replicas: (podSet: string, replicas: number) =>
    invalid(`Replicas of '${podSet}' are ${replicas}, and must be a whole number of at least 1.`),
  minReplicas: (podSet: string, min: number, replicas: number) =>
    invalid(
      `The least number of replicas of '${podSet}' is ${min}, and must be a whole number from 1 to its ${replicas} replicas.`,
    ),
  tooManyReplicas: (count: number, limit: number) =>
    invalid(`A task has at most ${limit} replicas, all sets together, and ${count} are asked for.`),
  noSuchInstanceType: (type: string, types: readonly string[]) =>
    invalid(
      `Instance type '${type.slice(0, 64)}' is neither in this cluster nor in the team's quota. ${choice(type, types, 'Types to choose from')}`,
    ),
  noPartitions: (podSet: string, profile: string, type: string) =>
    invalid(
      `Replicas of '${podSet}' ask for partition '${profile}', and instance type '${type}' does not support accelerator partitions. Choose a type with GPUs that can be split, such as ml.p4d.24xlarge.`,
    ),
  noSuchPartition: (podSet: string, profile: string, type: string, offered: readonly string[]) =>
    invalid(
      `Replicas of '${podSet}' ask for partition '${profile}', which instance type '${type}' does not offer. ${choice(profile, offered, 'It offers')}`,
    ),
  noSuchResource: (podSet: string, resource: string, known: readonly string[]) =>
    invalid(
      `Replicas of '${podSet}' ask for '${resource.slice(0, 128)}', of which no team of this cluster has a quota. ${choice(resource, known, 'Resources with one')}`,
    ),
  largerThanNode: (podSet: string, asked: string, type: string, most: string) =>
    invalid(
      `Each replica of '${podSet}' asks for ${asked}, and a whole ${type} has ${most}. Ask for less in each, and for more replicas.`,
    ),
  neverFits: (team: string, podSets: readonly string[], asked: string, best: string) =>
    invalid(
      `The task is larger than team '${team}' could ever have: replicas of '${podSets.join("' and '")}' ask for ${asked} in all, and the most that the team can have, all borrowing included, is ${best}. Ask for less, or raise its quota or its borrow limit.`,
    ),
};

/** What a loop that was stopped says. */
export const loopText = (tasks: readonly string[], teams: readonly string[], words: string): string =>
  `Tasks ${listed(tasks)} of ${teams.length === 1 ? 'team' : 'teams'} ${listed(teams)} preempt one another without end, by ${words}. ` +
  'Scheduling stopped there until a task, a node, a quota or the policy changes.';

/** What there is to choose from, the nearest first. */
function choice(given: string, known: readonly string[], what: string): string {
  const meant = nearest(given, known);
  const list = known.length === 0 ? `${what}: none.` : `${what}: ${listed(known)}.`;
  return meant === undefined ? list : `Did you mean '${meant}'? ${list}`;
}

/** The names, as many as can be read. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN_MAX).join(', ');
  return names.length > NAMES_SHOWN_MAX ? `${shown} and ${names.length - NAMES_SHOWN_MAX} more` : shown;
}

const NAMES_SHOWN_MAX = 20;
