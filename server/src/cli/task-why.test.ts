import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type TestServer, testServer } from '../control/testing.ts';
import { run } from './cli.ts';
import type { Io } from './io.ts';

describe('answers on the command line', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer('--pace', 'instant');
  });
  after(() => server.close());
  beforeEach(async () => {
    await server.control('POST', '/_quartermaster/reset');
    await server.createGovernedCluster('ml', 2, { vision: 1, nlp: 1 });
  });

  async function cli(line: string): Promise<{ code: number; out: string }> {
    let [out, err] = ['', ''];
    const io: Io = {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { QUARTERMASTER_ENDPOINT: server.url },
      input: async () => '',
      ask: undefined,
      untilInterrupted: () => new AbortController().signal,
    };
    const code = await run(line.split(' '), io);
    assert.equal(err, '', line);
    return { code, out };
  }

  const submit = (team: string, accelerators: number, rest = '') =>
    cli(
      `task submit ml --team ${team} --type ml.p4d.24xlarge --accelerators ${accelerators} --vcpu 1 --memory 1${rest}`,
    );

  test('why a task waits', async () => {
    await submit('vision', 8);
    await submit('nlp', 8);
    await submit('vision', 4);
    const { code, out } = await cli('task why ml task-3');
    assert.equal(code, 0);
    assert.match(
      out,
      /^task-3 \(task of team vision\) waits: PriorityClass\. Replicas of 'main' ask for 4 nvidia\.com\/gpu of ml\.p4d\.24xlarge; /,
    );
    assert.match(
      out,
      /\nREPLICAS +TYPE +RESOURCE +ASKED +AVAILABLE +MISSING +QUOTA +USED +BORROWED +LIMIT +IDLE +RULE\n/,
    );
    assert.match(out, /\nmain +ml\.p4d\.24xlarge +GPU +4 +0 +4 +8 +8 +0 +8 +0 +PriorityClass\n/);
    assert.match(
      out,
      /\nEach of these by itself would let it run now:\n {2}Submit it with priority class 'training' \(50, not 0\), preempting task-1 of team 'vision'/,
    );
    assert.equal(
      (await cli('task why ml task-1')).out,
      'task-1 (task of team vision): It does not wait: it is Running. Admitted within quota.\n',
    );
  });

  test('what would become of a task', async () => {
    await submit('vision', 8, ' --replicas 2');
    assert.equal(
      (await submit('nlp', 8, ' --dry-run')).out,
      "task of team nlp: It would be admitted on ml.p4d.24xlarge, preempting task-1 of team 'vision' by reclamation within the cohort.\n",
    );
    assert.match(
      (await submit('vision', 8, ' --dry-run')).out,
      /^task of team vision: It would wait\. Replicas of 'main' ask for 8 nvidia\.com\/gpu .*\nEach of these by itself would let it run now:\n {2}Submit it with priority class 'training'/,
    );
    assert.doesNotMatch((await cli('task list ml')).out, /task-2/);
  });

  test('lint, and its exit code', async () => {
    const clean = await cli('governance lint ml');
    assert.equal(clean.code, 0);
    assert.match(clean.out, /^info NotAllocatable: /);
    await server.control('POST', '/_quartermaster/reset');
    await server.createGovernedCluster('ml', 1, { vision: 1, nlp: 1 });
    const above = await cli('governance lint ml');
    assert.equal(above.code, 1, 'there is an error');
    assert.match(above.out, /^error QuotaAboveNodes: Quotas of ml\.p4d\.24xlarge come to 192 cpu, /);
  });
});
