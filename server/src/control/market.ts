import { marketZones, PLANS_QUOTA, quotaOf, rateOf as rateIn, sellsType } from '../domain/capacity/market.ts';
import { FOREVER, type MarketChange } from '../domain/capacity/market-change.ts';
import { outlook } from '../domain/capacity/market-outlook.ts';
import { mostReserved } from '../domain/capacity/quota.ts';
import { soldTypes, ultraServers } from '../domain/capacity/sold-type.ts';
import { MARKET_WEEKS_MAX } from '../domain/limits.ts';
import type { Call, Reply } from './call.ts';
import { invalidRequest } from './control-error.ts';
import {
  knownWord,
  marketRules,
  marketWorld,
  pricedTypeOf,
  quotaNameOf,
  quotaValueOf,
  rateOf,
  supplyOf,
} from './market-members.ts';
import { isoTime, number, required, text } from './members.ts';

/** The capacity market: what is there, and what it costs; and changes of it while the server runs. */

/** How many weeks are shown where the query does not say: how far ahead a plan may start. */
const WEEKS = 8;

/** GET market: a region's market, by type, zone and week. */
export function showMarket({ engine, query }: Call): Reply {
  const { state } = engine;
  const { market, random, now } = engine.context();
  const world = marketWorld(query);
  const zone = text(query, 'zone', marketRules.zone);
  const named = text(query, 'instanceType');
  const wanted = named === undefined ? undefined : knownWord("'instanceType'", named, soldTypes);
  const weeks = number(query, 'weeks', { min: 1, max: MARKET_WEEKS_MAX, whole: true }) ?? WEEKS;
  const types = soldTypes.filter(
    (type) => type === (wanted ?? type) && sellsType(market, state, world.region, type),
  );
  const dollars = (type: string): number => rateIn(market, state, world.region, type) / 10_000;
  return {
    json: {
      now: isoTime(now),
      ...world,
      zones: marketZones(market, world.region),
      plans: { quota: quotaOf(market, state, world, PLANS_QUOTA), used: state.plans.standingCount(world) },
      types: types.map((instanceType) => ({
        instanceType,
        usdPerHour: ultraServers.some((kind) => kind.instanceType === instanceType)
          ? null
          : dollars(instanceType),
        ultraServers: ultraServers
          .filter((kind) => kind.instanceType === instanceType)
          .map(({ type, instances }) => ({ type, instances, usdPerHour: dollars(type) })),
        quota: quotaOf(market, state, world, instanceType),
        used: mostReserved(state, world, instanceType, now, FOREVER),
        zones: outlook({ market, state, random, world, instanceType }, now, weeks)
          .filter((row) => row.zone === (zone ?? row.zone))
          .map((row) => ({
            zone: row.zone,
            weeks: row.weeks.map(({ from, until, ...counts }) => ({
              from: isoTime(from),
              until: isoTime(until),
              ...counts,
            })),
          })),
      })),
    },
  };
}

const changed = async ({ engine }: Call, change: MarketChange, view: object): Promise<Reply> => {
  await engine.execute({ type: 'changeMarket', change });
  return { json: view };
};

/** POST market/supply: what a zone has of a type, for a while or for ever. */
export function changeSupply(call: Call): Promise<Reply> {
  const { market, now } = call.engine.context();
  const change = supplyOf(call.body, market, true);
  const from = Math.max(change.from, now);
  if (change.until <= now)
    throw invalidRequest(`'until' is past: it is ${isoTime(now)}. Give a later one, or none for ever.`);
  const { zone, instanceType, count = null, until } = change;
  return changed(call, change, {
    zone,
    instanceType,
    count,
    from: isoTime(from),
    until: until === FOREVER ? null : isoTime(until),
  });
}

/** POST market/rates: what an hour of an instance or UltraServer costs in a region. */
export function changeRate(call: Call): Promise<Reply> {
  const { body } = call;
  const { region } = marketWorld(body);
  const type = pricedTypeOf("'type'", required(text(body, 'type'), 'type', '"type": "ml.p5.48xlarge"'));
  const rate = rateOf(body, 'usdPerHour', true);
  const usdPerHour = rate === undefined ? null : rate / 10_000;
  return changed(call, { of: 'rate', region, type, rate }, { region, type, usdPerHour });
}

/** POST market/quotas: how many plans, or instances of a type, an account may have reserved in a region. */
export function changeQuota(call: Call): Promise<Reply> {
  const { body } = call;
  const world = marketWorld(body);
  const quota = quotaNameOf("'quota'", required(text(body, 'quota'), 'quota', '"quota": "ml.p5.48xlarge"'));
  const value = quotaValueOf(body, 'value', true);
  return changed(call, { of: 'quota', ...world, quota, value }, { ...world, quota, value: value ?? null });
}
