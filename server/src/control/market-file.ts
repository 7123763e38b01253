import { readFileSync } from 'node:fs';
import type { Market, SupplyStep } from '../domain/capacity/market.ts';
import { supplyKey, withChange } from '../domain/capacity/market-change.ts';
import { MARKET_FILE_BYTES_MAX, MARKET_ZONES_MAX, SUPPLY_STEPS_MAX } from '../domain/limits.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import {
  marketRules,
  pricedTypeOf,
  quotaNameOf,
  quotaValueOf,
  rateOf,
  regionOfZone,
  supplyOf,
} from './market-members.ts';
import { list, type Members, object, onlyKnown } from './members.ts';

/** The market file cannot be read or breaks a rule; the server does not start. */
export class MarketRefused extends Error {
  override readonly name = 'MarketRefused';
}

/** Reads and checks the file. */
export function readMarket(file: string): Market {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new MarketRefused(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (bytes.length > MARKET_FILE_BYTES_MAX)
    throw new MarketRefused(`${file}: has ${bytes.length} bytes, and ${MARKET_FILE_BYTES_MAX} are the most.`);
  try {
    return parseMarket(bytes);
  } catch (error) {
    if (error instanceof ControlError) throw new MarketRefused(`${file}: ${error.message}`);
    throw error;
  }
}

/**
 * What `--market FILE` says: the zones that sell capacity, what they have and when, what it costs, and how much of it
 * an account may have. Everything may be left out. What is wrong is said with the place in the file.
 */
export function parseMarket(bytes: Buffer): Market {
  const members = membersOfFile(bytes);
  onlyKnown(members, ['seeded', 'zones', 'supply', 'rates', 'quotas'], 'a market');
  const zones = zonesOf(object(members, 'zones') ?? {});
  return {
    isSeeded: seededOf(members),
    zones,
    supply: suppliesOf(members.supply === undefined ? [] : list(members, 'supply')!, zones),
    rates: ratesOf(object(members, 'rates') ?? {}),
    quotas: quotasOf(object(members, 'quotas') ?? {}),
  };
}

function membersOfFile(bytes: Buffer): Members {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw invalidRequest(`It is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  return object({ 'the whole': json }, 'the whole')!;
}

function seededOf({ seeded = true }: Members): boolean {
  if (typeof seeded === 'boolean') return seeded;
  throw invalidRequest(`'seeded' is ${JSON.stringify(seeded).slice(0, 64)}, and must be true or false.`);
}

/** Runs a reader; what it refuses is said with the place. */
function at<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ControlError) throw invalidRequest(`${place}: ${error.message}`);
    throw error;
  }
}

function zonesOf(members: Members): Market['zones'] {
  const zones = new Map<string, readonly string[]>();
  for (const region of Object.keys(members)) {
    at('zones', () => {
      if (!marketRules.region.pattern.test(region))
        throw invalidRequest(`'${region.slice(0, 64)}' must be ${marketRules.region.rule}.`);
      const named = list(members, region)!;
      if (named.length > MARKET_ZONES_MAX)
        throw invalidRequest(`'${region}' has ${named.length} zones, and ${MARKET_ZONES_MAX} are the most.`);
      const wrong = named.find((zone) => !isZoneOf(region, zone));
      if (wrong !== undefined)
        throw invalidRequest(
          `'${region}' has the zone ${JSON.stringify(wrong).slice(0, 64)}, which must be ${marketRules.zone.rule}, and lie in ${region}.`,
        );
      if (new Set(named).size < named.length)
        throw invalidRequest(`'${region}' has a zone more than once. Name each once.`);
      zones.set(region, named as readonly string[]);
    });
  }
  return zones;
}

const isZoneOf = (region: string, zone: unknown): boolean =>
  typeof zone === 'string' && marketRules.zone.pattern.test(zone) && regionOfZone(zone) === region;

/** Entries that come later stand over those before. */
function suppliesOf(entries: readonly unknown[], zones: Market['zones']): Market['supply'] {
  const supply = new Map<string, readonly SupplyStep[]>();
  for (const [i, entry] of entries.entries()) {
    at(`supply[${i}]`, () => {
      const members = object({ entry }, 'entry')!;
      onlyKnown(members, ['zone', 'instanceType', 'count', 'from', 'until'], 'an entry of the supply');
      const { zone, instanceType, ...change } = supplyOf(members, { zones }, false);
      const key = supplyKey(zone, instanceType);
      const steps = withChange(supply.get(key) ?? [], change, 0);
      if (steps.length > SUPPLY_STEPS_MAX)
        throw invalidRequest(
          `The supply of ${instanceType} in ${zone} changes more than ${SUPPLY_STEPS_MAX} times. Leave some changes out.`,
        );
      supply.set(key, steps);
    });
  }
  return supply;
}

const ratesOf = (members: Members): Market['rates'] =>
  new Map(
    Object.keys(members).map((type) =>
      at('rates', () => [pricedTypeOf('a type', type), rateOf(members, type, false)!] as const),
    ),
  );

function quotasOf(accounts: Members): Market['quotas'] {
  const quotas = new Map<string, ReadonlyMap<string, number>>();
  for (const account of Object.keys(accounts)) {
    at('quotas', () => {
      if (account !== '*' && !marketRules.account.pattern.test(account))
        throw invalidRequest(
          `'${account.slice(0, 64)}' must be an account of ${marketRules.account.rule}, or '*' for all that are not named.`,
        );
      const members = object(accounts, account)!;
      const values = Object.keys(members).map((quota) =>
        at(account, () => [quotaNameOf('a quota', quota), quotaValueOf(members, quota, false)!] as const),
      );
      quotas.set(account, new Map(values));
    });
  }
  return quotas;
}
