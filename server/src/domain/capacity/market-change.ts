import type { Draft } from '../draft.ts';
import { SUPPLY_STEPS_MAX } from '../limits.ts';
import type { SupplyStep } from './market.ts';
import { marketRefusals } from './market-messages.ts';

/**
 * What was changed in the market since it was described. It stands over the description, and outlives a restart;
 * a reset takes it away.
 */
export type MarketChange = SupplyChange | RateChange | QuotaChange;

/** So many instances in a zone for a while; no count: what the description says. */
interface SupplyChange {
  readonly of: 'supply';
  readonly zone: string;
  readonly instanceType: string;
  readonly count: number | undefined;
  readonly from: number;
  readonly until: number;
}

/** A rate in a region; none: what the description says. */
interface RateChange {
  readonly of: 'rate';
  readonly region: string;
  readonly type: string;
  readonly rate: number | undefined;
}

/** A quota of an account in a region; none: what the description says. */
interface QuotaChange {
  readonly of: 'quota';
  readonly account: string;
  readonly region: string;
  readonly quota: string;
  readonly value: number | undefined;
}

/** Kind `marketSupply`, by zone and type. */
export interface ChangedSupply {
  readonly steps: readonly SupplyStep[];
}
/** Kinds `marketRate`, by region and type, and `marketQuota`, by account, region and quota. */
export interface ChangedValue {
  readonly value: number;
}

export const supplyKey = (zone: string, instanceType: string): string => `${zone}/${instanceType}`;
export const rateKey = (region: string, type: string): string => `${region}/${type}`;
export const quotaKey = (account: string, region: string, quota: string): string =>
  `${account}/${region}/${quota}`;

/** The end of what has none: the last instant that a date can hold. */
export const FOREVER = 8.64e15;

export function changeMarket(draft: Draft, change: MarketChange, now: number): void {
  switch (change.of) {
    case 'supply': {
      const key = supplyKey(change.zone, change.instanceType);
      const steps = withChange(draft.get('marketSupply', key)?.steps ?? [], change, now);
      if (steps.length > SUPPLY_STEPS_MAX)
        throw marketRefusals.tooManySteps(change.zone, change.instanceType);
      if (steps.length === 0) draft.delete('marketSupply', key);
      else draft.put('marketSupply', key, { steps });
      return;
    }
    case 'rate':
      return putValue(draft, 'marketRate', rateKey(change.region, change.type), change.rate);
    case 'quota':
      return putValue(
        draft,
        'marketQuota',
        quotaKey(change.account, change.region, change.quota),
        change.value,
      );
  }
}

function putValue(
  draft: Draft,
  kind: 'marketRate' | 'marketQuota',
  key: string,
  value: number | undefined,
): void {
  if (value === undefined) draft.delete(kind, key);
  else draft.put(kind, key, { value });
}

/** Steps with another one laid over them. What is over by then is dropped. */
export function withChange(
  steps: readonly SupplyStep[],
  change: Omit<SupplyStep, 'count'> & { readonly count: number | undefined },
  now: number,
): SupplyStep[] {
  const { from, until, count } = change;
  const kept = steps.flatMap((step) => [
    { ...step, until: Math.min(step.until, from) },
    { ...step, from: Math.max(step.from, until) },
  ]);
  const added = count === undefined ? [] : [{ from, until, count }];
  return [...kept, ...added]
    .filter((step) => step.from < step.until && step.until > now)
    .sort((a, b) => a.from - b.from);
}
