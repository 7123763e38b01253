import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeploymentConfig } from '../../shapes/endpoint-deployment.ts';
import { createEndpoint } from './create-endpoint.ts';
import { EndpointStage, variant } from './testing.ts';

const size = { Type: 'CAPACITY_PERCENT', Value: 30 } as const;
const routed = (routing: object): DeploymentConfig =>
  ({
    BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { WaitIntervalInSeconds: 60, ...routing } },
  }) as DeploymentConfig;
const rolling = { RollingUpdatePolicy: { MaximumBatchSize: size, WaitIntervalInSeconds: 60 } };

test('a DeploymentConfig says one thing, and how much moves at a time', async (t) => {
  const table: Record<string, [config: DeploymentConfig, message?: RegExp]> = {
    'all at once': [routed({ Type: 'ALL_AT_ONCE' })],
    'a canary': [routed({ Type: 'CANARY', CanarySize: size })],
    steps: [routed({ Type: 'LINEAR', LinearStepSize: size })],
    batches: [rolling],
    'a canary of no size': [
      routed({ Type: 'CANARY', LinearStepSize: size }),
      /Type is CANARY, and CanarySize is missing/,
    ],
    'steps of no size': [routed({ Type: 'LINEAR' }), /Type is LINEAR, and LinearStepSize is missing/],
    'both policies': [
      { ...routed({ Type: 'ALL_AT_ONCE' }), ...rolling },
      /gives BlueGreenUpdatePolicy and RollingUpdatePolicy/,
    ],
  };
  for (const [sentence, [DeploymentConfig, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new EndpointStage();
      stage.config('c', variant());
      const create = () =>
        stage.call(createEndpoint, { EndpointName: 'x', EndpointConfigName: 'c', DeploymentConfig });
      if (message !== undefined) {
        assert.throws(create, { code: 'ValidationException', message });
        stage.create('x', 'c');
      } else create();
      stage.advanceHours(1);
      const update = () => stage.update('x', 'c', { DeploymentConfig });
      if (message === undefined) return update();
      assert.throws(update, { code: 'ValidationException', message });
      assert.equal(stage.seen('x'), 'InService c 1/1');
    });
  }
});
