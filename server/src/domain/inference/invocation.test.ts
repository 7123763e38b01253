import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEndpointConfig } from './create-endpoint-config.ts';
import { NotInvoked } from './invocation.ts';
import { EndpointStage, variant } from './testing.ts';
import { updateEndpointWeightsAndCapacities } from './update-endpoint-weights-and-capacities.ts';

const two = (a: number, b: number) => [
  variant({ InitialVariantWeight: a }),
  variant({ VariantName: 'canary', InitialVariantWeight: b }),
];

function serving(...variants: ReturnType<typeof variant>[]): EndpointStage {
  const stage = new EndpointStage();
  stage.config('c', ...variants);
  stage.create('x', 'c');
  stage.advanceHours(1);
  return stage;
}

test('requests go to variants by their weights, and the same request always to the same', () => {
  const stage = serving(...two(3, 1));
  const chosen = Array.from({ length: 2_000 }, (_, i) => stage.invoke('x', `request ${i}`).variant.name);
  const share = chosen.filter((name) => name === 'canary').length / chosen.length;
  assert.ok(share > 0.2 && share < 0.3, `${share}`);
  for (const [i, name] of chosen.slice(0, 20).entries())
    assert.equal(stage.invoke('x', `request ${i}`).variant.name, name);
});

test('which variant serves', async (t) => {
  const table: Record<string, [weights: [number, number], target: string | undefined, served: string]> = {
    'the one that is named, whatever its weight': [[1, 0], 'canary', 'canary'],
    'none of weight 0': [[0, 1], undefined, 'canary'],
    'the first where all have weight 0': [[0, 0], undefined, 'main'],
  };
  for (const [sentence, [weights, target, served]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = serving(...two(...weights));
      for (let i = 0; i < 50; i += 1) assert.equal(stage.invoke('x', `${i}`, target).variant.name, served);
    });
  }
});

test('new weights hold once the update is over', () => {
  const stage = serving(...two(1, 0));
  const DesiredWeightsAndCapacities = [
    { VariantName: 'main', DesiredWeight: 0 },
    { VariantName: 'canary', DesiredWeight: 1 },
  ];
  stage.call(updateEndpointWeightsAndCapacities, { EndpointName: 'x', DesiredWeightsAndCapacities });
  assert.equal(stage.invoke('x').variant.name, 'main');
  const [main] = stage.describe('x').ProductionVariants!;
  assert.deepEqual([main!.CurrentWeight, main!.DesiredWeight], [1, 0]);
  stage.advanceHours(1);
  assert.equal(stage.invoke('x').variant.name, 'canary');
});

test('who is not served, and why', async (t) => {
  const table: Record<string, [act: (stage: EndpointStage) => unknown, message: string | RegExp]> = {
    'an endpoint that is not there': [
      (stage) => stage.invoke('y'),
      'Endpoint y of account 111122223333 not found.',
    ],
    'an endpoint that is being created': [
      (stage) => {
        stage.create('y', 'c');
        stage.invoke('y');
      },
      /^Endpoint y of account 111122223333 is Creating/,
    ],
    'an endpoint that is being deleted': [
      (stage) => {
        stage.delete('x');
        stage.invoke('x');
      },
      /is Deleting/,
    ],
    'a variant that is not there': [
      (stage) => stage.invoke('x', '', 'blue'),
      /has no variant blue\. Its variants are main, canary\./,
    ],
    'an endpoint for asynchronous inference': [
      (stage) => {
        stage.call(createEndpointConfig, {
          EndpointConfigName: 'async',
          ProductionVariants: [variant()],
          AsyncInferenceConfig: { OutputConfig: {} },
        });
        stage.create('y', 'async');
        stage.advanceHours(1);
        stage.invoke('y');
      },
      /InvokeEndpointAsync, which reads from Amazon S3, is not served/,
    ],
  };
  for (const [sentence, [act, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = serving(...two(1, 1));
      assert.throws(
        () => act(stage),
        (error) => {
          assert.ok(error instanceof NotInvoked);
          assert.equal(error.code, 'ValidationError');
          if (typeof message === 'string') assert.equal(error.message, message);
          else assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

test('an endpoint that is being updated serves what it served', () => {
  const stage = serving(variant());
  stage.model('n');
  stage.config('d', variant({ ModelName: 'n' }));
  stage.update('x', 'd');
  assert.equal(stage.invoke('x').variant.spec.ModelName, 'm');
  stage.advanceHours(1);
  assert.equal(stage.invoke('x').variant.spec.ModelName, 'n');
});
