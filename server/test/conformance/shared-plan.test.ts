/** One plan with all three targets: a cluster, training jobs and an endpoint share what is reserved, and see each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  CreateTrainingJobCommand,
  DeleteEndpointCommand,
  DescribeTrainingJobCommand,
  StopTrainingJobCommand,
  UpdateClusterCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { Endpoints, onPlan } from './endpoint-requests.ts';
import { day, inZone, p5, planned, scene } from './planned-clusters.ts';
import { continuous } from './requests.ts';
import { account } from './service.ts';

test('a cluster, jobs and an endpoint share one plan', async () => {
  const { service, client, until, buy, plan, cluster } = await scene();
  const endpoints = new Endpoints(service, client);
  const TrainingPlanArn = await buy('shared', {
    InstanceType: p5,
    InstanceCount: 4,
    DurationHours: 48,
    TargetResources: ['training-job', 'hyperpod-cluster', 'endpoint'],
  });
  const train = (TrainingJobName: string) =>
    client.send(
      new CreateTrainingJobCommand({
        TrainingJobName,
        RoleArn: `arn:aws:iam::${account}:role/training`,
        AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' },
        OutputDataConfig: { S3OutputPath: 's3://bucket/models' },
        StoppingCondition: { MaxRuntimeInSeconds: 5 * 86_400 },
        Environment: { QUARTERMASTER_RUN_SECONDS: '400000' },
        ResourceConfig: { InstanceType: p5, InstanceCount: 1, VolumeSizeInGB: 50, TrainingPlanArn },
      }),
    );
  const job = async (TrainingJobName: string): Promise<string> =>
    (await client.send(new DescribeTrainingJobCommand({ TrainingJobName }))).SecondaryStatus!;
  const endpoint = async (): Promise<unknown> => {
    const { EndpointStatus, ProductionVariants: [main] = [] } = await endpoints.describe('chat');
    const { TotalInstanceCount, AvailableInstanceCount, UsedByCurrentEndpoint } =
      main?.CapacityReservationConfig ?? {};
    return [EndpointStatus, TotalInstanceCount, AvailableInstanceCount, UsedByCurrentEndpoint];
  };
  const grow = (count: number) =>
    client.send(
      new UpdateClusterCommand({
        ClusterName: 'ml',
        InstanceGroups: [planned('workers', count, TrainingPlanArn)],
      }),
    );

  // Before the start a cluster holds what it asks for; a job holds nothing.
  const creation = continuous('ml', [planned('workers', 2, TrainingPlanArn)], { VpcConfig: inZone });
  await client.send(new CreateClusterCommand(creation));
  await train('first');
  await service.settle();
  assert.equal(await plan('shared'), 'Scheduled 2/4 0 unhealthy 0 spare');

  // With the start the job takes one, and the endpoint the last.
  await until(day(4));
  await endpoints.model('llm');
  await endpoints.config('one', onPlan(1, TrainingPlanArn));
  await endpoints.create('chat', 'one');
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 2/2 Active');
  assert.equal(await job('first'), 'Training');
  assert.deepEqual(await endpoint(), ['InService', 4, 0, 1]);
  assert.equal(await plan('shared'), 'Active 4/4 0 unhealthy 0 spare');

  // Nobody gets more: what may wait waits, everything else is refused with the numbers.
  await assert.rejects(grow(3), /asks for 3 instances, .* too few free: 0 of 4/);
  await assert.rejects(
    client.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: 'chat',
        DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 2 }],
      }),
    ),
    /training plan 'shared' has 0 of its instances free, and 1 more are asked for/,
  );
  await train('second');
  await service.settle();
  assert.equal(await job('second'), 'Pending');

  // What one lets go of goes to the job that waits, and only then to who asks next.
  await client.send(new DeleteEndpointCommand({ EndpointName: 'chat' }));
  await service.settle();
  assert.equal(await job('second'), 'Training');
  assert.equal(await plan('shared'), 'Active 4/4 0 unhealthy 0 spare');
  await assert.rejects(grow(3), /too few free: 0 of 4/);
  await client.send(new StopTrainingJobCommand({ TrainingJobName: 'first' }));
  await service.settle();
  await grow(3);
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 3/3 Active');
  assert.equal(await plan('shared'), 'Active 4/4 0 unhealthy 0 spare');

  // The end: the cluster's instances leave an hour before, and stay its own by the plan; the job's half an hour before.
  await until('2026-08-06T10:59:59Z');
  assert.equal(await cluster('ml'), 'InService: workers InService 0/3 Active');
  assert.equal(await job('second'), 'Training');
  assert.equal(await plan('shared'), 'Active 4/4 0 unhealthy 0 spare');
  await service.advance(1);
  assert.equal(await job('second'), 'Failed', 'no block is left in which it could go on');
  assert.equal(await plan('shared'), 'Active 3/4 0 unhealthy 0 spare');
  await until(day(6));
  assert.equal(await plan('shared'), 'Expired 0/4 0 unhealthy 0 spare');
  assert.equal(await cluster('ml'), 'InService: workers InService 0/3 Expired');
});
