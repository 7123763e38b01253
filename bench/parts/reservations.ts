import { PLANS_QUOTA } from '../../server/src/domain/capacity/market.ts';
import { bareFor, ours } from '../contestants.ts';
import { bareServer, quartermaster, type Subject } from '../processes.ts';
import { say } from '../report.ts';
import { ACCOUNT, type Call, call, control } from '../requests.ts';
import type { Run } from '../run.ts';

/** As many as a page shows. */
const OF_EACH = 100;
/** Of what can be so many. */
const LARGE = 10_000;
const CONNECTIONS = 16;
const TYPE = 'ml.p5.48xlarge';

/** Reads of training plans and of what runs on them, beside a bare server: as the budgets are of other reads. */
export async function reservations(run: Run): Promise<void> {
  say(`\nReads of training plans, jobs and endpoints, ${OF_EACH} of each, durable store`);
  const server = await run.started(
    quartermaster('--store', run.storeAt('reservations.sqlite'), '--pace', 'brisk', '--clock', 'virtual'),
  );
  const { TrainingPlanArn, ReservedCapacityArn } = await fill(server);
  const bare = await run.started(bareServer());
  for (const [scenario, input, bound] of [
    ['DescribeTrainingPlan', { TrainingPlanName: 'plan-0' }, 2],
    ['DescribeReservedCapacity', { ReservedCapacityArn }, 2],
    ['DescribeTrainingPlanExtensionHistory', { TrainingPlanArn }, 2],
    ['DescribeTrainingJob', { TrainingJobName: 'job-0' }, 2],
    ['DescribeModel', { ModelName: 'model-0' }, 2],
    ['DescribeEndpointConfig', { EndpointConfigName: 'reserved' }, 2],
    ['DescribeEndpoint', { EndpointName: 'endpoint-0' }, 2],
    ['ListTrainingPlans', { MaxResults: OF_EACH }, 3],
    ['ListTrainingJobs', { MaxResults: OF_EACH }, 3],
    ['ListModels', { MaxResults: OF_EACH }, 3],
    ['ListEndpointConfigs', { MaxResults: OF_EACH }, 3],
    ['ListEndpoints', { MaxResults: OF_EACH }, 3],
  ] as const)
    await compare(scenario, scenario, input, bound);
  say(`  ${LARGE} models and jobs more`);
  await fillUp(server);
  for (const operation of ['ListModels', 'ListTrainingJobs'])
    await compare(`${operation}, ${OF_EACH} of ${LARGE}`, operation, { MaxResults: OF_EACH }, 3);
  await server.stop();
  await bare.stop();

  async function compare(scenario: string, operation: string, input: object, bound: number): Promise<void> {
    const one: Call = { operation, body: JSON.stringify(input) };
    const bytes = Buffer.byteLength(JSON.stringify(await call(server.url, operation, input)));
    const both = [ours(server, 'off'), bareFor(bare, bytes, 'off')];
    const results = Object.fromEntries(await run.load.compare(both, one, CONNECTIONS, run.effort));
    run.report.add({ scenario, auth: 'off', connections: CONNECTIONS, results });
    const ratio = results.quartermaster!.cpuMsPerRequest / results.bare!.cpuMsPerRequest;
    run.report.verdict(`${scenario} within ${bound}x of the bare server's CPU`, ratio, bound, 'x');
  }
}

async function fillUp({ url }: Subject): Promise<void> {
  for (let n = OF_EACH; n < LARGE; n += 10) {
    const ten = Array.from({ length: 10 }, (_, i) => n + i);
    await Promise.all(
      ten.flatMap((each) => [
        call(url, 'CreateModel', { ModelName: `model-${each}`, PrimaryContainer: { Image: 'm:1' } }),
        call(url, 'CreateTrainingJob', jobOf(each, {})),
      ]),
    );
  }
}

/** Plans, half of them for endpoints; the first endpoint and job are on one, all others on demand. Answers the first. */
async function fill({ url }: Subject): Promise<{ TrainingPlanArn: string; ReservedCapacityArn: string }> {
  const [account, region] = [ACCOUNT, 'us-east-1'];
  const supply = { instanceType: TYPE, zone: `${region}a`, count: 10_000 };
  await control(url, '/_quartermaster/market/supply', supply);
  for (const quota of [PLANS_QUOTA, TYPE])
    await control(url, '/_quartermaster/market/quotas', { account, region, quota, value: 10_000 });
  for (let n = 0; n < OF_EACH; n += 1) {
    const { TrainingPlanOfferings } = await call(url, 'SearchTrainingPlanOfferings', {
      InstanceType: TYPE,
      InstanceCount: 1,
      DurationHours: 72,
      TargetResources: [n % 2 === 0 ? 'endpoint' : 'training-job'],
    });
    const { TrainingPlanOfferingId } = TrainingPlanOfferings[0];
    await call(url, 'CreateTrainingPlan', { TrainingPlanName: `plan-${n}`, TrainingPlanOfferingId });
  }
  await control(url, '/_quartermaster/clock', { advanceSeconds: 26 * 3_600 });
  const forEndpoint = await call(url, 'DescribeTrainingPlan', { TrainingPlanName: 'plan-0' });
  const forJob = await call(url, 'DescribeTrainingPlan', { TrainingPlanName: 'plan-1' });
  for (let n = 0; n < OF_EACH; n += 1)
    await call(url, 'CreateModel', { ModelName: `model-${n}`, PrimaryContainer: { Image: 'm:1' } });
  await configure(url, 'reserved', {
    CapacityReservationConfig: {
      CapacityReservationPreference: 'capacity-reservations-only',
      MlReservationArn: forEndpoint.TrainingPlanArn,
    },
  });
  for (let n = 1; n < OF_EACH; n += 1) await configure(url, `demand-${n}`, {});
  for (let n = 0; n < OF_EACH; n += 1) {
    const EndpointConfigName = n === 0 ? 'reserved' : `demand-${n}`;
    await call(url, 'CreateEndpoint', { EndpointName: `endpoint-${n}`, EndpointConfigName });
    await call(
      url,
      'CreateTrainingJob',
      jobOf(n, n === 0 ? { TrainingPlanArn: forJob.TrainingPlanArn } : {}),
    );
  }
  await control(url, '/_quartermaster/clock', { runUntilIdle: true });
  return {
    TrainingPlanArn: forEndpoint.TrainingPlanArn,
    ReservedCapacityArn: forEndpoint.ReservedCapacitySummaries[0].ReservedCapacityArn,
  };
}

const configure = (url: string, EndpointConfigName: string, more: object): Promise<unknown> =>
  call(url, 'CreateEndpointConfig', {
    EndpointConfigName,
    ProductionVariants: [
      { VariantName: 'main', ModelName: 'model-0', InstanceType: TYPE, InitialInstanceCount: 1, ...more },
    ],
  });

const jobOf = (n: number, more: object): object => ({
  TrainingJobName: `job-${n}`,
  RoleArn: 'arn:aws:iam::123456789012:role/bench',
  AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' },
  OutputDataConfig: { S3OutputPath: 's3://bench/models' },
  ResourceConfig: { InstanceType: TYPE, InstanceCount: 1, VolumeSizeInGB: 10, ...more },
  StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
});
