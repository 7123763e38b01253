import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, Unreachable } from './client.ts';
import { eventLine } from './event-line.ts';
import { printJson, printLines } from './print.ts';
import { serverSentEvents } from './server-sent-events.ts';
import type { Invocation, Verb } from './verb.ts';

/** How long to wait before a lost stream is opened again. */
const RECONNECT_MS = 1_000;

export const events: Verb = {
  name: 'events',
  summary: 'what has happened in a cluster, and with --follow what happens from now on',
  about:
    'Without a cluster: what the server still holds of everything, training plans and training jobs included.',
  arguments: [{ name: 'CLUSTER', help: 'its name, id or ARN', optional: true }],
  options: {
    plan: { value: 'NAME', help: 'of this training plan (name or ARN) instead of a cluster' },
    job: { value: 'NAME', help: 'of this training job (name or ARN)' },
    follow: { help: 'go on until Ctrl-C; a lost connection is taken up again' },
  },
  examples: [
    ['quartermaster events ml', 'for any cluster, also those that ListClusterEvents refuses'],
    ['quartermaster events --plan p5-november', ''],
    ['quartermaster events --job llm-7b', ''],
    ['quartermaster events ml --follow --json', 'one EventBridge event a line'],
  ],
  async run(call) {
    const {
      client,
      arguments: [cluster],
      options: { account, region },
    } = call;
    const { plan, job } = call.options;
    const query = { cluster, plan, job, account, region };
    if (call.flags.has('follow')) return follow(call, query);
    const reply = await client.request('GET', '/events', { query: { ...query, follow: 'false' } });
    if (call.json) return printJson(call, reply);
    const lines = reply.events.map(eventLine);
    printLines(
      call,
      ...(lines.length === 0 ? [`Nothing has happened ${nowhere({ cluster, plan, job })}yet.`] : lines),
    );
  },
};

/** `in 'ml' `: what was asked about. */
function nowhere({ cluster, plan, job }: Record<string, string | undefined>): string {
  if (plan !== undefined) return `to plan '${plan}' `;
  if (job !== undefined) return `to training job '${job}' `;
  return cluster === undefined ? '' : `in '${cluster}' `;
}

/** Where a stream was when it was lost. */
interface Position {
  lastEventId: string | undefined;
}

async function follow(call: Invocation, query: Record<string, string | undefined>): Promise<void> {
  const interrupt = call.io.untilInterrupted();
  const position: Position = { lastEventId: undefined };
  const opened = (): Promise<ReadableStream<Uint8Array>> =>
    call.client.stream('/events', { ...query, history: 'true' }, position.lastEventId, interrupt);
  let isLost = false;
  for (let body = await opened(); !interrupt.aborted; ) {
    try {
      if (isLost) {
        body = await opened();
        call.io.stderr.write('The server is back.\n');
      }
      isLost = false;
      await printStream(call, body, position);
    } catch (error) {
      if (!interrupt.aborted && !isLoss(error)) throw error;
    }
    if (interrupt.aborted) return;
    if (!isLost) call.io.stderr.write('The connection is lost; waiting for the server.\n');
    isLost = true;
    await sleep(RECONNECT_MS, undefined, { signal: interrupt }).catch(() => undefined);
  }
}

/** The connection broke, or is not there yet; anything else is an answer. */
const isLoss = (error: unknown): boolean => error instanceof Unreachable || error instanceof TypeError;

async function printStream(
  call: Invocation,
  body: ReadableStream<Uint8Array>,
  position: Position,
): Promise<void> {
  for await (const { id, event, data } of serverSentEvents(body)) {
    const json: Json = JSON.parse(data);
    if (event === 'gap') call.io.stderr.write(`${json.message}\n`);
    else printLines(call, call.json ? data : eventLine(json));
    if (id !== undefined) position.lastEventId = id;
  }
}
