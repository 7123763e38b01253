import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchTrainingPlanOfferingsCommand } from '@aws-sdk/client-sagemaker';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();

test('a search offers plans that start half an hour from now or at 11:30 UTC', async () => {
  const { TrainingPlanOfferings: offerings = [] } = await client.send(
    new SearchTrainingPlanOfferingsCommand({
      InstanceType: 'ml.p5.48xlarge',
      InstanceCount: 2,
      DurationHours: 15,
      TargetResources: ['hyperpod-cluster'],
    }),
  );
  assert.equal(offerings.length, 3);
  for (const {
    TrainingPlanOfferingId: id,
    UpfrontFee,
    ReservedCapacityOfferings: blocks = [],
  } of offerings) {
    assert.match(id!, /^tpo-[0-9a-f]{64}$/);
    assert.match(UpfrontFee!, /^\d+\.\d\d$/);
    assert.match(blocks.at(-1)!.EndTime!.toISOString(), /T11:30:00.000Z$/);
  }
});
