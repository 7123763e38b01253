import type {
  SearchTrainingPlanOfferingsRequest,
  SearchTrainingPlanOfferingsResponse,
  TrainingPlanOffering,
} from '../../shapes/training-plan-offering.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { ADVANCE_BOOKING_MS } from '../limits.ts';
import { bookingsByZone } from './bookings-by-zone.ts';
import { dayStart, daysOf, hoursAndMinutes, immediateStart } from './calendar.ts';
import {
  continuousBlocks,
  OFFERINGS_PER_SEARCH_MAX,
  runsOf,
  type Wanted,
  type Window,
  windowOf,
  type ZoneRuns,
} from './find-blocks.ts';
import { freeSteps, leastByDay, leastFree, type Shelf } from './free-capacity.ts';
import { marketZones } from './market.ts';
import { newOffering } from './new-offering.ts';
import type { Offering } from './offering.ts';

/** SearchTrainingPlanOfferings: what the market has of what is asked, best first. What is offered is remembered. */
export function searchTrainingPlanOfferings(
  draft: Draft,
  input: SearchTrainingPlanOfferingsRequest,
  context: OperationContext,
): SearchTrainingPlanOfferingsResponse {
  const targets = [...new Set(input.TargetResources ?? ['training-job' as const])];
  const instanceType = input.InstanceType ?? 'ml.p5.48xlarge';
  const wanted: Wanted = {
    now: context.now,
    startAfter: input.StartTimeAfter ?? context.now,
    endBefore: input.EndTimeBefore ?? Number.POSITIVE_INFINITY,
    hours: input.DurationHours ?? 24,
    days: daysOf(input.DurationHours ?? 24),
    instanceCount: input.InstanceCount ?? 1,
  };
  const { market, random, world } = context;
  const window = windowOf(wanted, ADVANCE_BOOKING_MS);
  const zones = zoneRuns({ market, state: draft.state, random, world, instanceType }, wanted, window);
  const offerings = continuousBlocks(wanted, window, zones)
    .slice(0, OFFERINGS_PER_SEARCH_MAX)
    .map((blocks) =>
      newOffering(draft, { targets, instanceType, instanceCount: wanted.instanceCount, blocks }, context),
    );
  return { TrainingPlanOfferings: offerings.map((offering) => offeringView(offering, input, context.now)) };
}

function zoneRuns(shelf: Shelf, wanted: Wanted, window: Window): ZoneRuns[] {
  const { now, instanceCount } = wanted;
  const bookings = bookingsByZone(shelf);
  const from = window.immediateAt ?? Math.min(immediateStart(now), dayStart(window.firstDay));
  const until = dayStart(window.firstDay + window.days);
  const zones = marketZones(shelf.market, shelf.world.region).map((zone) => {
    const steps = freeSteps(
      shelf,
      zone,
      from,
      Math.max(until, dayStart(window.firstDay)),
      bookings.get(zone) ?? [],
    );
    const least = leastByDay(steps, window.firstDay, window.days);
    const isFreeNow = leastFree(steps, from, dayStart(window.firstDay)) >= instanceCount;
    return { zone, isFreeNow, runs: runsOf(least, instanceCount), least };
  });
  return zones;
}

function offeringView(
  offering: Offering,
  { StartTimeAfter, EndTimeBefore }: SearchTrainingPlanOfferingsRequest,
  now: number,
): TrainingPlanOffering {
  const { blocks, instanceType, instanceCount, ultraServer } = offering;
  return {
    TrainingPlanOfferingId: offering.id,
    TargetResources: offering.targets,
    RequestedStartTimeAfter: StartTimeAfter ?? now,
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
