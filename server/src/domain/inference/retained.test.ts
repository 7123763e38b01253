import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEndpointConfig } from './create-endpoint-config.ts';
import { deleteEndpointConfig } from './delete-endpoint-config.ts';
import { deleteModel } from './delete-model.ts';
import { EndpointStage, variant } from './testing.ts';
import { updateEndpointWeightsAndCapacities } from './update-endpoint-weights-and-capacities.ts';

const capture = (InitialSamplingPercentage: number) => ({
  InitialSamplingPercentage,
  DestinationS3Uri: 's3://b/c',
  CaptureOptions: [{ CaptureMode: 'Input' as const }],
});

/** An endpoint of `old` that was scaled to 3 with weight 5; `new` has 1 and weight 1, and samples 20 instead of 10. */
function scaled(): EndpointStage {
  const stage = new EndpointStage();
  for (const [EndpointConfigName, share] of [
    ['old', 10],
    ['new', 20],
  ] as const)
    stage.call(createEndpointConfig, {
      EndpointConfigName,
      ProductionVariants: [variant()],
      DataCaptureConfig: capture(share),
    });
  stage.create('x', 'old');
  stage.advanceHours(1);
  const DesiredWeightsAndCapacities = [{ VariantName: 'main', DesiredWeight: 5, DesiredInstanceCount: 3 }];
  stage.call(updateEndpointWeightsAndCapacities, { EndpointName: 'x', DesiredWeightsAndCapacities });
  stage.advanceHours(1);
  return stage;
}

test('what an update retains', async (t) => {
  const exclude = (...types: string[]) => ({
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: types.map((VariantPropertyType) => ({ VariantPropertyType })),
  });
  const table: Record<string, [change: object, seen: [count: number, weight: number, sampled: number]]> = {
    'nothing, unless asked': [{}, [1, 1, 20]],
    'all three': [{ RetainAllVariantProperties: true }, [3, 5, 10]],
    'all but counts': [exclude('DesiredInstanceCount'), [1, 5, 10]],
    'all but weights': [exclude('DesiredWeight'), [3, 1, 10]],
    'all but data capture': [exclude('DataCaptureConfig'), [3, 5, 20]],
    'none of them': [exclude('DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig'), [1, 1, 20]],
    'exclusions alone mean nothing': [{ ...exclude(), RetainAllVariantProperties: false }, [1, 1, 20]],
  };
  for (const [sentence, [change, seen]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = scaled();
      stage.update('x', 'new', change);
      stage.advanceHours(1);
      const { ProductionVariants: [main] = [], DataCaptureConfig } = stage.describe('x');
      assert.deepEqual(
        [main!.CurrentInstanceCount, main!.CurrentWeight, DataCaptureConfig!.CurrentSamplingPercentage],
        seen,
      );
    });
  }
});

test('which DeploymentConfig an update goes by, and which is the last', () => {
  const stage = scaled();
  const config = (seconds: number) => ({
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: seconds },
    },
  });
  const last = () =>
    stage.describe('x').LastDeploymentConfig?.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration
      .WaitIntervalInSeconds;
  const update = (change: object) => {
    stage.update('x', 'new', change);
    stage.advanceHours(1);
    return last();
  };
  assert.equal(last(), undefined);
  assert.equal(update({ DeploymentConfig: config(60) }), 60);
  assert.equal(update({ RetainDeploymentConfig: true }), 60);
  assert.equal(update({ RetainDeploymentConfig: true, DeploymentConfig: config(30) }), 30);
  stage.fault({ type: 'capacity' }, 1);
  assert.equal(update({ DeploymentConfig: config(90) }), 30, 'the last is the last that succeeded');
  assert.equal(update({}), undefined);
});

test('what is under way is shown as pending', () => {
  const stage = scaled();
  const asked = stage.now;
  stage.update('x', 'new');
  const { EndpointStatus, EndpointConfigName, PendingDeploymentSummary: pending } = stage.describe('x');
  assert.deepEqual([EndpointStatus, EndpointConfigName], ['Updating', 'old']);
  const { EndpointConfigName: next, StartTime, ProductionVariants: [main] = [] } = pending!;
  assert.deepEqual([next, StartTime], ['new', asked]);
  assert.deepEqual(
    [main!.InstanceType, main!.CurrentInstanceCount, main!.DesiredInstanceCount],
    ['ml.p5.48xlarge', 0, 1],
  );
  stage.advanceHours(1);
  assert.equal(stage.describe('x').PendingDeploymentSummary, undefined);
});

test('an endpoint goes on with what it was deployed with, though configuration and model are deleted', () => {
  const stage = scaled();
  stage.call(deleteEndpointConfig, { EndpointConfigName: 'old' });
  stage.call(deleteModel, { ModelName: 'm' });
  const { EndpointConfigName, ProductionVariants: [main] = [] } = stage.describe('x');
  assert.equal(EndpointConfigName, 'old');
  assert.equal(main!.DeployedImages![0]!.SpecifiedImage, 'repository/m:1');
  assert.match(main!.DeployedImages![0]!.ResolvedImage!, /^repository\/m@sha256:[0-9a-f]{64}$/);
  assert.equal(stage.invoke('x').variant.name, 'main');
});
