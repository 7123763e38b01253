import type { Json } from './client.ts';
import { printJson, printTable } from './print.ts';
import type { Column } from './table.ts';
import { clusterArgument, clusterPath, worldOf } from './task-path.ts';
import type { Invocation, Verb } from './verb.ts';

/** Two places: an hour of one slice of seven is 0.14. */
const hours = (name: string) => (row: Json) => (row[name] as number).toFixed(2);

const columns: readonly Column<Json>[] = [
  { title: 'DAY', of: ({ day }) => day },
  { title: 'TEAM', of: ({ team }) => team },
  { title: 'GUARANTEED', of: hours('guaranteed') },
  { title: 'USED', of: hours('used') },
  { title: 'BORROWED', of: hours('borrowed') },
  { title: 'LENT', of: hours('lent') },
  { title: 'LOST TO PREEMPTION', of: hours('lostToPreemption') },
  { title: 'LOST TO FAILURES', of: hours('lostToFailures') },
];

/** Accelerator-hours by team and day. */
export const governanceLedger: Verb = {
  name: 'ledger',
  summary: 'accelerator-hours by team and day: guaranteed, used, borrowed, lent, lost',
  about:
    'A slice of a GPU counts by its share of compute slices. Days are days of UTC; today counts up to now.\nWhat no team was given lends under the name idle-resource-sharing.',
  arguments: [clusterArgument],
  options: {
    team: { value: 'TEAM', help: 'this team alone' },
    from: { value: 'DAY', help: 'from this day on, such as 2026-11-01' },
    to: { value: 'DAY', help: 'up to this day' },
  },
  examples: [
    ['quartermaster governance ledger ml --from 2026-11-01', ''],
    ['quartermaster governance ledger ml --team vision --json', ''],
  ],
  run: show,
};

async function show(call: Invocation): Promise<void> {
  const { team, from, to } = call.options;
  const path = `${clusterPath(call)}/governance/ledger`;
  const { items, last } = await call.client.pages(path, 'rows', { ...worldOf(call), team, from, to });
  if (call.json) return printJson(call, { ...last, rows: items });
  printTable(call, columns, items, `The ledger of '${last.cluster.name}' has no such lines.`);
}
