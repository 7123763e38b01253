import type { Json } from './client.ts';
import { printJson, printLines, printTable } from './print.ts';
import { planColour } from './status-colour.ts';
import { type Column, pairLines } from './table.ts';
import { worldOf } from './task-path.ts';
import type { Invocation, Verb } from './verb.ts';

const count = (title: string, name: string): Column<Json> => ({ title, of: (row) => String(row[name]) });
const counts: readonly Column<Json>[] = [
  count('TOTAL', 'total'),
  count('AVAILABLE', 'available'),
  count('IN USE', 'inUse'),
  count('UNHEALTHY', 'unhealthy'),
  count('SPARE', 'spare'),
];
const span: readonly Column<Json>[] = [
  { title: 'STATUS', of: (row) => row.status, colour: (row) => planColour(row.status) },
  { title: 'FROM', of: ({ startAt }) => minuteText(startAt) },
  { title: 'UNTIL', of: ({ endAt }) => minuteText(endAt) },
];
const blockColumns: readonly Column<Json>[] = [
  { title: 'RESERVED CAPACITY', of: ({ arn }) => arn.slice(arn.indexOf('/') + 1) },
  { title: 'ZONE', of: ({ zone }) => zone },
  ...span,
  ...counts,
];
const ultraServerColumns: readonly Column<Json>[] = [{ title: 'ULTRASERVER', of: ({ id }) => id }, ...counts];
const extensionColumns: readonly Column<Json>[] = [
  { title: 'EXTENSION BOUGHT', of: ({ extendedAt }) => minuteText(extendedAt) },
  ...span,
  { title: 'PAYMENT', of: ({ payment }) => payment },
  { title: 'FEE', of: ({ upfrontFee }) => upfrontFee },
];

const userColumns: readonly Column<Json>[] = [
  { title: 'USED BY', of: ({ kind, name }) => `${kind} ${name}` },
  { title: 'STATUS', of: ({ status }) => status },
  count('INSTANCES', 'count'),
];

/** Plans begin and end at whole minutes. */
const minuteText = (iso: string): string => `${iso.slice(0, 16)}Z`;

export const showPlan: Verb = {
  name: 'show',
  summary: 'one plan: its blocks, UltraServers and extensions with their counts, and who uses it',
  arguments: [{ name: 'NAME', help: 'its name or ARN' }],
  examples: [
    ['quartermaster plans show p5-november', ''],
    ["quartermaster plans show p5-november --json | jq '.blocks[].status'", ''],
  ],
  run: show,
};

async function show(call: Invocation): Promise<void> {
  const path = `/plans/${encodeURIComponent(call.arguments[0]!)}`;
  const plan = await call.client.request('GET', path, { query: worldOf(call) });
  if (call.json) return printJson(call, plan);
  const { ultraServer } = plan;
  const machines =
    ultraServer === null
      ? `${plan.total} ${plan.instanceType}`
      : `${ultraServer.count} ${ultraServer.type}, ${plan.total} ${plan.instanceType} in all`;
  printLines(
    call,
    ...pairLines([
      ['plan', plan.arn],
      ['status', plan.statusMessage === null ? plan.status : `${plan.status}. ${plan.statusMessage}`],
      ['for', plan.targets.join(', ')],
      ['machines', machines],
      ['fee', `${plan.upfrontFee} ${plan.currency}, up front`],
      ['bought', plan.createdAt],
    ]),
    '',
  );
  printTable(call, blockColumns, plan.blocks, '');
  for (const [columns, rows] of [
    [ultraServerColumns, plan.ultraServers],
    [extensionColumns, plan.extensions],
    [userColumns, plan.users],
  ] as const) {
    if (rows.length === 0) continue;
    printLines(call, '');
    printTable(call, columns, rows, '');
  }
}
