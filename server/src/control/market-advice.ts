import { type Advice, type AdvicePriority, advicePriorities, advise } from '../domain/capacity/advise.ts';
import { type Asked, instanceCounts, readAsked } from '../domain/capacity/asked.ts';
import { hoursAndMinutes, immediateStart } from '../domain/capacity/calendar.ts';
import { findOffers } from '../domain/capacity/find-offers.ts';
import { quotaOf } from '../domain/capacity/market.ts';
import { FOREVER } from '../domain/capacity/market-change.ts';
import { mostReserved } from '../domain/capacity/quota.ts';
import { soldTypes, ultraServers } from '../domain/capacity/sold-type.ts';
import { ADVICE_MAX, PLAN_DAYS_MAX } from '../domain/limits.ts';
import { SageMakerResourceName } from '../shapes/training-plan-offering.ts';
import type { Call, Reply } from './call.ts';
import { invalidRequest } from './control-error.ts';
import { knownWord, marketWorld } from './market-members.ts';
import { instant, isoTime, type Members, number, oneOf, required, text } from './members.ts';

const LIMIT = 20;
/** Far more than any plan can have; the rules say which counts there are. */
const COUNT_MAX = 256;

/** GET market/advice: all plans that would have the hours needed, ranked. It offers nothing that could be bought. */
export function marketAdvice({ engine, query }: Call): Reply {
  const { state } = engine;
  const context = { ...engine.context(), world: marketWorld(query) };
  const { world, now, market } = context;
  const asked = askedOf(query, state, context);
  const found = advise(state, world, asked, context, prioritiesOf(query));
  const limit = number(query, 'limit', { min: 1, max: ADVICE_MAX, whole: true }) ?? LIMIT;
  const { instanceType, instanceCount } = asked;
  const quota = {
    value: quotaOf(market, state, world, instanceType),
    used: mostReserved(state, world, instanceType, now, FOREVER),
  };
  return {
    json: {
      now: isoTime(now),
      ...world,
      instanceType,
      instanceCount,
      ultraServer: asked.ultraServer ?? null,
      hours: asked.hours,
      quota: { ...quota, suffices: quota.used + instanceCount <= quota.value },
      found: found.length,
      advice: found.slice(0, limit).map((advice) => view(advice, asked, now)),
      countThatFits:
        found.length > 0
          ? null
          : countThatFits(asked, (less) => findOffers(state, world, less, context).length > 0),
    },
  };
}

/** The search that the advice stands for, by the rules of a search. */
function askedOf(
  query: Members,
  state: Call['engine']['state'],
  context: Parameters<typeof readAsked>[2],
): Asked {
  const types = [...soldTypes, ...ultraServers.map(({ type }) => type)];
  const type = knownWord("'type'", required(text(query, 'type'), 'type', 'type=ml.p5.48xlarge'), types);
  const count = number(query, 'count', { min: 1, max: COUNT_MAX, whole: true }) ?? 1;
  const hoursNeeded = number(query, 'hours', { min: 1, max: PLAN_DAYS_MAX * 24, whole: true });
  const target = oneOf(query, 'target', SageMakerResourceName.values);
  const isUltraServer = ultraServers.some((kind) => kind.type === type);
  const usual = isUltraServer
    ? (['training-job', 'hyperpod-cluster'] as const)
    : SageMakerResourceName.values;
  return readAsked(
    state,
    {
      ...(isUltraServer
        ? { UltraServerType: type, UltraServerCount: count }
        : { InstanceType: type as (typeof soldTypes)[number], InstanceCount: count }),
      DurationHours: required(hoursNeeded, 'hours', 'hours=48'),
      TargetResources: target === undefined ? usual : [target],
      StartTimeAfter: instant(query, 'startAfter'),
      EndTimeBefore: instant(query, 'endBefore'),
    },
    context,
  );
}

function prioritiesOf(query: Members): readonly AdvicePriority[] {
  const words = text(query, 'by')?.split(',') ?? [];
  return words.map((word) => {
    const priority = advicePriorities.find((known) => known === word);
    if (priority !== undefined) return priority;
    throw invalidRequest(
      `'by' has '${word.slice(0, 64)}', and must be some of ${advicePriorities.join(', ')}, with commas.`,
    );
  });
}

/** `search` is the request that offers these blocks, in this zone among others. */
const view = (
  { target, blocks, durationHours, usableMs, upfrontFee }: Advice,
  asked: Asked,
  now: number,
) => ({
  target,
  usable: hoursAndMinutes(usableMs),
  upfrontFee,
  blocks: blocks.map(({ zone, startAt, endAt }) => ({
    zone,
    startAt: isoTime(startAt),
    endAt: isoTime(endAt),
  })),
  search: {
    ...(asked.ultraServer === undefined
      ? { InstanceType: asked.instanceType, InstanceCount: asked.instanceCount }
      : { UltraServerType: asked.ultraServer.type, UltraServerCount: asked.ultraServer.count }),
    TargetResources: [target],
    DurationHours: durationHours,
    ...(blocks[0]!.startAt > immediateStart(now) && { StartTimeAfter: isoTime(blocks[0]!.startAt) }),
    EndTimeBefore: isoTime(blocks.at(-1)!.endAt),
  },
});

/** Where nothing fits: the largest smaller count that would. */
function countThatFits(asked: Asked, fits: (less: Asked) => boolean): number | null {
  if (asked.ultraServer !== undefined) return null;
  const smaller = instanceCounts.filter((count) => count < asked.instanceCount).reverse();
  return smaller.find((instanceCount) => fits({ ...asked, instanceCount })) ?? null;
}
