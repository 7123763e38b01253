import type { Invocation } from './verb.ts';

/** What every verb about tasks takes. */
export const clusterArgument = { name: 'CLUSTER', help: 'its name, id or ARN' };
export const taskArgument = { name: 'TASK', help: 'its id (task-…), or its name where that is unique' };

/** Account and region, where the name of the cluster alone does not do. */
export const worldOf = ({ options: { account, region } }: Invocation) => ({ account, region });

export const clusterPath = ({ arguments: [cluster] }: Invocation): string =>
  `/clusters/${encodeURIComponent(cluster!)}`;
export const tasksPath = (call: Invocation): string => `${clusterPath(call)}/tasks`;
export const taskPath = (call: Invocation): string =>
  `${tasksPath(call)}/${encodeURIComponent(call.arguments[1]!)}`;
