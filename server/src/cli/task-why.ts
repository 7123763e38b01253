import type { Json } from './client.ts';
import { printJson, printLines, printTable } from './print.ts';
import type { Column } from './table.ts';
import { resourceText } from './task-columns.ts';
import { clusterArgument, taskArgument, taskPath, worldOf } from './task-path.ts';
import type { Verb } from './verb.ts';

/** One resource of one instance type that a pod set asks for. */
const columns: readonly Column<Json>[] = [
  { title: 'REPLICAS', of: ({ podSet }) => podSet },
  { title: 'TYPE', of: ({ instanceType }) => instanceType },
  { title: 'RESOURCE', of: ({ resource }) => resourceText(resource) },
  { title: 'ASKED', of: ({ requested }) => requested },
  { title: 'AVAILABLE', of: ({ available }) => available },
  {
    title: 'MISSING',
    of: ({ missing }) => missing,
    colour: ({ rule }) => (rule === null ? undefined : 'yellow'),
  },
  { title: 'QUOTA', of: ({ quota }) => quota },
  { title: 'USED', of: ({ used }) => used },
  { title: 'BORROWED', of: ({ borrowed }) => borrowed },
  { title: 'LIMIT', of: ({ borrowLimit }) => borrowLimit ?? 'none' },
  { title: 'IDLE', of: ({ idleInPool }) => idleInPool },
  { title: 'RULE', of: ({ rule }) => rule ?? '' },
];

export const whyTask: Verb = {
  name: 'why',
  summary: 'why a task waits: the rule that holds it, with numbers, and what would let it run',
  about: 'Every change that is named was tried: the scheduler was run on it, and admitted the task.',
  arguments: [clusterArgument, taskArgument],
  examples: [
    ['quartermaster task why ml task-7', ''],
    ["quartermaster task why ml train --json | jq '.changes[].message'", ''],
  ],
  async run(call) {
    const reply = await call.client.request('GET', `${taskPath(call)}/explanation`, { query: worldOf(call) });
    if (call.json) return printJson(call, reply);
    const { task, rule, message } = reply;
    const name = `${task.id} (${task.name} of team ${task.team})`;
    if (!reply.waits) return printLines(call, `${name}: ${message}`);
    printLines(call, `${name} waits: ${rule}. ${message}`, '');
    printTable(call, columns, reply.podSets.flatMap(rowsOf), 'It asks for nothing that has a quota.');
    printLines(call, '', ...changeLines(reply));
  },
};

const rowsOf = ({ name, instanceTypes }: Json): readonly Json[] =>
  instanceTypes.flatMap(({ instanceType, mismatch, resources }: Json) =>
    mismatch === null ? resources.map((row: Json) => ({ podSet: name, instanceType, ...row })) : [],
  );

/** Rules that end by themselves. */
const needsNoChange: ReadonlySet<string> = new Set(['NextInTurn', 'VictimsLeaving', 'BehindPreemptor']);

/** What would let it run, each by itself. */
export function changeLines({ changes, rule }: Json): readonly string[] {
  if (needsNoChange.has(rule)) return ['Nothing has to change: time alone lets it run.'];
  if (changes.length === 0)
    return ['No single change of quota, limit, weight, priority or nodes lets it run now.'];
  return [
    'Each of these by itself would let it run now:',
    ...changes.map(({ message }: Json) => `  ${message}`),
  ];
}
