import type { Json } from './client.ts';
import { faultText } from './fault-text.ts';
import { printJson, printLines, printTable } from './print.ts';
import { type Column, counted, pairLines } from './table.ts';
import { type Invocation, UsageRefused, type Verb } from './verb.ts';

const columns: readonly Column<Json>[] = [
  { title: 'ID', of: (row) => row.id },
  { title: 'MADE', of: (row) => row.createdAt },
  { title: 'STANDS', of: standsText, colour: (row) => (row.standing ? 'red' : 'gray') },
  { title: 'HITS', of: (row) => String(row.hitCount) },
  { title: 'WHAT', of: faultText },
];

/** For how long, or why no longer. */
function standsText({ standing, endsAt, remaining, endedBecause }: Json): string {
  if (!standing) return `no (${endedBecause})`;
  const limits = [
    remaining === null ? '' : `${remaining} more`,
    endsAt === null ? '' : `until ${endsAt}`,
  ].filter(Boolean);
  return limits.length === 0 ? 'yes' : limits.join(', ');
}

export const listFaults: Verb = {
  name: 'list',
  summary: 'the faults, the newest first',
  options: { standing: { help: 'without those that have ended' } },
  examples: [['quartermaster fault list --standing', '']],
  async run(call) {
    const query = call.flags.has('standing') ? { standing: 'true' } : {};
    const reply = await call.client.request('GET', '/faults', { query });
    if (call.json) return printJson(call, reply);
    printTable(call, columns, reply.faults, 'There are no faults.');
  },
};

export const showFault: Verb = {
  name: 'show',
  summary: 'one fault, and all that it hit',
  arguments: [{ name: 'FAULT', help: 'its id (fault-…)' }],
  examples: [['quartermaster fault show fault-1a2b3c4d', '']],
  async run(call) {
    const reply = await call.client.request('GET', pathOf(call));
    if (call.json) return printJson(call, reply);
    printLines(
      call,
      ...pairLines([
        ['fault', reply.id],
        ['what', faultText(reply)],
        ['made', reply.createdAt],
        ['stands', standsText(reply)],
        ['hits', String(reply.hitCount)],
        ...reply.hits.map(({ at, what }: Json) => [`  ${at}`, what] as const),
      ]),
    );
  },
};

export const endFault: Verb = {
  name: 'end',
  summary: 'end a fault, or all of them; a node that it ails is well again',
  arguments: [{ name: 'FAULT', help: 'its id (fault-…)', optional: true }],
  options: { all: { help: 'all that stand' } },
  examples: [
    ['quartermaster fault end fault-1a2b3c4d', ''],
    ['quartermaster fault end --all', ''],
  ],
  async run(call) {
    const all = call.flags.has('all');
    if (all === (call.arguments.length === 1))
      throw new UsageRefused('quartermaster fault end needs the id of a fault, or --all.');
    const reply = await call.client.request('DELETE', all ? '/faults' : pathOf(call));
    if (call.json) return printJson(call, reply);
    const ended = all ? counted(reply.faults.length, 'fault') : reply.id;
    printLines(call, `Ended: ${ended}.`);
  },
};

const pathOf = (call: Invocation): string => `/faults/${encodeURIComponent(call.arguments[0]!)}`;
