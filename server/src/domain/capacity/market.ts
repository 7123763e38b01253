import { zonesOf } from '../cluster/placement.ts';

/**
 * The capacity market as it is described: what `--market FILE` says, checked. What nothing is said of follows from the
 * seed (`seeded-supply.ts`), from the published rates (`sold-type.ts`) and from the quotas of a new account.
 */
export interface Market {
  /** Zones and types of which nothing is said have capacity by the seed; otherwise none. */
  readonly isSeeded: boolean;
  /** Region → its zones, where they are not the usual ones. */
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** `<zone>/<instance type>` → what stands there instead of what the seed says. */
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

/** UltraServers stand in this Local Zone alone (documented), and nothing else does (our choice). */
const ULTRA_SERVER_ZONES: Readonly<Record<string, readonly string[]>> = { 'us-east-1': ['us-east-1-dfw-2a'] };

/** The zones in which a region sells capacity. */
export const marketZones = (market: Market, region: string): readonly string[] =>
  market.zones.get(region) ?? [...zonesOf(region), ...(ULTRA_SERVER_ZONES[region] ?? [])];

/** Whether a zone is a Local Zone: `us-east-1-dfw-2a` beside `us-east-1a`. */
export const isLocalZone = (zone: string): boolean => zone.split('-').length > 3;
