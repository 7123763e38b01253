import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from './client.ts';
import { isColoured } from './io.ts';
import { nodeColumns, workText } from './node-columns.ts';
import { printJson, printLines, printTable } from './print.ts';
import { counted, fitting, tableLines } from './table.ts';
import type { Invocation, Verb } from './verb.ts';

const WATCH_MS = 1_000;

interface View {
  readonly cluster: Json;
  readonly now: string;
  readonly nodes: readonly Json[];
}

export const nodes: Verb = {
  name: 'nodes',
  summary: 'the nodes of a cluster: every name they go by, and what is done to them',
  arguments: [{ name: 'CLUSTER', help: 'its name, id or ARN' }],
  options: { watch: { help: 'a live view on a terminal; a line for each change elsewhere' } },
  examples: [
    ['quartermaster nodes ml', ''],
    ['quartermaster nodes ml --watch', 'until Ctrl-C'],
    [
      "quartermaster nodes ml --json | jq -r '.nodes[] | [.orchestratorName, .instanceId] | @tsv'",
      'what kubectl or sinfo calls each instance',
    ],
  ],
  async run(call) {
    if (call.flags.has('watch')) return watch(call);
    const view = await look(call);
    if (call.json) return printJson(call, view);
    const none = `Cluster '${view.cluster.name}' is ${view.cluster.status} and has no nodes.`;
    printTable(call, nodeColumns(Date.parse(view.now)), view.nodes, none);
  },
};

async function look({
  client,
  arguments: [cluster],
  options: { account, region },
}: Invocation): Promise<View> {
  const { items, last } = await client.pages('/nodes', 'nodes', { cluster, account, region });
  return { cluster: last.cluster, now: last.now, nodes: items };
}

/** Looks again and again, until it is interrupted. */
async function watch(call: Invocation): Promise<void> {
  const interrupt = call.io.untilInterrupted();
  const show = call.json ? jsonChanges(call) : call.io.stdout.isTTY === true ? liveView(call) : changes(call);
  while (!interrupt.aborted) {
    show(await look(call));
    await sleep(WATCH_MS, undefined, { signal: interrupt }).catch(() => undefined);
  }
}

/** Draws over what was drawn before. What the terminal has no room for is left out. */
function liveView(call: Invocation): (view: View) => void {
  const { stdout } = call.io;
  let drawn = 0;
  return ({ cluster, now, nodes: rows }) => {
    const { columns = 80, rows: height = 24 } = stdout;
    const head = `${cluster.name} is ${cluster.status}, ${counted(rows.length, 'node')}, ${now}`.slice(
      0,
      columns,
    );
    const shown = fitting(nodeColumns(Date.parse(now)), rows, columns);
    const table = tableLines(shown, rows, { coloured: isColoured(call.io), width: columns });
    const room = Math.max(1, height - 3);
    const more = table.length > room ? [`… ${table.length - room + 1} more`] : [];
    const lines = [head, ...table.slice(0, room - more.length), ...more];
    stdout.write(
      (drawn === 0 ? '' : `\x1b[${drawn}A`) + lines.map((line) => `${line}\x1b[K\n`).join('') + '\x1b[J',
    );
    drawn = lines.length;
  };
}

/** A line for each node that is not as it was. */
function changes(call: Invocation): (view: View) => void {
  let known = new Map<string, string>();
  return ({ now, nodes: rows }) => {
    const present = new Map<string, string>();
    for (const row of rows) {
      const text = `${row.name}  ${row.status}  ${workText(row)}`.trimEnd();
      present.set(row.logicalId, text);
      if (known.get(row.logicalId) !== text) printLines(call, `${now}  ${text}`);
    }
    for (const [id, text] of known)
      if (!present.has(id)) printLines(call, `${now}  ${text.split('  ')[0]}  gone`);
    known = present;
  };
}

/** The whole view in one line, whenever a node is not as it was. */
function jsonChanges(call: Invocation): (view: View) => void {
  let last = '';
  return (view) => {
    const text = JSON.stringify(view.nodes);
    if (text !== last) printLines(call, JSON.stringify(view));
    last = text;
  };
}
