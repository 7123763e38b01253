/**
 * `quartermaster scheduler replay`: reads recorded traces, one JSON object a line, and says where this scheduler
 * decides otherwise than the recording.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { type Agreement, compareTrace } from '../domain/scheduler/agreement.ts';
import type { RecordedTrace } from '../domain/scheduler/replay.ts';

/** What the verb says of itself. */
const help = `quartermaster scheduler replay FILE.jsonl[.gz] [--json]

Replays recorded scheduling traces step by step and compares every admission, flavor, count, victim, reason,
pending bucket, available quota and weighted share. Prints the agreement trace by trace, the first difference
of each, and the total.

  --json   one JSON object a trace, and a last one with the total
  --help   this text

Exit code: 0 all agree, 1 a difference, 2 the file or the command line cannot be read.
`;

/** The longest difference that is printed in full. */
const DIFFERENCE_CHARS_MAX = 600;

interface Total {
  readonly traces: number;
  readonly agreeing: number;
  readonly livelocks: number;
  readonly cycles: number;
  readonly steps: Agreement['steps'];
  readonly states: Agreement['states'];
}

/** Where the verb writes to. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Runs the verb; resolves to the exit code. */
export async function run(args: readonly string[], { stdout, stderr }: Streams = process): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      stdout.write(help);
      return 0;
    }
    if (positionals.length !== 1)
      throw new Error(`Exactly one file is expected, and ${positionals.length} are given.`);
    return await replayFile(positionals[0]!, values.json ?? false, stdout);
  } catch (error) {
    stderr.write(`quartermaster: ${(error as Error).message}\n`);
    return 2;
  }
}

async function replayFile(path: string, json: boolean, stdout: Streams['stdout']): Promise<number> {
  let total = NOTHING;
  for await (const trace of traces(path)) {
    const agreement = compareTrace(trace);
    total = plus(total, agreement);
    stdout.write(json ? `${JSON.stringify(agreement)}\n` : lineOf(agreement));
  }
  if (total.traces === 0) throw new Error(`${path} holds no trace.`);
  stdout.write(json ? `${JSON.stringify({ total })}\n` : totalLine(total));
  return total.agreeing === total.traces ? 0 : 1;
}

/** The traces of a file, one after the other: a large file is never in memory as a whole. */
async function* traces(path: string): AsyncGenerator<RecordedTrace> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const failed = new Promise<never>((_, reject) => {
    for (const stream of [file, input]) stream.on('error', reject);
  });
  failed.catch(() => {});
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (let number = 1; ; number += 1) {
    const { done, value } = await Promise.race([lines.next(), failed]);
    if (done) return;
    if (value.trim() !== '') yield parse(value, path, number);
  }
}

function parse(line: string, path: string, number: number): RecordedTrace {
  try {
    const trace = JSON.parse(line) as Partial<RecordedTrace>;
    if (trace.scenario && Array.isArray(trace.observed?.steps) && Array.isArray(trace.observed.states)) {
      return trace as RecordedTrace;
    }
  } catch (error) {
    throw new Error(`${path}, line ${number}: not JSON (${(error as Error).message})`);
  }
  throw new Error(
    `${path}, line ${number}: not a trace; 'scenario', 'observed.steps' or 'observed.states' is missing`,
  );
}

function lineOf({ name, steps, states, livelock, loop, first }: Agreement): string {
  const counts = `${steps.equal}/${steps.recorded} steps, ${states.equal}/${states.recorded} states`;
  const between = loop === undefined ? '' : `: ${loop.workloads.join(', ')} of ${loop.queues.join(', ')}`;
  const rest = livelock.recorded ? `, never at rest${between}` : '';
  if (first === undefined) return `equal    ${name}: ${counts}${rest}\n`;
  const at = `t=${first.t}${first.cycle === undefined ? '' : `, cycle ${first.cycle}`}`;
  const [recorded, replayed] = [first.recorded, first.replayed].map((value) =>
    (JSON.stringify(value) ?? 'nothing').slice(0, DIFFERENCE_CHARS_MAX),
  );
  return `DIFFERS  ${name}: ${counts}${rest}\n  first at ${at}: ${first.what}\n    recorded ${recorded}\n    replayed ${replayed}\n`;
}

const NOTHING: Total = {
  traces: 0,
  agreeing: 0,
  livelocks: 0,
  cycles: 0,
  steps: { recorded: 0, equal: 0 },
  states: { recorded: 0, equal: 0 },
};

function plus(total: Total, { first, livelock, cycles, steps, states }: Agreement): Total {
  const sum = (a: Agreement['steps'], b: Agreement['steps']): Agreement['steps'] => ({
    recorded: a.recorded + b.recorded,
    equal: a.equal + b.equal,
  });
  return {
    traces: total.traces + 1,
    agreeing: total.agreeing + (first === undefined ? 1 : 0),
    livelocks: total.livelocks + (livelock.recorded ? 1 : 0),
    cycles: total.cycles + cycles,
    steps: sum(total.steps, steps),
    states: sum(total.states, states),
  };
}

function totalLine({ traces, agreeing, livelocks, cycles, steps, states }: Total): string {
  return (
    `${agreeing} of ${traces} traces agree (${livelocks} of them never come to rest in Kueue): ` +
    `${steps.equal} of ${steps.recorded} steps, ${states.equal} of ${states.recorded} states, ${cycles} cycles\n`
  );
}
