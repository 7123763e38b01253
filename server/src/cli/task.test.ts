import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type TestServer, testServer } from '../control/testing.ts';
import { run } from './cli.ts';
import type { Io } from './io.ts';

const manifest = `
apiVersion: batch/v1
kind: Job
metadata:
  name: from-yaml
  labels:
    kueue.x-k8s.io/queue-name: hyperpod-ns-nlp-localqueue
spec:
  backoffLimit: 1
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          resources: {limits: {nvidia.com/gpu: 4}}
---
kind: ConfigMap
`;

describe('tasks on the command line', () => {
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await testServer('--pace', 'instant');
    folder = mkdtempSync(join(tmpdir(), 'quartermaster-task-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });
  beforeEach(async () => {
    await server.control('POST', '/_quartermaster/reset');
    await server.createGovernedCluster('ml', 2, { vision: 1, nlp: 1 });
  });

  async function cli(line: string, input = ''): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const io: Io = {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { QUARTERMASTER_ENDPOINT: server.url },
      input: async () => input,
      ask: undefined,
      untilInterrupted: () => new AbortController().signal,
    };
    return { code: await run(line.split(' '), io), out, err };
  }

  async function ok(line: string): Promise<string> {
    const { code, out, err } = await cli(line);
    assert.deepEqual([code, err], [0, ''], line);
    return out;
  }

  const submit = 'task submit ml --team vision --type ml.p4d.24xlarge --accelerators 8 --vcpu 8 --memory 64';

  test('a task is submitted, borrows, is seen, and gives back', async () => {
    assert.equal(
      await ok(`${submit} --name train --priority training --replicas 2 --for 2h --checkpoint 10m`),
      'task-1 (train of team vision, 2 × 8 GPU on ml.p4d.24xlarge) is Running: Admitted on borrowed quota.\n',
    );
    assert.match(
      await ok('task list ml'),
      /^ID +NAME +TEAM +CLASS +STATUS +SIZE +TYPE +SUBMITTED +LEFT +MESSAGE\ntask-1 +train +vision +training +Running +2 × 8 GPU +ml\.p4d\.24xlarge +2026-01-05T09:00:00\.000Z +2h +Admitted on borrowed quota\.\n$/,
    );
    const governance = await ok('governance ml');
    assert.match(
      governance,
      /^TEAM +SHARING +WEIGHT +TYPE +RESOURCE +QUOTA +USED +BORROWED +LENT +PENDING +RUNNING\nvision +LendAndBorrow +10 +ml\.p4d\.24xlarge +cpu +96 +16 +0 +0 +0 +1\n/,
    );
    assert.match(governance, /\n +ml\.p4d\.24xlarge +GPU +8 +16 +8 +0\n/);
    assert.match(governance, /\n +ml\.p4d\.24xlarge +GPU +8 +0 +0 +8\n/);
    assert.match(
      governance,
      /\n\nPolicy 'ml': fair share Enabled, idle resource sharing Disabled, classes training 50, inference 90\.\n$/,
    );
    await server.control('POST', '/_quartermaster/clock', { advanceSeconds: 900 });
    await ok('task submit ml --team nlp --accelerators 8');
    const shown = await ok('task show ml train');
    assert.match(
      shown,
      /^task +task-1 \(train\)\nteam +vision\npriority +50 \(training\)\nstatus +Pending\n/,
    );
    assert.match(shown, /\nmain +2 replicas, each cpu 8, memory 64Gi, nvidia\.com\/gpu 8\n/);
    assert.match(shown, /\nadmitted +1 time, evicted 1 time\nmessage +Preempted to accommodate task-2/);
    assert.match(shown, /\ncheckpoints +every 10m\nsaved +10m of work\nleft +1h 50m\n$/);
    const running = await ok('task show ml task-2');
    assert.match(
      running,
      /\n\nREPLICA +INSTANCE ID +LOGICAL ID +HOST NAME +ACCELERATORS +PARTITIONS\nmain-0 +i-\w+ +[-\w]+ +ip-\S+ +0 1 2 3 4 5 6 7\n$/,
    );
    assert.equal(await ok('task complete ml task-2 --failed'), 'task-2 (task) is Failed.\n');
    assert.equal(await ok('task cancel ml train'), 'task-1 (train) is Cancelled.\n');
    assert.match(await ok('task list ml'), /^No such task waits or runs in 'ml'\. With --all those/);
    assert.match(await ok('task list ml --all --oldest'), /\ntask-1 .*\ntask-2 /);
    assert.equal(await ok('task list ml --team nobody --all'), "There are no such tasks in 'ml'.\n");
  });

  test('a manifest comes from a file or from standard input', async () => {
    const file = join(folder, 'job.yaml');
    writeFileSync(file, manifest);
    const warnings =
      'Warning: Document 2: ConfigMap is passed over; only tasks are read.\n' +
      'Warning: spec.backoffLimit has no effect: no container runs here, so none fails by itself.\n';
    const submitted = (id: string) =>
      `${id} (from-yaml of team nlp, 1 × 4 GPU on ml.p4d.24xlarge) is Running: Admitted within quota.\n`;
    for (const [line, input, id] of [
      [`task submit ml -f ${file}`, '', 'task-1'],
      ['task submit ml -f -', manifest, 'task-2'],
    ] as const) {
      assert.deepEqual(await cli(line, input), { code: 0, out: submitted(id), err: warnings }, line);
    }
    const refused: Record<string, [code: number, err: RegExp]> = {
      [`task submit ml -f ${file} --team a`]: [
        2,
        /--team is given beside --file\. A manifest says it all itself/,
      ],
      'task submit ml --file nowhere.yaml': [2, /--file is 'nowhere\.yaml', which cannot be read: ENOENT/],
      'task submit ml': [2, /needs --team TEAM, or a manifest with -f FILE/],
      'task submit ml --team a --partitions =2': [
        2,
        /--partitions is '=2', and must be a profile and a count/,
      ],
      'task submit ml --team a --replicas two': [2, /--replicas is 'two', and must be a number/],
      'task submit ml --team visio --accelerators 1': [1, /Did you mean 'vision'\?/],
      'task submit other --team a --vcpu 1': [1, /Cluster 'other' does not exist/],
      'task show ml task-99': [1, /Task 'task-99' does not exist in this cluster/],
    };
    for (const [line, [code, err]] of Object.entries(refused)) {
      const ran = await cli(line);
      assert.equal(ran.code, code, line);
      assert.match(ran.err, err, line);
    }
  });

  test('several types, or an accelerator, are requirements', async () => {
    const typesOf = async (line: string) => JSON.parse(await ok(`${line} --json`)).podSets[0].instanceTypes;
    const base = 'task submit ml --team vision --accelerators 1';
    assert.deepEqual(await typesOf(`${base} --type ml.p4d.24xlarge,ml.p4de.24xlarge`), [
      'ml.p4d.24xlarge',
      'ml.p4de.24xlarge',
    ]);
    assert.deepEqual(await typesOf(`${base} --type ml.p4d.24xlarge,ml.p5.48xlarge --accelerator a100`), [
      'ml.p4d.24xlarge',
    ]);
    assert.deepEqual(await typesOf(base), []);
  });

  test('history is printed line by line, and governance as it is', async () => {
    await ok(`${submit} --name a`);
    await ok('task submit ml --team nlp --accelerators 8 --name b');
    const types = async (line: string) =>
      (await ok(line))
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text).type);
    assert.deepEqual(await types('task history ml'), [
      ...['NodeChanged', 'NodeChanged', 'PolicyChanged', 'PolicyChanged', 'PolicyChanged'],
      ...['Submitted', 'Admitted', 'Submitted', 'Admitted'],
    ]);
    assert.deepEqual(await types('task history ml --task b'), ['Submitted', 'Admitted']);
    assert.deepEqual(await types('task history ml --team vision'), ['Submitted', 'Admitted']);
    const { teams } = JSON.parse(await ok('governance show ml --json'));
    assert.deepEqual(
      teams.map(({ team, tasks }: { team: string; tasks: object }) => [team, tasks]),
      [
        ['vision', { pending: 0, running: 1, stopping: 0 }],
        ['nlp', { pending: 0, running: 1, stopping: 0 }],
      ],
    );
  });
});
