import type { Json } from './client.ts';
import { formatDuration } from './duration.ts';
import { printJson, printLines, printTable } from './print.ts';
import { type Column, counted, pairLines } from './table.ts';
import { remainingText, replicaText, taskColumns, typesText } from './task-columns.ts';
import { clusterArgument, taskArgument, taskPath, tasksPath, worldOf } from './task-path.ts';
import type { Invocation, Verb } from './verb.ts';

export const listTasks: Verb = {
  name: 'list',
  summary: 'the tasks of a cluster, the newest first',
  arguments: [clusterArgument],
  options: {
    team: { value: 'TEAM', help: 'only this team' },
    status: { value: 'STATUS', help: 'only Pending, Running, Stopping, Succeeded, Failed or Cancelled' },
    priority: { value: 'CLASS', help: 'only this priority class' },
    all: { help: 'also those that have ended' },
    oldest: { help: 'the oldest first' },
  },
  examples: [
    ['quartermaster task list ml', 'what waits and runs'],
    ['quartermaster task list ml --team vision --all', ''],
    ["quartermaster task list ml --status Pending --json | jq -r '.tasks[].message'", ''],
  ],
  async run(call) {
    const { team, status, priority: priorityClass } = call.options;
    const isAll = call.flags.has('all') || status !== undefined;
    const query = {
      ...worldOf(call),
      ...{ team, status, priorityClass },
      ended: isAll ? undefined : 'false',
      order: call.flags.has('oldest') ? 'oldest' : undefined,
    };
    const { items, last } = await call.client.pages(tasksPath(call), 'tasks', query);
    if (call.json) return printJson(call, { ...last, tasks: items });
    const none = isAll
      ? `There are no such tasks in '${last.cluster.name}'.`
      : `No such task waits or runs in '${last.cluster.name}'. With --all those are listed that have ended.`;
    printTable(call, taskColumns, items, none);
  },
};

const replicaColumns: readonly Column<Json>[] = [
  { title: 'REPLICA', of: ({ podSet, index }) => `${podSet}-${index}` },
  { title: 'INSTANCE ID', of: ({ instanceId }) => instanceId ?? '' },
  { title: 'LOGICAL ID', of: ({ logicalId }) => logicalId },
  { title: 'HOST NAME', of: ({ hostname }) => hostname ?? '' },
  { title: 'ACCELERATORS', of: ({ accelerators }) => accelerators.join(' ') },
  {
    title: 'PARTITIONS',
    of: ({ partitions }) =>
      partitions.map(({ gpu, profile, start }: Json) => `GPU ${gpu}: ${profile} at ${start}`).join(', '),
  },
];

export const showTask: Verb = {
  name: 'show',
  summary: 'one task: what it asked for, what became of it, and where each replica runs',
  arguments: [clusterArgument, taskArgument],
  examples: [
    ['quartermaster task show ml task-7', ''],
    ['quartermaster task show ml train', 'by its name'],
  ],
  async run(call) {
    const task = await call.client.request('GET', taskPath(call), { query: worldOf(call) });
    if (call.json) return printJson(call, task);
    printLines(call, ...pairLines(facts(task)));
    if (task.admission === null) return;
    printLines(call, '');
    printTable(call, replicaColumns, task.admission.replicas, 'It has no replicas.');
  },
};

function facts(task: Json): (readonly [string, string])[] {
  const checkpoint = task.checkpointIntervalSeconds;
  const optional: readonly (readonly [string, string | null])[] = [
    ['message', task.message],
    ['started', task.startedAt],
    ['ended', task.endedAt],
    ['stops', task.eviction?.stopsAt ?? null],
    ['checkpoints', checkpoint === null ? null : `every ${formatDuration(checkpoint * 1_000)}`],
    ['saved', task.savedSeconds === 0 ? null : `${formatDuration(task.savedSeconds * 1_000)} of work`],
    ['left', remainingText(task) || null],
    ['read from', task.kind],
  ];
  return [
    ['task', `${task.id} (${task.name})`],
    ['team', task.team],
    ['priority', `${task.priority}${task.priorityClass === null ? '' : ` (${task.priorityClass})`}`],
    ['status', task.status],
    ...task.podSets.map((podSet: Json) => [podSet.name, podSetText(podSet)] as const),
    ['types', typesText(task)],
    ['submitted', task.submittedAt],
    ['admitted', `${counted(task.admissions, 'time')}, evicted ${counted(task.evictions, 'time')}`],
    ...optional.filter((pair): pair is readonly [string, string] => pair[1] !== null),
  ];
}

function podSetText({ replicas, minReplicas, requests }: Json): string {
  const all = Object.entries(requests).map(([resource, amount]) => `${resource} ${amount}`);
  const least = minReplicas === null ? '' : `, at least ${minReplicas}`;
  return `${counted(replicas, 'replica')}${least}, each ${all.join(', ') || replicaText({ requests })}`;
}

export const taskHistory: Verb = {
  name: 'history',
  summary: 'what happened to tasks, a JSON object a line, oldest first',
  about:
    'Submissions, admissions, evictions, ends, and changes of quotas, policy and nodes: enough to run it all again.',
  arguments: [clusterArgument],
  options: {
    task: { value: 'TASK', help: 'only this task (id or name)' },
    team: { value: 'TEAM', help: "only this team's tasks" },
  },
  examples: [
    ['quartermaster task history ml', ''],
    ['quartermaster task history ml --task task-7', ''],
    [
      'quartermaster task history ml | jq -r \'select(.type == "Evicted") | [.at, .task, .reason] | @tsv\'',
      '',
    ],
  ],
  run: printHistory,
};

/** Page after page, until one is empty. */
async function printHistory(call: Invocation): Promise<void> {
  const { task, team } = call.options;
  for (let after: string | undefined; ; ) {
    const query = { ...worldOf(call), task, team, after };
    const text: string = await call.client.request('GET', `${tasksPath(call)}/history`, {
      query,
      isText: true,
    });
    if (text === '') return;
    call.io.stdout.write(text);
    after = String(JSON.parse(text.slice(text.lastIndexOf('\n', text.length - 2) + 1)).sequence);
  }
}
