import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpdateEndpointWeightsAndCapacitiesInput } from '../../shapes/endpoint.ts';
import { planArn } from '../capacity/training-plan.ts';
import { Refusal } from '../refusal.ts';
import { createEndpointConfig } from './create-endpoint-config.ts';
import { createModel } from './create-model.ts';
import { deleteEndpointConfig } from './delete-endpoint-config.ts';
import { deleteModel } from './delete-model.ts';
import { EndpointStage, variant } from './testing.ts';
import { updateEndpointWeightsAndCapacities } from './update-endpoint-weights-and-capacities.ts';

const arn = (resource: string): string => `arn:aws:sagemaker:us-west-2:111122223333:${resource}`;

/** Plans `p` (Active, 4 instances), `later` (Scheduled) and `jobs` (for training jobs); an endpoint `x` on `p`. */
function staged(): EndpointStage {
  const stage = new EndpointStage();
  stage.endpointPlan('p', 4, [[1, 25]]);
  stage.endpointPlan('q', 1, [[1, 25]]);
  stage.endpointPlan('later', 4, [[100, 125]]);
  stage.buy('jobs', stage.offer([[1, 25]], { targets: ['training-job'] }));
  stage.advanceHours(2);
  stage.config('two', stage.onPlan('p', 2));
  stage.config('serverless', serverless());
  stage.create('x', 'two');
  stage.create('s', 'serverless');
  stage.advanceHours(1);
  return stage;
}

const serverless = (change: object = {}) =>
  variant({
    InstanceType: undefined,
    InitialInstanceCount: undefined,
    ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5, ...change },
  });

const refusals: Record<string, [act: (stage: EndpointStage) => unknown, message: RegExp | string]> = {
  'a model that exists': [
    (stage) => stage.model('m'),
    `Cannot create already existing model "${arn('model/m')}".`,
  ],
  'a model without containers': [
    (stage) => stage.call(createModel, { ModelName: 'n' }),
    /needs PrimaryContainer or Containers/,
  ],
  'a model with a list of no containers': [
    (stage) => stage.call(createModel, { ModelName: 'n', Containers: [] }),
    /needs PrimaryContainer or Containers/,
  ],
  'a model with both kinds of containers': [
    (stage) => stage.call(createModel, { ModelName: 'n', PrimaryContainer: { Image: 'i' }, Containers: [] }),
    /PrimaryContainer and Containers are both given/,
  ],
  'a container without an image': [
    (stage) => stage.call(createModel, { ModelName: 'n', Containers: [{ Image: 'i' }, {}] }),
    /^Containers\[1\] has neither Image nor ModelPackageName/,
  ],
  'a model that is not there': [
    (stage) => stage.call(deleteModel, { ModelName: 'n' }),
    `Could not find model "${arn('model/n')}".`,
  ],
  'a configuration that exists': [
    (stage) => stage.config('two', variant()),
    `Cannot create already existing endpoint configuration "${arn('endpoint-config/two')}".`,
  ],
  'a configuration that is not there': [
    (stage) => stage.call(deleteEndpointConfig, { EndpointConfigName: 'n' }),
    `Could not find endpoint configuration "${arn('endpoint-config/n')}".`,
  ],
  'a configuration of a model that is not there': [
    (stage) => stage.config('c', variant({ ModelName: 'n' })),
    `Could not find model "${arn('model/n')}".`,
  ],
  'a model of one pool that is not there': [
    (stage) =>
      stage.config(
        'c',
        variant({
          InstanceType: undefined,
          InstancePools: [{ InstanceType: 'ml.p5.48xlarge', Priority: 1, ModelNameOverride: 'n' }],
        }),
      ),
    `Could not find model "${arn('model/n')}".`,
  ],
  'two variants of a name': [
    (stage) => stage.config('c', variant(), variant()),
    /^ProductionVariants\[1\]\.VariantName is "main", and another variant has that name/,
  ],
  'a variant without a model, and no role for inference components': [
    (stage) => stage.config('c', variant({ ModelName: undefined })),
    /has no ModelName/,
  ],
  'managed scaling of a variant with a model': [
    (stage) => stage.config('c', variant({ ManagedInstanceScaling: { Status: 'ENABLED' } })),
    'ManagedInstanceScaling is only supported for inference component endpoints.',
  ],
  'a variant without a type': [
    (stage) => stage.config('c', variant({ InstanceType: undefined })),
    /has no InstanceType/,
  ],
  'a variant without a count': [
    (stage) => stage.config('c', variant({ InitialInstanceCount: undefined })),
    /has no InitialInstanceCount/,
  ],
  'a type and pools': [
    (stage) => stage.config('c', variant({ InstancePools: [{ InstanceType: 'ml.g5.xlarge', Priority: 1 }] })),
    /gives InstanceType and InstancePools/,
  ],
  'two pools of the same priority': [
    (stage) =>
      stage.config(
        'c',
        variant({
          InstanceType: undefined,
          InstancePools: [
            { InstanceType: 'ml.g5.xlarge', Priority: 1 },
            { InstanceType: 'ml.p5.48xlarge', Priority: 1 },
          ],
        }),
      ),
    /two pools have the same Priority/,
  ],
  'a serverless variant with instances': [
    (stage) => stage.config('c', { ...serverless(), InitialInstanceCount: 1 }),
    /gives ServerlessConfig together with instances/,
  ],
  'more provisioned than at most': [
    (stage) => stage.config('c', serverless({ ProvisionedConcurrency: 6 })),
    /ProvisionedConcurrency is 6, and MaxConcurrency is 5/,
  ],
  'a plan that does not exist': [
    (stage) =>
      stage.config(
        'c',
        variant({ CapacityReservationConfig: { MlReservationArn: arn('training-plan/none') } }),
      ),
    /MlReservationArn: training plan '.*none' does not exist.*Plans that would do: .*training-plan\/p/,
  ],
  'a reservation without its ARN': [
    (stage) => stage.config('c', variant({ CapacityReservationConfig: {} })),
    /is given without MlReservationArn/,
  ],
  'a plan for something else': [
    (stage) => stage.config('c', stage.onPlan('jobs', 1)),
    /plan 'jobs' is for training-job, and variant 'main' needs one for endpoint/,
  ],
  'a plan that is not Active yet': [
    (stage) => stage.config('c', stage.onPlan('later', 1)),
    /plan 'later' is Scheduled, and must be Active/,
  ],
  'a plan of another type': [
    (stage) => stage.config('c', stage.onPlan('p', 1, { InstanceType: 'ml.g5.xlarge' })),
    /plan 'p' has instances of ml.p5.48xlarge, and variant 'main' asks for ml.g5.xlarge/,
  ],
  'a second variant of another type': [
    (stage) =>
      stage.config(
        'c',
        stage.onPlan('p', 1),
        stage.onPlan('p', 1, { VariantName: 'b', InstanceType: 'ml.g5.xlarge' }),
      ),
    /variant 'b' asks for ml.g5.xlarge/,
  ],
  'more than is reserved': [
    (stage) => stage.config('c', stage.onPlan('p', 5)),
    /^Requested instance count \(5\) exceeds reserved capacity \(4\) for training plan\. .*ask for at most 4/,
  ],
  'more than is reserved, by two variants together': [
    (stage) => stage.config('c', stage.onPlan('p', 3), stage.onPlan('p', 2, { VariantName: 'b' })),
    /^Requested instance count \(5\) exceeds reserved capacity \(4\)/,
  ],
  'two plans': [
    (stage) => stage.config('c', stage.onPlan('p', 1), stage.onPlan('q', 1, { VariantName: 'b' })),
    /MlReservationArn is .*plan\/q, and another variant names .*plan\/p/,
  ],
  'a serverless variant on a plan': [
    (stage) =>
      stage.config('c', {
        ...serverless(),
        CapacityReservationConfig: { MlReservationArn: planArn(stage.plan('p')) },
      }),
    /has instances of one type, and the variant gives ServerlessConfig/,
  ],
  'an endpoint that exists': [
    (stage) => stage.create('x', 'two'),
    `Cannot create already existing endpoint "${arn('endpoint/x')}".`,
  ],
  'an endpoint of a configuration that is not there': [
    (stage) => stage.create('y', 'n'),
    `Could not find endpoint configuration "${arn('endpoint-config/n')}".`,
  ],
  'an endpoint of a model that was deleted': [
    (stage) => {
      stage.call(deleteModel, { ModelName: 'm' });
      stage.create('y', 'two');
    },
    `Could not find model "${arn('model/m')}".`,
  ],
  'an endpoint that is not there': [
    (stage) => stage.update('n', 'two'),
    `Could not find endpoint "${arn('endpoint/n')}".`,
  ],
  'an update of an endpoint that is being created': [
    (stage) => {
      stage.create('y', 'two');
      stage.update('y', 'two');
    },
    /^Cannot update in-progress endpoint ".*endpoint\/y"\. It is Creating/,
  ],
  'a deletion of an endpoint that is being updated': [
    (stage) => {
      stage.update('x', 'two');
      stage.delete('x');
    },
    /^Cannot update in-progress endpoint ".*endpoint\/x"\. It is Updating/,
  ],
  'an update of an endpoint that failed': [
    (stage) => {
      stage.fault({ type: 'capacity' });
      stage.config('demand', variant());
      stage.create('y', 'demand');
      stage.advanceHours(1);
      stage.update('y', 'demand');
    },
    /is Failed, and only an endpoint that is InService can be updated\. Delete it/,
  ],
  'scaled past the plan': [
    (stage) => stage.scale('x', 5),
    /^Requested instance count \(5\) exceeds reserved capacity \(4\)/,
  ],
  'scaled past what others leave': [
    (stage) => {
      stage.create('y', 'two');
      stage.scale('x', 3);
    },
    /plan 'p' has 0 of its instances free, and 1 more are asked for/,
  ],
  'scaled to nothing': [(stage) => stage.scale('x', 0), /keeps one instance at least/],
  'scaling of a variant that is not there': [
    (stage) => stage.scale('x', 1, 'blue'),
    /^Variant "blue" does not exist within endpoint .* Its variants are main\./,
  ],
  'instances of a serverless variant': [(stage) => stage.scale('s', 1), /is serverless and has no instances/],
  'a variant twice': [
    (stage) =>
      scaled(stage, { VariantName: 'main', DesiredWeight: 1 }, { VariantName: 'main', DesiredWeight: 2 }),
    /names variant "main" twice/,
  ],
  'nothing wanted': [(stage) => scaled(stage, { VariantName: 'main' }), /asks nothing of variant "main"/],
  'concurrency of instances': [
    (stage) => scaled(stage, { VariantName: 'main', ServerlessUpdateConfig: { MaxConcurrency: 1 } }),
    /runs on instances and is not serverless/,
  ],
  'retained counts past the plan': [
    (stage) => {
      stage.config('demand', variant({ InitialInstanceCount: 7 }));
      stage.update('x', 'demand');
      stage.advanceHours(1);
      stage.update('x', 'two', { RetainAllVariantProperties: true });
    },
    /^Requested instance count \(7\) exceeds reserved capacity \(4\) .*RetainAllVariantProperties, .* unless ExcludeRetainedVariantProperties has DesiredInstanceCount: /,
  ],
};

type Desired = UpdateEndpointWeightsAndCapacitiesInput['DesiredWeightsAndCapacities'][number];

const scaled = (stage: EndpointStage, ...DesiredWeightsAndCapacities: Desired[]) =>
  stage.call(updateEndpointWeightsAndCapacities, { EndpointName: 'x', DesiredWeightsAndCapacities });

for (const [sentence, [act, message]] of Object.entries(refusals)) {
  test(`${sentence}: refused with the way out`, () => {
    const stage = staged();
    assert.throws(
      () => act(stage),
      (error) => {
        assert.ok(error instanceof Refusal, `${error}`);
        assert.equal(error.code, 'ValidationException');
        if (typeof message === 'string') assert.equal(error.message, message);
        else assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('a preference may be left out, for there is one alone', () => {
  const stage = staged();
  stage.config('c', variant({ CapacityReservationConfig: { MlReservationArn: planArn(stage.plan('p')) } }));
  stage.create('y', 'c');
  const [main] = stage.describe('y').ProductionVariants!;
  assert.equal(main!.CapacityReservationConfig!.CapacityReservationPreference, 'capacity-reservations-only');
});

test('a configuration for inference components has a role instead of a model', () => {
  const stage = staged();
  const ExecutionRoleArn = 'arn:aws:iam::111122223333:role/inference';
  const ProductionVariants = [
    variant({ ModelName: undefined, ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0 } }),
  ];
  stage.call(createEndpointConfig, { EndpointConfigName: 'c', ExecutionRoleArn, ProductionVariants });
  stage.create('y', 'c');
  stage.advanceHours(1);
  assert.throws(() => stage.invoke('y'), /has no model but inference components, which are not served here/);
});
