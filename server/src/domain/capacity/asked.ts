import type {
  ReservedCapacityInstanceType,
  SearchTrainingPlanOfferingsRequest,
} from '../../shapes/training-plan-offering.ts';
import type { OperationContext } from '../context.ts';
import { DAY_MS } from '../duration.ts';
import { ADVANCE_BOOKING_MS, PLAN_DAYS_MAX, PLAN_INSTANCES_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { daysOf } from './calendar.ts';
import { sellsType, typesSoldIn } from './market.ts';
import type { Offering, Target } from './offering.ts';
import { searchRefusals } from './sales-messages.ts';
import { isUltraServerType, ultraServers } from './sold-type.ts';

/** What a search asks for, checked and filled in. */
export interface Asked extends Pick<Offering, 'targets' | 'instanceType' | 'instanceCount' | 'ultraServer'> {
  /** As asked, before they are rounded. */
  readonly hours: number;
  readonly days: number;
  readonly startAfter: number;
  readonly endBefore: number;
}

/** How many instances a plan can have (documented). */
export const instanceCounts: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** What UltraServers can be used by (documented). */
const ultraServerTargets: readonly Target[] = ['training-job', 'hyperpod-cluster'];

/** Reads a search that is not for an extension. What it leaves out: one instance, one day, training jobs. */
export function readAsked(
  state: State,
  input: SearchTrainingPlanOfferingsRequest,
  context: OperationContext,
): Asked {
  const targets = [...new Set(input.TargetResources ?? ['training-job' as const])];
  const machines =
    input.UltraServerType === undefined ? instancesAsked(input, targets) : ultraServersAsked(input, targets);
  const { market, world } = context;
  if (!sellsType(market, state, world.region, machines.instanceType)) {
    const sold = typesSoldIn(market, state, world.region);
    throw searchRefusals.notSold(machines.instanceType, targets[0]!, world.region, sold);
  }
  const hours = input.DurationHours ?? 24;
  if (daysOf(hours) > PLAN_DAYS_MAX) throw searchRefusals.tooLong(hours, PLAN_DAYS_MAX);
  return { targets, ...machines, hours, days: daysOf(hours), ...timesAsked(input, context.now) };
}

type Machines = Pick<Offering, 'instanceType' | 'instanceCount' | 'ultraServer'>;

function instancesAsked(input: SearchTrainingPlanOfferingsRequest, targets: readonly Target[]): Machines {
  const { InstanceType: instanceType, InstanceCount: instanceCount = 1 } = input;
  if (input.UltraServerCount !== undefined) throw searchRefusals.countWithoutType();
  if (instanceType === undefined) {
    throw input.InstanceCount === undefined
      ? searchRefusals.nothingAsked()
      : searchRefusals.instanceCountWithoutType();
  }
  if (isUltraServerType(instanceType)) {
    const types = ultraServers.map(({ type }) => type);
    throw searchRefusals.wholeUltraServers(instanceType, targets[0]!, types);
  }
  if (!instanceCounts.includes(instanceCount))
    throw searchRefusals.instanceCount(instanceCount, instanceType, instanceCounts);
  return { instanceType, instanceCount };
}

function ultraServersAsked(input: SearchTrainingPlanOfferingsRequest, targets: readonly Target[]): Machines {
  const { UltraServerType: type, UltraServerCount: count = 1, InstanceType, InstanceCount } = input;
  const kind = ultraServers.find((known) => known.type === type);
  if (kind === undefined) {
    const types = ultraServers.map((known) => known.type);
    throw searchRefusals.noSuchUltraServer(type!, types);
  }
  const unfit = targets.find((target) => !ultraServerTargets.includes(target));
  if (unfit !== undefined) throw searchRefusals.noUltraServersFor(kind.type, unfit, ultraServerTargets);
  const most = Math.floor(PLAN_INSTANCES_MAX / kind.instances);
  if (count > most) throw searchRefusals.ultraServerCount(count, kind.type, most);
  const instanceType: ReservedCapacityInstanceType = kind.instanceType;
  const instanceCount = count * kind.instances;
  if (InstanceType !== undefined && InstanceType !== instanceType)
    throw searchRefusals.notOfUltraServer('InstanceType', InstanceType, kind.type, instanceType);
  if (InstanceCount !== undefined && InstanceCount !== instanceCount)
    throw searchRefusals.notOfUltraServer('InstanceCount', InstanceCount, kind.type, instanceCount);
  return { instanceType, instanceCount, ultraServer: { type: kind.type, count } };
}

/** When it may start and must end; both bounds are optional. */
function timesAsked(
  { StartTimeAfter, EndTimeBefore }: SearchTrainingPlanOfferingsRequest,
  now: number,
): Pick<Asked, 'startAfter' | 'endBefore'> {
  const latest = now + ADVANCE_BOOKING_MS;
  const startAfter = StartTimeAfter ?? now;
  if (startAfter < now) throw searchRefusals.startsInPast(startAfter, now);
  if (startAfter > latest) throw searchRefusals.startsTooLate(startAfter, latest);
  if (EndTimeBefore !== undefined && EndTimeBefore < startAfter + DAY_MS)
    throw searchRefusals.windowTooShort(EndTimeBefore, startAfter + DAY_MS);
  return { startAfter, endBefore: EndTimeBefore ?? Number.POSITIVE_INFINITY };
}
