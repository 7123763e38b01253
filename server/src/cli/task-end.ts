import { printJson, printLines } from './print.ts';
import { clusterArgument, taskArgument, taskPath, worldOf } from './task-path.ts';
import type { Verb } from './verb.ts';

export const cancelTask: Verb = {
  name: 'cancel',
  summary: 'cancel a task: one that waits is over at once, one that runs once it has stopped',
  arguments: [clusterArgument, taskArgument],
  examples: [['quartermaster task cancel ml task-7', '']],
  async run(call) {
    const task = await call.client.request('DELETE', taskPath(call), { query: worldOf(call) });
    if (call.json) return printJson(call, task);
    printLines(call, `${task.id} (${task.name}) is ${task.status}.`);
  },
};

export const completeTask: Verb = {
  name: 'complete',
  summary: 'say that the work of a running task is done',
  arguments: [clusterArgument, taskArgument],
  options: { failed: { help: 'it ended in failure' } },
  examples: [
    ['quartermaster task complete ml task-7', ''],
    ['quartermaster task complete ml train --failed', ''],
  ],
  async run(call) {
    const body = { outcome: call.flags.has('failed') ? 'Failed' : 'Succeeded' };
    const path = `${taskPath(call)}/complete`;
    const task = await call.client.request('POST', path, { query: worldOf(call), body });
    if (call.json) return printJson(call, task);
    printLines(call, `${task.id} (${task.name}) is ${task.status}.`);
  },
};
