/**
 * Replays everything recorded of real Kueue v0.19.2. The recordings are not part of the project: they are looked
 * for in QUARTERMASTER_SHARED, else in `shared` beside the repository.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { compareTrace } from '../../src/domain/scheduler/agreement.ts';
import type { RecordedTrace } from '../../src/domain/scheduler/replay.ts';
import { runCase, type SingleCase } from './single-case.ts';

const shared = process.env.QUARTERMASTER_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
const tracesFile = join(shared, 'oracle', 'kueue-traces.jsonl.gz');
const casesFile = join(shared, 'oracle', 'kueue-scenarios.json');
const skip = existsSync(tracesFile) ? false : `the recorded decisions of Kueue are not at ${shared}/oracle`;

const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');

/** Cases that need more than quota, by what their title contains. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'block preemptions and signal': 'preemption gates: a MultiKueue matter',
  'does not satisfy limitRange constraints': 'LimitRange objects of Kubernetes',
  'resource requests exceed limits': 'container limits, checked where manifests are read',
  'error during admission': 'a failing API server',
  'failed to match clusterQueue selector': 'namespace selectors: here a task names its queue',
  'concurrent admission:': 'concurrent admission: variants of one workload, an alpha feature',
};

const reasonOf = ({ id }: SingleCase): string | undefined =>
  Object.entries(LEFT_OUT).find(([part]) => id.includes(part))?.[1];

describe('recorded decisions of Kueue', () => {
  test('every trace agrees step by step', { skip }, () => {
    const found = { traces: 0, steps: 0, states: 0 };
    const different: string[] = [];
    const wrongLivelocks: string[] = [];
    for (const line of gunzipSync(readFileSync(tracesFile)).toString().split('\n')) {
      if (line === '') continue;
      const trace = JSON.parse(line) as RecordedTrace;
      const { first, loop, steps, states } = compareTrace(trace);
      found.traces += 1;
      found.steps += steps.equal;
      found.states += states.equal;
      if (first !== undefined) different.push(`${trace.name}: ${JSON.stringify(first).slice(0, 300)}`);
      if ((loop !== undefined) !== trace.livelock) wrongLivelocks.push(trace.name);
    }
    assert.deepEqual(different, []);
    const words = ({ traces, steps, states }: typeof found): string =>
      `${traces} of ${traces} recorded traces of the real scheduler: ${steps.toLocaleString('en')} steps and ${states.toLocaleString('en')} states`;
    assert.ok(readme.includes(words(found)), `the README says ${words(found)}`);
    assert.deepEqual(
      wrongLivelocks,
      [],
      'a livelock is detected where Kueue never came to rest, and only there',
    );
  });

  const cases: readonly SingleCase[] = skip ? [] : JSON.parse(readFileSync(casesFile, 'utf8'));
  test('the file holds single cases, and what is left out is among them', { skip }, () => {
    assert.ok(cases.length > 0);
    for (const part of Object.keys(LEFT_OUT))
      assert.ok(
        cases.some(({ id }) => id.includes(part)),
        `no case is '${part}' any more`,
      );
  });
  for (const single of cases) {
    test(single.id, { skip: reasonOf(single) ?? false }, () => {
      const { expected, actual } = runCase(single);
      assert.deepEqual(actual, expected);
    });
  }
});
