import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRequest } from '../domain/command.ts';
import { faultRequest } from './fault-request.ts';

const node = 'i-0123456789abcdef0';

test('each type of fault is read', async (t) => {
  const table: Record<string, [object, Partial<FaultRequest>]> = {
    'a node that needs nothing, for a while': [
      { type: 'node', cluster: 'ml', node, needs: 'nothing', durationSeconds: 30 },
      { spec: { type: 'node', cluster: 'ml', node, needs: 'Nothing' }, durationMs: 30_000 },
    ],
    'no capacity anywhere': [{ type: 'capacity' }, { spec: { type: 'capacity' } }],
    'no capacity of a type in a zone, three times': [
      { type: 'capacity', instanceType: 'ml.p5.48xlarge', availabilityZone: 'us-west-2a', count: 3 },
      {
        spec: { type: 'capacity', instanceType: 'ml.p5.48xlarge', availabilityZone: 'us-west-2a' },
        count: 3,
      },
    ],
    'a step in a cluster given by ARN, which is known by id': [
      {
        type: 'launch',
        cluster: 'arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefabcdef',
        instanceGroup: 'g',
      },
      { spec: { type: 'launch', cluster: 'abcdefabcdef', instanceGroup: 'g' } },
    ],
    slowness: [{ type: 'slow', factor: 2.5 }, { spec: { type: 'slow', factor: 2.5 } }],
    'an internal error': [{ type: 'internal-error', node }, { spec: { type: 'internal-error', node } }],
    'an alarm': [
      { type: 'alarm', alarmName: 'gpu errors' },
      { spec: { type: 'alarm', alarmName: 'gpu errors' } },
    ],
    'operations of governance, of any kind': [{ type: 'governance' }, { spec: { type: 'governance' } }],
    'an update of one quota, rollback and all': [
      {
        type: 'governance',
        resource: 'compute-quota',
        operation: 'update',
        cluster: 'ml',
        name: 'a-quota',
        rollback: 'fails',
        count: 1,
      },
      {
        spec: {
          type: 'governance',
          resource: 'compute-quota',
          operation: 'update',
          cluster: 'ml',
          name: 'a-quota',
          rollback: 'fails',
        },
        count: 1,
      },
    ],
    'any purchase of a plan': [{ type: 'training-plan' }, { spec: { type: 'training-plan' } }],
    'one extension of one plan': [
      { type: 'training-plan', plan: 'p5', operation: 'extend', reason: 'capacity', count: 1 },
      { spec: { type: 'training-plan', plan: 'p5', operation: 'extend', reason: 'capacity' }, count: 1 },
    ],
    'any interruption of spot training': [
      { type: 'training-job', failure: 'interruption' },
      { spec: { type: 'training-job', failure: 'interruption' } },
    ],
    'one instance under one job': [
      { type: 'training-job', job: 'llm', failure: 'instance', count: 1 },
      { spec: { type: 'training-job', job: 'llm', failure: 'instance' }, count: 1 },
    ],
    'no capacity for a type that only training jobs run on': [
      { type: 'capacity', instanceType: 'ml.p3.2xlarge' },
      { spec: { type: 'capacity', instanceType: 'ml.p3.2xlarge' } },
    ],
    'any deployment': [{ type: 'endpoint' }, { spec: { type: 'endpoint' } }],
    'one update of one endpoint': [
      { type: 'endpoint', endpoint: 'chat', operation: 'update', count: 1 },
      { spec: { type: 'endpoint', endpoint: 'chat', operation: 'update' }, count: 1 },
    ],
    'an API error in one account and region': [
      {
        type: 'api',
        operation: '*',
        error: 'InternalFailure',
        probability: 0.5,
        delaySeconds: 0.2,
        account: '111122223333',
        region: 'us-west-2',
      },
      {
        spec: { type: 'api', operation: '*', error: 'InternalFailure', probability: 0.5, delayMs: 200 },
        world: { account: '111122223333', region: 'us-west-2' },
      },
    ],
  };
  for (const [sentence, [body, request]] of Object.entries(table)) {
    await t.test(sentence, () =>
      assert.deepEqual(JSON.parse(JSON.stringify(faultRequest(body as never))), request),
    );
  }
});

test('a fault that could never strike is refused', async (t) => {
  const api = { type: 'api', operation: 'CreateCluster', error: 'ThrottlingException' };
  const table: Record<string, [object, RegExp]> = {
    'no type': [{}, /'type' is missing/],
    'an unknown type': [{ type: 'nodes' }, /'type' is "nodes", and must be one of node, capacity, launch,/],
    'a misspelt member': [
      { type: 'launch', clustr: 'ml' },
      /'clustr' is no member of a fault of type 'launch'. It takes type, cluster,/,
    ],
    "another type's member": [{ type: 'launch', needs: 'reboot' }, /'needs' is no member/],
    'a count of hardware': [{ type: 'node', node, needs: 'reboot', count: 2 }, /'count' is no member/],
    'a node without name': [{ type: 'node', needs: 'reboot' }, /'node' is missing/],
    'a node by host name': [
      { type: 'node', node: 'ip-10-0-0-1', needs: 'reboot' },
      /'node' is "ip-10-0-0-1", and must be an instance id/,
    ],
    'an unknown need': [{ type: 'node', node, needs: 'Reboot' }, /one of reboot, replacement, nothing/],
    'a type of no cluster': [{ type: 'capacity', instanceType: 'p5.48xlarge' }, /such as ml\.p5\.48xlarge/],
    'a region for a zone': [
      { type: 'capacity', availabilityZone: 'us-west-2' },
      /must be an availability zone/,
    ],
    'an unknown operation': [
      { ...api, operation: 'CreateClusters' },
      /must be '\*' or one of CreateCluster,/,
    ],
    'an inherited name as operation': [{ ...api, operation: 'constructor' }, /must be '\*' or one of/],
    'a governance operation by its API name': [
      { type: 'governance', operation: 'CreateComputeQuota' },
      /'operation' is "CreateComputeQuota", and must be one of create, update, delete/,
    ],
    'a kind of governance resource that there is not': [
      { type: 'governance', resource: 'quota' },
      /must be one of compute-quota, scheduler-config/,
    ],
    'a rollback that succeeds': [{ type: 'governance', rollback: 'succeeds' }, /must be one of fails/],
    'a name that no resource has': [
      { type: 'governance', name: 'a b' },
      /'name' is "a b", and must be a compute quota's or cluster scheduler config's name or id/,
    ],
    'a group of a governance operation': [
      { type: 'governance', instanceGroup: 'g' },
      /'instanceGroup' is no member of a fault of type 'governance'/,
    ],
    'an error that is no code': [{ ...api, error: 'throttled' }, /an error code such as/],
    'an API fault without harm': [{ type: 'api', operation: '*' }, /needs 'error', 'delaySeconds', or both/],
    'a probability of nought': [{ ...api, probability: 0 }, /'probability' is 0, and must be a number from/],
    'half a count': [{ ...api, count: 1.5 }, /'count' is 1.5, and must be a whole number from 1 to/],
    'a duration of no time': [{ ...api, durationSeconds: 0 }, /'durationSeconds' is 0/],
    'a duration as text': [
      { ...api, durationSeconds: '30' },
      /'durationSeconds' is "30", and must be a number/,
    ],
    'a factor below one': [{ type: 'slow', factor: 0.5 }, /'factor' is 0.5, and must be a number from 1/],
    'an account without region': [{ ...api, account: '111122223333' }, /'region' is missing/],
  };
  for (const [sentence, [body, message]] of Object.entries(table)) {
    await t.test(sentence, () =>
      assert.throws(() => faultRequest(body as never), { code: 'InvalidRequest', message }),
    );
  }
});
