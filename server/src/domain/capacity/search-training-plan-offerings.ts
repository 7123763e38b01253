import type {
  SearchTrainingPlanOfferingsRequest,
  SearchTrainingPlanOfferingsResponse,
  TrainingPlanOffering,
} from '../../shapes/training-plan-offering.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { readAsked } from './asked.ts';
import { hoursAndMinutes } from './calendar.ts';
import { usableMs } from './fee.ts';
import { findOffers } from './find-offers.ts';
import { FOREVER } from './market-change.ts';
import { newOffering } from './new-offering.ts';
import type { Offering } from './offering.ts';
import { overQuota } from './quota.ts';
import { searchExtensions } from './search-extensions.ts';

/** SearchTrainingPlanOfferings: what the market has of what is asked, best first. What is offered is remembered. */
export function searchTrainingPlanOfferings(
  draft: Draft,
  input: SearchTrainingPlanOfferingsRequest,
  context: OperationContext,
): SearchTrainingPlanOfferingsResponse {
  if (input.TrainingPlanArn !== undefined)
    return searchExtensions(draft, { ...input, TrainingPlanArn: input.TrainingPlanArn }, context);
  const { state } = draft;
  const asked = readAsked(state, input, context);
  const { targets, instanceType, instanceCount, ultraServer } = asked;
  const over = overQuota(context.market, state, context.world, asked, context.now, FOREVER);
  if (over !== undefined) throw over;
  const offerings = findOffers(state, context.world, asked, context).map((blocks) =>
    newOffering(
      draft,
      { targets, instanceType, instanceCount, ...(ultraServer && { ultraServer }), blocks },
      usableMs(blocks, targets),
      context,
    ),
  );
  return { TrainingPlanOfferings: offerings.map((offering) => offeringView(offering, input)) };
}

function offeringView(
  offering: Offering,
  { StartTimeAfter, EndTimeBefore }: SearchTrainingPlanOfferingsRequest,
): TrainingPlanOffering {
  const { blocks, instanceType, instanceCount, ultraServer } = offering;
  return {
    TrainingPlanOfferingId: offering.id,
    TargetResources: offering.targets,
    RequestedStartTimeAfter: StartTimeAfter ?? offering.offeredAt,
    RequestedEndTimeBefore: EndTimeBefore,
    ...hoursAndMinutes(blocks.reduce((sum, { startAt, endAt }) => sum + endAt - startAt, 0)),
    UpfrontFee: offering.upfrontFee,
    CurrencyCode: offering.currency,
    ReservedCapacityOfferings: blocks.map(({ zone, startAt, endAt }) => ({
      ReservedCapacityType: ultraServer === undefined ? 'Instance' : 'UltraServer',
      ...(ultraServer && { UltraServerType: ultraServer.type, UltraServerCount: ultraServer.count }),
      InstanceType: instanceType,
      InstanceCount: instanceCount,
      AvailabilityZone: zone,
      ...hoursAndMinutes(endAt - startAt),
      StartTime: startAt,
      EndTime: endAt,
    })),
  };
}
