import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { run } from '../../src/cli/scheduler-replay.ts';
import { type RecordedTrace, replay } from '../../src/domain/scheduler/replay.ts';
import type { Scenario } from '../../src/domain/scheduler/scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
after(() => rmSync(folder, { recursive: true }));

const job = (name: string, submit: number) => ({
  name,
  clusterQueue: 'q',
  priority: 0,
  submit,
  duration: 10,
  podSets: [{ name: 'main', count: 1, requests: { cpu: '2' } }],
});

const scenario: Scenario = {
  fairSharing: false,
  flavors: ['f'],
  cohorts: [],
  clusterQueues: [
    {
      name: 'q',
      queueingStrategy: 'BestEffortFIFO',
      resourceGroups: [[{ flavor: 'f', resources: [{ name: 'cpu', nominal: '3' }] }]],
    },
  ],
  jobs: [job('first', 1), job('second', 2)],
};

/** A trace of this scenario, and one in which the second job is said to start before its time. */
function traces(): { readonly right: RecordedTrace; readonly wrong: RecordedTrace } {
  const observed = replay(scenario);
  const right = { name: 'right', livelock: false, scenario, observed };
  const steps = observed.steps.map((step) => (step.t === 11 ? { ...step, t: 2 } : step));
  return { right, wrong: { ...right, name: 'wrong', observed: { ...observed, steps } } };
}

async function runVerb(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a file that agrees', async () => {
  const path = file('right.jsonl.gz', gzipSync(`${JSON.stringify(traces().right)}\n`));
  const { code, out } = await runVerb(path);
  assert.equal(code, 0);
  assert.match(out, /^equal {4}right: 2\/2 steps, 4\/4 states\n1 of 1 traces agree /);
});

test('a file that does not', async () => {
  const { right, wrong } = traces();
  const path = file('wrong.jsonl', [right, wrong].map((trace) => JSON.stringify(trace)).join('\n'));
  const { code, out } = await runVerb(path);
  assert.equal(code, 1);
  assert.match(
    out,
    /DIFFERS {2}wrong: 1\/2 steps, 4\/4 states\n {2}first at t=2, cycle 0: t\n {4}recorded 2\n {4}replayed 11\n/,
  );
  assert.match(out, /1 of 2 traces agree/);
  const json = (await runVerb(path, '--json')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    json.map((line) => line.name ?? line.total.agreeing),
    ['right', 'wrong', 1],
  );
  assert.equal(json[1].first.what, 't');
});

test('what cannot be read', async (t) => {
  const table: Record<string, [args: string[], message: RegExp]> = {
    'no file': [[], /Exactly one file is expected, and 0 are given/],
    'a file that is not there': [[join(folder, 'none.jsonl')], /ENOENT/],
    'an unknown option': [['--loud'], /--loud/],
    'a line that is not JSON': [[file('text.jsonl', '{"a": 1}\nhello\n')], /line 1: not a trace/],
    'a file that is empty': [[file('empty.jsonl', '\n')], /holds no trace/],
    'a file that only looks compressed': [[file('plain.jsonl.gz', 'hello')], /incorrect header check/],
  };
  for (const [sentence, [args, message]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { code, err } = await runVerb(...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});

test('the help', async () => {
  const { code, out } = await runVerb('--help');
  assert.equal(code, 0);
  assert.match(out, /^quartermaster scheduler replay FILE/);
});
