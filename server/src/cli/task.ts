import { cancelTask, completeTask } from './task-end.ts';
import { listTasks, showTask, taskHistory } from './task-look.ts';
import { submitTask } from './task-submit.ts';
import { whyTask } from './task-why.ts';
import type { Verb } from './verb.ts';

export const task: Verb = {
  name: 'task',
  summary: 'submit work to a team of a cluster, look at it, and end it',
  about: 'Tasks are governed by the compute quotas and the policy of their cluster.',
  examples: [
    ['quartermaster task submit ml -f job.yaml', 'a Kubernetes manifest, as for HyperPod'],
    ['quartermaster task submit ml --team vision --type ml.p4d.24xlarge --accelerators 8 --for 2h', ''],
    ['quartermaster task list ml', 'what waits and runs, and why'],
    ['quartermaster task why ml task-1', 'what holds it, and what would let it run'],
    ['quartermaster task cancel ml task-1', ''],
  ],
  verbs: [submitTask, listTasks, showTask, whyTask, cancelTask, completeTask, taskHistory],
};
