import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type TestServer, testServer } from '../control/testing.ts';
import { run } from './cli.ts';
import type { Io } from './io.ts';

describe('training plans on the command line', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer();
  });
  after(() => server.close());
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  async function cli(line: string, columns?: number): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const io: Io = {
      stdout: { columns, isTTY: columns !== undefined, write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { QUARTERMASTER_ENDPOINT: server.url },
      input: async () => '',
      ask: undefined,
      untilInterrupted: () => new AbortController().signal,
    };
    return { code: await run(line.split(' '), io), out, err };
  }

  async function ok(line: string, columns?: number): Promise<string> {
    const { code, out, err } = await cli(line, columns);
    assert.deepEqual([code, err], [0, ''], line);
    return out;
  }

  async function buy(TrainingPlanName: string, asked: object = {}, world = {}): Promise<void> {
    const { TrainingPlanOfferings: found } = await server.api(
      'SearchTrainingPlanOfferings',
      {
        InstanceType: 'ml.p5.48xlarge',
        InstanceCount: 1,
        DurationHours: 48,
        TargetResources: ['hyperpod-cluster'],
        ...asked,
      },
      world,
    );
    const { TrainingPlanOfferingId } = found[0];
    await server.api('CreateTrainingPlan', { TrainingPlanName, TrainingPlanOfferingId }, world);
  }

  test('plans are drawn as a calendar, and those that are over only when asked for', async () => {
    assert.match(await ok('plans'), /^There are no training plans\. Find an offering: aws sagemaker search/);
    await buy('p5-january');
    const pending = await ok('plans');
    assert.match(pending, /^PLAN +STATUS .*\|01-05/);
    assert.match(pending, /\np5-january +Pending .* 0\/1 +\|\?\?/);
    assert.match(pending, /\nreserved ml\.p5\.48xlarge +\| +1\|/);
    assert.match(pending, /it is 2026-01-05T09:00:00\.000Z\n$/);
    await ok('clock run-until-idle');
    assert.match(await ok('plans'), /\np5-january +Scheduled /);
    await ok('clock advance 1h');
    assert.match(await ok('plans'), /\np5-january +Active .*\|##/);
    await ok('clock advance 96h');
    assert.equal(await ok('plans'), 'Not shown: 1 plan over by then, or failed. See all with --all.\n');
    assert.match(await ok('plans --all'), /\np5-january +Expired .*\|--/);
    assert.match(await ok('plans --from 2026-01-07'), /\np5-january +Expired .*\|--/);
    assert.match(await ok('plans --from 2027-01-07'), /^Not shown/);
  });

  test('the width is that of the terminal, and colours are for terminals', async () => {
    await buy('p5-january');
    for (const width of [60, 100]) {
      const lines = (await ok('plans', width)).replaceAll(/\x1b\[\d+m/g, '').split('\n');
      assert.ok(Math.max(...lines.slice(0, 3).map((line) => line.length)) <= width);
    }
    assert.ok((await ok('plans', 80)).includes('\x1b['));
    assert.ok(!(await ok('plans')).includes('\x1b'));
  });

  test('one plan is shown with its blocks and UltraServers', async () => {
    const world = { region: 'us-east-1' };
    const rack = { UltraServerType: 'ml.u-p6e-gb200x72', UltraServerCount: 1 };
    await buy('rack', { InstanceType: undefined, InstanceCount: undefined, ...rack }, world);
    await ok('clock run-until-idle');
    const shown = await ok('plans show rack');
    assert.match(shown, /^plan +arn:aws:sagemaker:us-east-1:111122223333:training-plan\/rack\n/);
    assert.match(shown, /\nstatus +Scheduled\. Payment confirmed/);
    assert.match(
      shown,
      /\nmachines +1 ml\.u-p6e-gb200x72, 18 ml\.p6e-gb200\.36xlarge in all\nfee +[\d.]+ USD, up front\n/,
    );
    assert.match(shown, /\nrack-rc1 +us-east-1-dfw-2a +Scheduled +2026-.* 18 +17 +0 +0 +1\n/);
    assert.match(shown, /\nULTRASERVER .*\nus-[0-9a-f]{17} +18 +17 +0 +0 +1\n/);
  });

  test('JSON is what the server says', async () => {
    await buy('a');
    await buy('b', {}, { region: 'us-east-1' });
    const { now, plans } = JSON.parse(await ok('plans --json'));
    assert.equal(now, '2026-01-05T09:00:00.000Z');
    assert.deepEqual(
      plans.map(({ name, region, blocks }: { name: string; region: string; blocks: unknown[] }) => [
        name,
        region,
        blocks.length,
      ]),
      [
        ['b', 'us-east-1', 1],
        ['a', 'us-west-2', 1],
      ],
    );
    assert.equal(JSON.parse(await ok('plans show a --json')).status, 'Pending');
    assert.equal(JSON.parse(await ok('plans --json --region us-west-2')).plans.length, 1);
  });

  test('the events of a plan, and of everything', async () => {
    await buy('a');
    await buy('b');
    await ok('clock run-until-idle');
    const lines = (await ok('events --plan a')).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/^\S+ +/, '')),
      [
        'State  a  Pending',
        'State  a-rc1  Pending, 0/1 in use',
        'State  a  Scheduled: Payment confirmed, training plan scheduled.',
        'State  a-rc1  Scheduled, 0/1 in use',
      ],
    );
    assert.match(await ok('events'), / {2}b {2}Pending/);
  });

  test('what a plan can be used for is checked before it is used', async () => {
    await buy('p5-january', { InstanceCount: 4 });
    await ok('clock run-until-idle');
    const { zone } = JSON.parse(await ok('plans check p5-january --target hyperpod-cluster --json'));
    const letters = [...'abcdefghijklmnop'].map((letter) => `subnet-0${letter}`).join(',');
    const all = JSON.parse(
      await ok(`plans check p5-january --target hyperpod-cluster --subnets ${letters} --json`),
    );
    const [here, there] = [true, false].map(
      (inside) => all.subnets.find((subnet: { zone: string }) => (subnet.zone === zone) === inside).id,
    );
    assert.match(
      await ok(
        `plans check p5-january --target hyperpod-cluster --type ml.p5.48xlarge --count 4 --subnets ${here}`,
      ),
      /ok +for this target\n.*ok +of this instance type\n.*ok +in a status .*\n.*ok +with time left\n.*ok +as many instances\n.*ok +in a zone .*\n\n4 of its instances are available now, in us-west-2/,
    );
    const wrong = await cli(
      `plans check p5-january --target endpoint --type ml.p4d.24xlarge --count 5 --subnets ${there}`,
    );
    assert.equal(wrong.code, 1);
    const problems = [
      /is for hyperpod-cluster, and the endpoint needs one for endpoint/,
      /has instances of ml\.p5\.48xlarge, and the endpoint asks for ml\.p4d\.24xlarge/,
      /is Scheduled, and must be Active for the endpoint/,
      /asks for 5 instances, and training plan 'p5-january' has 4/,
      /is in us-west-2., and the subnets of the endpoint are in us-west-2/,
    ];
    for (const problem of problems) assert.match(wrong.out, problem);
    assert.deepEqual(wrong.out.match(/^ok.*$/gm), ['ok  with time left']);
  });

  test('one plan is shown with those who use it, and how much', async () => {
    const role = 'arn:aws:iam::111122223333:role/r';
    for (const target of ['hyperpod-cluster', 'training-job', 'endpoint'])
      await buy(target, { InstanceCount: 2, TargetResources: [target] });
    await ok('clock advance 3h');
    const arnOf = (plan: string) => `arn:aws:sagemaker:us-west-2:111122223333:training-plan/${plan}`;
    const InstanceType = 'ml.p5.48xlarge';
    await server.api('CreateCluster', {
      ClusterName: 'ml',
      InstanceGroups: [
        {
          InstanceGroupName: 'workers',
          InstanceType,
          InstanceCount: 2,
          TrainingPlanArn: arnOf('hyperpod-cluster'),
          ExecutionRole: role,
          LifeCycleConfig: { SourceS3Uri: 's3://b/s', OnCreate: 'c.sh' },
        },
      ],
    });
    for (const [TrainingJobName, InstanceCount] of [
      ['first', 1],
      ['second', 2],
    ] as const) {
      await server.api('CreateTrainingJob', {
        TrainingJobName,
        AlgorithmSpecification: { TrainingImage: 'i:1', TrainingInputMode: 'File' },
        RoleArn: role,
        OutputDataConfig: { S3OutputPath: 's3://b/o' },
        ResourceConfig: {
          InstanceType,
          InstanceCount,
          VolumeSizeInGB: 1,
          TrainingPlanArn: arnOf('training-job'),
        },
        StoppingCondition: { MaxRuntimeInSeconds: 80_000 },
        Environment: { QUARTERMASTER_RUN_SECONDS: '70000' },
      });
      await ok('clock advance 10m');
    }
    await server.api('CreateModel', { ModelName: 'm', PrimaryContainer: { Image: 'i:1' } });
    await server.api('CreateEndpointConfig', {
      EndpointConfigName: 'c',
      ProductionVariants: [
        {
          VariantName: 'v',
          ModelName: 'm',
          InstanceType,
          InitialInstanceCount: 1,
          CapacityReservationConfig: { MlReservationArn: arnOf('endpoint') },
        },
      ],
    });
    await server.api('CreateEndpoint', { EndpointName: 'chat', EndpointConfigName: 'c' });
    await ok('clock advance 1h');
    assert.match(
      await ok('plans show hyperpod-cluster'),
      /\nUSED BY .*\ncluster ml\/workers +InService +2\n$/,
    );
    assert.match(
      await ok('plans show training-job'),
      /\ntraining-job first +Training +1\ntraining-job second +Pending +0\n$/,
    );
    assert.match(await ok('plans show endpoint'), /\nendpoint chat +InService +1\n$/);
  });

  test('what is wrong is said, with the way out', async () => {
    await buy('a');
    await buy('a', {}, { region: 'us-east-1' });
    const table: Record<string, [code: number, text: RegExp]> = {
      'plans show none': [1, /Training plan 'none' does not exist\. GET \/_quartermaster\/plans lists/],
      'plans show a': [1, /2 training plans are called 'a': arn:.*, arn:.*\. Give the ARN/],
      'plans check none --target endpoint': [1, /Training plan 'none' does not exist/],
      'plans check a --target somewhere --region us-west-2': [1, /'target' is "somewhere"/],
      'plans check a --target endpoint --count many': [2, /--count is 'many'/],
      [`plans check a --target endpoint --region us-west-2 --subnets ${'s,'.repeat(16)}s`]: [
        1,
        /'subnets' names 17, and 16 is the most/,
      ],
      'plans check a': [2, /--target/],
      'plans --from January': [2, /--from is 'January', and must be a day, such as 2026-11-02/],
      'events ml --plan a --region us-west-2': [1, /does not exist|Give one/],
    };
    for (const [line, [code, text]] of Object.entries(table)) {
      const ran = await cli(line);
      assert.equal(ran.code, code, line);
      assert.match(ran.err, text);
    }
    assert.match(await ok('plans show a --region us-west-2'), /us-west-2/);
  });

  test('pages of plans', async () => {
    for (const name of ['a', 'b', 'c']) await buy(name);
    const get = async (query: string) => (await server.control('GET', `/_quartermaster/plans${query}`)).json;
    const first = await get('?limit=2');
    assert.deepEqual([first.plans.length, (await get('?limit=2')).nextToken], [2, first.nextToken]);
    const second = await get(`?limit=2&nextToken=${first.nextToken}`);
    assert.deepEqual([second.plans[0].name, second.nextToken], ['c', null]);
  });
});
