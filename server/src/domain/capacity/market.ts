import { localZonesOf, zonesOf } from '../cluster/placement.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { quotaKey, rateKey, supplyKey } from './market-change.ts';
import { isUltraServerType, publishedRate, soldTypes } from './sold-type.ts';

/**
 * The capacity market as it is described: what `--market FILE` says, checked. What nothing is said of follows from the
 * seed (`seeded-supply.ts`), from the published rates (`sold-type.ts`) and from the quotas below. What was changed
 * since (`market-change.ts`) stands over all of it.
 */
export interface Market {
  /** Zones and types of which nothing is said have capacity by the seed; otherwise none. */
  readonly isSeeded: boolean;
  /** Region → its zones, where they are not the usual ones. */
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** By `supplyKey`: what stands there instead of what the seed says. */
  readonly supply: ReadonlyMap<string, readonly SupplyStep[]>;
  /** Instance or UltraServer type → ten-thousandths of a USD an hour. */
  readonly rates: ReadonlyMap<string, number>;
  /** Account, or `*` for all that are not named → quota → value. */
  readonly quotas: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** So many instances for a while. Lists of steps are in order of time and do not overlap. */
export interface SupplyStep {
  readonly from: number;
  readonly until: number;
  readonly count: number;
}

/** The market that nobody has described. */
export const seededMarket: Market = {
  isSeeded: true,
  zones: new Map(),
  supply: new Map(),
  rates: new Map(),
  quotas: new Map(),
};

/** The zones in which a region sells capacity; UltraServers are in Local Zones alone, nothing else is (our choice). */
export const marketZones = (market: Pick<Market, 'zones'>, region: string): readonly string[] =>
  market.zones.get(region) ?? [...zonesOf(region), ...localZonesOf(region)];

/** Whether a zone is a Local Zone: `us-east-1-dfw-2a` beside `us-east-1a`. */
export const isLocalZone = (zone: string): boolean => zone.split('-').length > 3 && /-\d+-/.test(zone);

/** Whether a region sells the type at all, be it gone for now. */
export const sellsType = (market: Market, state: State, region: string, instanceType: string): boolean =>
  marketZones(market, region).some(
    (zone) =>
      (market.isSeeded && isLocalZone(zone) === isUltraServerType(instanceType)) ||
      market.supply.has(supplyKey(zone, instanceType)) ||
      state.get('marketSupply', supplyKey(zone, instanceType)) !== undefined,
  );

export const typesSoldIn = (market: Market, state: State, region: string): readonly string[] =>
  soldTypes.filter((type) => sellsType(market, state, region, type));

/** What an instance or UltraServer costs, in ten-thousandths of a USD an hour. */
export const rateOf = (market: Market, state: State, region: string, type: string): number =>
  state.get('marketRate', rateKey(region, type))?.value ?? market.rates.get(type) ?? publishedRate(type);

/** The quota of how many plans there may be (documented). Those of instances are called as their type. */
export const PLANS_QUOTA = 'training-plan-total_count';

/** What an account has that nobody has given another quota (observed of several types, and of plans). */
const usualQuota = (quota: string): number => (quota === PLANS_QUOTA ? 25 : 256);

/** What an account may have reserved at a time in a region: instances of a type, or plans. */
export function quotaOf(market: Market, state: State, { account, region }: World, quota: string): number {
  const described = market.quotas.get(account)?.get(quota) ?? market.quotas.get('*')?.get(quota);
  return state.get('marketQuota', quotaKey(account, region, quota))?.value ?? described ?? usualQuota(quota);
}
