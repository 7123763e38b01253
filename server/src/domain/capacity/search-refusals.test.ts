import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchTrainingPlanOfferingsRequest } from '../../shapes/training-plan-offering.ts';
import { testWorld } from '../cluster/testing.ts';
import { OFFERINGS_MAX, PLAN_DAYS_MAX } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { instanceCounts } from './asked.ts';
import { type Market, seededMarket } from './market.ts';
import type { Offering } from './offering.ts';
import { searchTrainingPlanOfferings } from './search-training-plan-offerings.ts';
import { marketByDay, PlanStage } from './testing.ts';

const everyDay = marketByDay({ 'us-west-2a': '9'.repeat(300) });
const p5 = { InstanceType: 'ml.p5.48xlarge', DurationHours: 24 } as const;

function refusal(input: SearchTrainingPlanOfferingsRequest, market: Market = everyDay): string {
  try {
    new PlanStage(market).call(searchTrainingPlanOfferings, input);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return `${error.code}: ${error.message}`;
  }
  return 'none';
}

test('what cannot be searched for is refused, with the way out', async (t) => {
  const day = (n: number): number => Date.UTC(2026, 7, n, 12);
  const table: Record<string, [input: SearchTrainingPlanOfferingsRequest, says: string]> = {
    'nothing at all': [{}, 'The request names no capacity. Give InstanceType with InstanceCount'],
    'a count of nothing': [{ InstanceCount: 2 }, 'InstanceCount is given without InstanceType.'],
    'a type that is not sold here': [
      { InstanceType: 'ml.p5e.48xlarge', TargetResources: ['hyperpod-cluster'] },
      'Invalid instance type ml.p5e.48xlarge for target resource hyperpod-cluster. It is not sold in us-west-2, where these are: ml.p5.48xlarge.',
    ],
    'no instance': [
      { ...p5, InstanceCount: 0 },
      'Invalid instance count 0 for instance type ml.p5.48xlarge. Give 1, 2, 4, 8, 16, 32 or 64; the next is 1.',
    ],
    'a count between two': [{ ...p5, InstanceCount: 33 }, 'or 64; the next is 64.'],
    'more than the most': [{ ...p5, InstanceCount: 65 }, 'or 64; the next is 64.'],
    'too long': [
      { ...p5, DurationHours: PLAN_DAYS_MAX * 24 + 1 },
      'DurationHours is 4369, and a plan lasts 4368 hours (182 days) at the most.',
    ],
    'a start in the past': [
      { ...p5, StartTimeAfter: day(3) - 1 },
      'StartTimeAfter is 2026-08-03T11:59:59Z, and must be in the future: it is 2026-08-03T12:00:00Z.',
    ],
    'a start more than eight weeks ahead': [
      { ...p5, StartTimeAfter: day(3 + 56) + 1 },
      'a plan starts at most 8 weeks from now. Give 2026-09-28T12:00:00Z or earlier.',
    ],
    'an end less than a day after the start': [
      { ...p5, StartTimeAfter: day(5), EndTimeBefore: day(6) - 1 },
      'must be at least 24 hours after the start. Give 2026-08-06T12:00:00Z or later.',
    ],
    'an UltraServer by its instances': [
      { InstanceType: 'ml.p6e-gb200.36xlarge', InstanceCount: 16 },
      'It is sold in whole UltraServers: give UltraServerType ml.u-p6e-gb200x72 or ml.u-p6e-gb200x36 with UltraServerCount.',
    ],
    'an unknown UltraServer': [
      { UltraServerType: 'ml.u-p6e-gb200x27' },
      "UltraServerType 'ml.u-p6e-gb200x27' does not exist. Did you mean ml.u-p6e-gb200x72?",
    ],
    'UltraServers for an endpoint': [
      { UltraServerType: 'ml.u-p6e-gb200x72', TargetResources: ['endpoint'] },
      'Invalid UltraServer type ml.u-p6e-gb200x72 for target resource endpoint. UltraServers serve training-job or hyperpod-cluster.',
    ],
    'UltraServers where there are none': [
      { UltraServerType: 'ml.u-p6e-gb200x72' },
      'Invalid instance type ml.p6e-gb200.36xlarge for target resource training-job. It is not sold in us-west-2',
    ],
    'a count of UltraServers without their type': [
      { ...p5, UltraServerCount: 1 },
      'UltraServerCount is given without UltraServerType.',
    ],
    'too many UltraServers': [
      { UltraServerType: 'ml.u-p6e-gb200x72', UltraServerCount: 15 },
      'UltraServerCount is 15, and of ml.u-p6e-gb200x72 a plan can have 1 to 14.',
    ],
    'another instance type than that of the UltraServer': [
      { UltraServerType: 'ml.u-p6e-gb200x72', InstanceType: 'ml.p5.48xlarge' },
      'InstanceType is ml.p5.48xlarge, and ml.u-p6e-gb200x72 makes it ml.p6e-gb200.36xlarge.',
    ],
    'another instance count than that of the UltraServers': [
      { UltraServerType: 'ml.u-p6e-gb200x36', UltraServerCount: 2, InstanceCount: 9 },
      'InstanceCount is 9, and ml.u-p6e-gb200x36 makes it 18.',
    ],
    'a plan that is not there': [
      { TrainingPlanArn: 'arn:aws:sagemaker:us-west-2:111122223333:training-plan/none' },
      "TrainingPlanArn 'arn:aws:sagemaker:us-west-2:111122223333:training-plan/none' is no training plan of this account and region.",
    ],
  };
  for (const [name, [input, says]] of Object.entries(table)) {
    await t.test(name, () => {
      const text = refusal(input);
      assert.ok(text.startsWith('ValidationException: ') && text.includes(says), text);
    });
  }
});

test('what stands at the edges is taken', () => {
  const day = (n: number): number => Date.UTC(2026, 7, n, 12);
  for (const count of instanceCounts) assert.equal(refusal({ ...p5, InstanceCount: count }), 'none');
  assert.equal(refusal({ ...p5, DurationHours: PLAN_DAYS_MAX * 24 }), 'none');
  assert.equal(refusal({ ...p5, StartTimeAfter: day(3) }), 'none');
  assert.equal(refusal({ ...p5, StartTimeAfter: day(3 + 56) }), 'none');
  assert.equal(refusal({ ...p5, StartTimeAfter: day(5), EndTimeBefore: day(6) }), 'none');
});

test('a quota that does not suffice is no lack of capacity, and says so', async (t) => {
  const quotaOf = (account: string, value: number): Market => ({
    ...everyDay,
    quotas: new Map([[account, new Map([['ml.p5.48xlarge', value]])]]),
  });
  const zero = refusal({ ...p5, InstanceCount: 8 }, quotaOf(testWorld.account, 0));
  await t.test('zero', () => {
    assert.match(
      zero,
      /^ResourceLimitExceeded: .*reserved-capacity ml\.p5\.48xlarge instance quota is not sufficient/,
    );
    assert.match(zero, /is 0 Instances, with current utilization of 0 Instances and a request delta of 8/);
    assert.match(zero, /It is the quota that is zero, whatever capacity there is/);
  });
  await t.test('exactly enough', () => {
    assert.equal(refusal({ ...p5, InstanceCount: 8 }, quotaOf('*', 8)), 'none');
  });
  await t.test('an account of its own quota', () => {
    const market = {
      ...quotaOf('*', 0),
      quotas: new Map([...quotaOf('*', 0).quotas, ...quotaOf(testWorld.account, 8).quotas]),
    };
    assert.equal(refusal({ ...p5, InstanceCount: 8 }, market), 'none');
  });
  await t.test('what is reserved counts, for a search and for a purchase', () => {
    const stage = new PlanStage(quotaOf('*', 4));
    const search = (InstanceCount: number) =>
      stage.call(searchTrainingPlanOfferings, { ...p5, InstanceCount }).TrainingPlanOfferings[0]!
        .TrainingPlanOfferingId;
    const [first, second] = [search(4), search(4)];
    stage.buy('one', first);
    assert.throws(
      () => stage.buy('two', second),
      /current utilization of 4 Instances and a request delta of 4/,
    );
    assert.throws(() => search(1), /is 4 Instances, with current utilization of 4 .* All of it is in use/);
  });
  await t.test('plans are counted as well', () => {
    const stage = new PlanStage({
      ...everyDay,
      quotas: new Map([['*', new Map([['training-plan-total_count', 1]])]]),
    });
    const search = () =>
      stage.call(searchTrainingPlanOfferings, p5).TrainingPlanOfferings[0]!.TrainingPlanOfferingId;
    stage.buy('one', search());
    assert.throws(() => stage.buy('two', search()), /'Number of training plans per Region' is 1/);
  });
});

test('by the seed every type is sold in every region, UltraServers in one Local Zone', () => {
  const stage = new PlanStage(seededMarket);
  const search = (region: string, input: SearchTrainingPlanOfferingsRequest) =>
    searchTrainingPlanOfferings(stage.draft, input, { ...stage.context, world: { ...testWorld, region } })
      .TrainingPlanOfferings;
  for (const region of ['us-west-2', 'eu-north-1', 'ap-southeast-4'])
    assert.equal(search(region, { ...p5, InstanceCount: 8 }).length, 3, region);
  const [offering] = search('us-east-1', { UltraServerType: 'ml.u-p6e-gb200x72', DurationHours: 24 });
  const [block] = offering!.ReservedCapacityOfferings!;
  assert.deepEqual(
    [block!.ReservedCapacityType, block!.UltraServerType, block!.UltraServerCount, block!.InstanceType],
    ['UltraServer', 'ml.u-p6e-gb200x72', 1, 'ml.p6e-gb200.36xlarge'],
  );
  assert.deepEqual([block!.InstanceCount, block!.AvailabilityZone], [18, 'us-east-1-dfw-2a']);
  // 46 h 30 min of use at the rate of one UltraServer: instances, and so spares, are not priced.
  assert.equal(offering!.UpfrontFee, (761.904 * 46.5).toFixed(2));
});

test('past the limit of offerings those that were made first are forgotten', () => {
  const stage = new PlanStage(everyDay);
  for (let i = 0; i < OFFERINGS_MAX; i += 1) {
    const offering = { ...testWorld, id: `tpo-${i}`, offeredAt: i, expiresAt: Number.MAX_SAFE_INTEGER };
    stage.draft.put('offering', offering.id, offering as Offering);
  }
  stage.call(searchTrainingPlanOfferings, p5);
  const offerings = stage.draft.state.all('offering');
  assert.equal(offerings.size, OFFERINGS_MAX);
  assert.deepEqual(
    ['tpo-0', 'tpo-2', 'tpo-3'].map((id) => offerings.has(id)),
    [false, false, true],
  );
});

test('an offering expires after an hour, or when it is too late to pay, and is then remembered for a day', () => {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': '999' }));
  const [now, tomorrow] = stage
    .call(searchTrainingPlanOfferings, p5)
    .TrainingPlanOfferings.map(({ TrainingPlanOfferingId }) => TrainingPlanOfferingId);
  const buy = (id: string) => () => stage.buy(`plan-${stage.now}`, id);
  stage.advance(25 * 60_000 - 1);
  assert.doesNotThrow(buy(now!));
  stage.advance(35 * 60_000 + 1);
  assert.throws(buy(tomorrow!), /expired at 2026-08-03T13:00:00/);
  stage.advance(24 * 3_600_000 - 1);
  assert.ok(stage.draft.get('offering', tomorrow!));
  stage.advance(1);
  assert.equal(stage.draft.get('offering', tomorrow!), undefined);
});
