import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Json, type TestServer, testServer } from './testing.ts';

const CLUSTER = '/_quartermaster/clusters/ml';

describe('explanations on the control endpoints', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer('--pace', 'instant');
  });
  after(() => server.close());
  beforeEach(async () => {
    await server.control('POST', '/_quartermaster/reset');
    await server.createGovernedCluster('ml', 3, { vision: 1, nlp: 1 });
  });

  const ask = async (method: string, path: string, body?: unknown, contentType?: string): Promise<Json> => {
    const { status, json } = await server.control(method, `${CLUSTER}${path}`, body, contentType);
    assert.ok(status < 300, JSON.stringify(json));
    return json;
  };
  const gpus = (team: string, accelerators: number, rest = {}) => ({
    name: `${team}-job`,
    team,
    instanceType: 'ml.p4d.24xlarge',
    accelerators,
    vCpu: 1,
    memoryGiB: 1,
    ...rest,
  });

  test('a task that waits: the rule, the numbers, and what would let it run', async () => {
    await ask('POST', '/tasks', gpus('vision', 8));
    await ask('POST', '/tasks', gpus('nlp', 8));
    const { id } = await ask('POST', '/tasks', gpus('vision', 4));
    const why = await ask('GET', `/tasks/${id}/explanation`);
    assert.equal(why.waits, true);
    assert.equal(why.rule, 'PriorityClass');
    const gpu = why.podSets[0].instanceTypes[0].resources.find(
      ({ resource }: Json) => resource === 'nvidia.com/gpu',
    );
    assert.deepEqual(
      [gpu.requested, gpu.quota, gpu.used, gpu.available, gpu.missing, gpu.idleInPool],
      ['4', '8', '8', '0', '4', '0'],
    );
    assert.deepEqual(gpu.users.byQuota, { tasks: 1, amount: '8' });
    assert.equal(why.kueue.reason, 'WaitingForQuota');
    assert.ok(why.changes.length > 0);
    for (const { message } of why.changes) assert.match(message, /^[A-Z].*\.$/);
  });

  test('a proposed quota, sent as it is to UpdateComputeQuota, lets the task run', async () => {
    await ask('POST', '/tasks', gpus('vision', 6));
    await ask('POST', '/tasks', gpus('nlp', 8));
    const { id } = await ask('POST', '/tasks', gpus('vision', 4));
    const { changes } = await ask('GET', `/tasks/${id}/explanation`);
    const { quotaId, computeQuotaConfig } = changes.find(({ kind }: Json) => kind === 'Quota');
    const { ComputeQuotaVersion: TargetVersion } = await server.api('DescribeComputeQuota', {
      ComputeQuotaId: quotaId,
    });
    await server.api('UpdateComputeQuota', {
      ComputeQuotaId: quotaId,
      TargetVersion,
      ComputeQuotaConfig: computeQuotaConfig,
    });
    await server.control('POST', '/_quartermaster/clock', { runUntilIdle: true });
    const { status } = await ask('GET', `/tasks/${id}`);
    assert.equal(status, 'Running');
  });

  test('a task that runs does not wait', async () => {
    const { id } = await ask('POST', '/tasks', gpus('vision', 8));
    const why = await ask('GET', `/tasks/${id}/explanation`);
    assert.deepEqual(
      [why.waits, why.rule, why.message],
      [false, null, 'It does not wait: it is Running. Admitted within quota.'],
    );
  });

  test('a dry run submits nothing, and says what would be', async () => {
    const borrowing = await ask('POST', '/tasks?dryRun=true', gpus('vision', 6, { replicas: 2 }));
    assert.deepEqual([borrowing.dryRun, borrowing.admitted], [true, true]);
    assert.deepEqual(borrowing.borrows, { 'ml.p4d.24xlarge': { 'nvidia.com/gpu': '4' } });
    await ask('POST', '/tasks', gpus('vision', 8, { replicas: 2 }));
    const evicting = await ask('POST', '/tasks?dryRun=true', gpus('nlp', 8));
    assert.match(
      evicting.message,
      /^It would be admitted on ml\.p4d\.24xlarge, preempting task-1 of team 'vision' by /,
    );
    const waiting = await ask('POST', '/tasks?dryRun=true', gpus('vision', 1));
    assert.equal(waiting.admitted, false);
    assert.match(waiting.message, /^It would wait\. /);
    assert.equal((await ask('GET', '/tasks')).tasks.length, 1);
  });

  test('a dry run of a manifest, and of a task that could never run', async () => {
    const manifest = [
      'apiVersion: v1',
      'kind: Pod',
      'metadata: {name: one, labels: {kueue.x-k8s.io/queue-name: hyperpod-ns-nlp-localqueue}}',
      'spec: {containers: [{name: main, resources: {limits: {nvidia.com/gpu: 1}}}]}',
    ].join('\n');
    const { tasks } = await ask('POST', '/tasks?dryRun=true', manifest, 'application/yaml');
    assert.deepEqual(
      tasks.map(({ name, admitted }: Json) => [name, admitted]),
      [['one', true]],
    );
    const { status, json } = await server.control(
      'POST',
      `${CLUSTER}/tasks?dryRun=true`,
      gpus('vision', 8, { replicas: 9 }),
    );
    assert.equal(status, 400);
    assert.match(json.error.message, /larger than team 'vision' could ever have/);
  });

  test('lint', async () => {
    const { findings } = await ask('GET', '/governance/lint');
    for (const { severity, message, wayOut } of findings) {
      assert.notEqual(severity, 'error', message);
      assert.match(wayOut, /\.$/);
    }
  });
});
