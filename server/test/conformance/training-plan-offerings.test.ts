import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  CreateTrainingPlanCommand,
  DescribeTrainingPlanCommand,
  ResourceLimitExceeded,
  SearchTrainingPlanOfferingsCommand,
  type SearchTrainingPlanOfferingsCommandInput,
  type TrainingPlanOffering,
} from '@aws-sdk/client-sagemaker';
import { account, startService } from './service.ts';

const directory = mkdtempSync(join(tmpdir(), 'quartermaster-market-'));
const file = join(directory, 'market.json');
after(() => rmSync(directory, { recursive: true }));
writeFileSync(
  file,
  JSON.stringify({
    zones: { 'us-west-2': ['us-west-2a', 'us-west-2b'], 'us-east-1': ['us-east-1a', 'us-east-1-dfw-2a'] },
    supply: [
      { zone: 'us-west-2a', instanceType: 'ml.p5.48xlarge', count: 16 },
      { zone: 'us-west-2b', instanceType: 'ml.p5.48xlarge', count: 0 },
      { zone: 'us-west-2a', instanceType: 'ml.p4d.24xlarge', count: 1, until: '2026-08-06T11:30:00Z' },
      { zone: 'us-west-2a', instanceType: 'ml.p4d.24xlarge', count: 0, from: '2026-08-06T11:30:00Z' },
      { zone: 'us-west-2b', instanceType: 'ml.p4d.24xlarge', count: 0, until: '2026-08-07T11:30:00Z' },
      {
        zone: 'us-west-2b',
        instanceType: 'ml.p4d.24xlarge',
        count: 1,
        from: '2026-08-07T11:30:00Z',
        until: '2026-08-08T11:30:00Z',
      },
      { zone: 'us-west-2b', instanceType: 'ml.p4d.24xlarge', count: 0, from: '2026-08-08T11:30:00Z' },
    ],
    quotas: { [account]: { 'ml.p5en.48xlarge': 0 } },
  }),
);
// 31 minutes before the documented sample's start, and 8 hours ahead of it in UTC: 11:08:27 -08:00.
const service = await startService('--market', file, '--clock', 'virtual=2026-08-03T19:08:27Z');
const client = service.client();

const search = (input: SearchTrainingPlanOfferingsCommandInput, from = client) =>
  from.send(new SearchTrainingPlanOfferingsCommand(input));
const p5: SearchTrainingPlanOfferingsCommandInput = {
  InstanceType: 'ml.p5.48xlarge',
  InstanceCount: 1,
  DurationHours: 24,
  TargetResources: ['hyperpod-cluster'],
};

const times = ({ ReservedCapacityOfferings: blocks = [] }: TrainingPlanOffering): string =>
  blocks
    .map(
      ({ AvailabilityZone, StartTime, EndTime }) =>
        `${AvailabilityZone} ${StartTime!.toISOString()} ${EndTime!.toISOString()}`,
    )
    .join(', ');

test('the documented sample: 15 hours are 15 h 51 min at once, 39 h 51 min, or a whole day from 11:30 UTC', async () => {
  const { TrainingPlanOfferings: offerings = [], TrainingPlanExtensionOfferings } = await search({
    ...p5,
    DurationHours: 15,
  });
  assert.equal(TrainingPlanExtensionOfferings, undefined);
  assert.deepEqual(
    offerings.map(({ DurationHours, DurationMinutes }) => [DurationHours, DurationMinutes]),
    [
      [15, 51],
      [39, 51],
      [24, 0],
    ],
  );
  const [first, , third] = offerings;
  assert.equal(times(first!), 'us-west-2a 2026-08-03T19:39:00.000Z 2026-08-04T11:30:00.000Z');
  assert.equal(times(third!), 'us-west-2a 2026-08-04T11:30:00.000Z 2026-08-05T11:30:00.000Z');
  assert.deepEqual(
    [third!.UpfrontFee, third!.CurrencyCode, third!.TargetResources],
    ['1098.42', 'USD', ['hyperpod-cluster']],
  );
  assert.equal(first!.RequestedStartTimeAfter?.toISOString(), '2026-08-03T19:08:27.000Z');
  assert.equal(first!.RequestedEndTimeBefore, undefined);
  for (const { TrainingPlanOfferingId: id } of offerings) assert.match(id!, /^tpo-[0-9a-f]{64}$/);
  assert.equal(new Set(offerings.map(({ TrainingPlanOfferingId }) => TrainingPlanOfferingId)).size, 3);
});

test('without targets a plan is for training jobs, which may move from zone to zone', async () => {
  const input = { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 1, DurationHours: 72 } as const;
  const { TrainingPlanOfferings: [moving] = [] } = await search(input);
  assert.deepEqual(moving!.TargetResources, ['training-job']);
  assert.equal(
    times(moving!),
    'us-west-2a 2026-08-03T19:39:00.000Z 2026-08-06T11:30:00.000Z, us-west-2b 2026-08-07T11:30:00.000Z 2026-08-08T11:30:00.000Z',
  );
  const staying = await search({ ...input, TargetResources: ['hyperpod-cluster'] });
  assert.deepEqual(staying.TrainingPlanOfferings, []);
});

test('an UltraServer is offered whole, and bought with a spare at the same fee', async () => {
  const east = service.client({ region: 'us-east-1' });
  const { TrainingPlanOfferings: [offering] = [] } = await search(
    {
      UltraServerType: 'ml.u-p6e-gb200x72',
      UltraServerCount: 1,
      DurationHours: 24,
      TargetResources: ['hyperpod-cluster'],
      StartTimeAfter: new Date('2026-08-04T11:30:00Z'),
    },
    east,
  );
  const [block] = offering!.ReservedCapacityOfferings!;
  const { ReservedCapacityType, UltraServerType, UltraServerCount, InstanceType, InstanceCount } = block!;
  assert.deepEqual(
    [ReservedCapacityType, UltraServerType, UltraServerCount, InstanceType, InstanceCount],
    ['UltraServer', 'ml.u-p6e-gb200x72', 1, 'ml.p6e-gb200.36xlarge', 18],
  );
  assert.equal(offering!.UpfrontFee, (761.904 * 23).toFixed(2));
  await east.send(
    new CreateTrainingPlanCommand({
      TrainingPlanName: 'rack',
      TrainingPlanOfferingId: offering!.TrainingPlanOfferingId,
      SpareInstanceCountPerUltraServer: 2,
    }),
  );
  const plan = await east.send(new DescribeTrainingPlanCommand({ TrainingPlanName: 'rack' }));
  assert.deepEqual(
    [plan.UpfrontFee, plan.TotalInstanceCount, plan.AvailableSpareInstanceCount],
    [offering!.UpfrontFee, 18, 2],
  );
});

test('what one plan has bought no search offers', async () => {
  const day = { ...p5, InstanceCount: 16, StartTimeAfter: new Date('2026-08-20T11:30:00Z') };
  const { TrainingPlanOfferings: [first] = [] } = await search(day);
  assert.equal(times(first!), 'us-west-2a 2026-08-20T11:30:00.000Z 2026-08-21T11:30:00.000Z');
  await client.send(
    new CreateTrainingPlanCommand({
      TrainingPlanName: 'all',
      TrainingPlanOfferingId: first!.TrainingPlanOfferingId,
    }),
  );
  const { TrainingPlanOfferings: [next] = [] } = await search(day);
  assert.equal(times(next!), 'us-west-2a 2026-08-21T11:30:00.000Z 2026-08-22T11:30:00.000Z');
});

test('the plan that was bought is offered its extension', async () => {
  await service.settle();
  const { TrainingPlanArn } = await client.send(new DescribeTrainingPlanCommand({ TrainingPlanName: 'all' }));
  const { TrainingPlanOfferings, TrainingPlanExtensionOfferings: [offering] = [] } = await search({
    TrainingPlanArn,
    DurationHours: 25,
  });
  assert.deepEqual(TrainingPlanOfferings, []);
  assert.match(offering!.TrainingPlanExtensionOfferingId!, /^tpeo-[0-9a-f]{64}$/);
  assert.deepEqual(
    [offering!.StartDate?.toISOString(), offering!.EndDate?.toISOString(), offering!.DurationHours],
    ['2026-08-21T11:30:00.000Z', '2026-08-23T11:30:00.000Z', 48],
  );
  assert.equal(offering!.UpfrontFee, (47.7574 * 16 * 48).toFixed(2));
});

test('a quota of zero is refused as ResourceLimitExceeded, by the words that tools look for', async () => {
  await assert.rejects(search({ ...p5, InstanceType: 'ml.p5en.48xlarge' }), (error) => {
    assert.ok(error instanceof ResourceLimitExceeded);
    // As sagemaker_ftp and the capacity finder of aws-samples look for it.
    assert.match(error.message, /reserved-capacity ml\.p5en\.48xlarge instance quota is not sufficient/);
    return true;
  });
  assert.equal((await search(p5, service.client({ region: 'us-east-1' }))).TrainingPlanOfferings?.length, 3);
});

test('a type and a count that are not sold are refused in the observed words', async () => {
  const refused = async (input: SearchTrainingPlanOfferingsCommandInput): Promise<string> => {
    const error = await search(input).then(
      () => assert.fail('it was not refused'),
      (thrown) => thrown,
    );
    assert.equal(error.name, 'ValidationException');
    return error.message;
  };
  const ultra: SearchTrainingPlanOfferingsCommandInput = {
    UltraServerType: 'ml.u-p6e-gb200x72',
    TargetResources: ['hyperpod-cluster'],
  };
  assert.match(
    await refused(ultra),
    /^Invalid instance type ml\.p6e-gb200\.36xlarge for target resource hyperpod-cluster\./,
  );
  assert.match(
    await refused({ ...p5, InstanceCount: 3 }),
    /^Invalid instance count 3 for instance type ml\.p5\.48xlarge\./,
  );
  assert.match(await refused({ ...p5, InstanceType: 'ml.g5.48xlarge' as 'ml.p5.48xlarge' }), /instanceType/);
});
