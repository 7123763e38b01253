import { performance } from 'node:perf_hooks';
import { type Market, PLANS_QUOTA, type SupplyStep } from '../server/src/domain/capacity/market.ts';
import { supplyKey } from '../server/src/domain/capacity/market-change.ts';
import { seededRandom } from '../server/src/domain/random.ts';
import { State } from '../server/src/domain/state.ts';
import { VirtualClock } from '../server/src/engine/clock.ts';
import { Engine } from '../server/src/engine/engine.ts';
import { ReservedCapacityInstanceType } from '../server/src/shapes/training-plan-offering.ts';
import { MemoryStore } from '../server/src/store/memory.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5, 9);
const DAYS = 365;
const TYPES = 50;
const ZONES = 40;
const REGION = 'us-east-1';
const ACCOUNT = '123456789012';

export interface SearchFigures {
  readonly steps: number;
  readonly searches: number;
  readonly offerings: number;
  /** Sold meanwhile: every fifth search that finds something is followed by a purchase. */
  readonly plans: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

interface Found {
  readonly TrainingPlanOfferings: readonly { readonly TrainingPlanOfferingId: string }[];
}

/** A supply that changes every day in every zone, so that nothing can be passed over. */
function dailySteps(key: string): readonly SupplyStep[] {
  const stream = seededRandom(1)('bench', key);
  return Array.from({ length: DAYS }, (_, day) => ({
    from: START + day * DAY,
    until: START + (day + 1) * DAY,
    count: stream.between(0, 40),
  }));
}

/** 50 types x 40 zones x 365 days. The API knows 11 types; the others stand for what else the market holds. */
function largeMarket(): Market {
  const known: readonly string[] = ReservedCapacityInstanceType.values;
  const types = Array.from({ length: TYPES }, (_, i) => known[i] ?? `ml.other${i}.48xlarge`);
  const zones = Array.from({ length: ZONES }, (_, i) => `${REGION}-bench-${i}a`);
  const keys = types.flatMap((type) => zones.map((zone) => supplyKey(zone, type)));
  return {
    isSeeded: false,
    zones: new Map([[REGION, zones]]),
    supply: new Map(keys.map((key) => [key, dailySteps(key)])),
    rates: new Map(),
    quotas: new Map([['*', new Map([PLANS_QUOTA, ...types].map((quota) => [quota, 1_000_000]))]]),
  };
}

/** Searches of many kinds, each through the engine and with its offerings remembered; in memory, without HTTP. */
export async function benchSearch(searches: number): Promise<SearchFigures> {
  const market = largeMarket();
  const engine = new Engine({
    state: new State(),
    store: new MemoryStore(),
    clock: new VirtualClock(START),
    random: seededRandom(1),
    pace: 'realistic',
    webhook: false,
    market,
    publish: () => undefined,
    onDefect: (error) => {
      throw error;
    },
  });
  const stream = seededRandom(1)('searches');
  const types = ReservedCapacityInstanceType.values.filter((type) => !type.includes('p6e'));
  const took: number[] = [];
  let [offerings, plans] = [0, 0];
  const call = (operation: 'SearchTrainingPlanOfferings' | 'CreateTrainingPlan', input: object) =>
    engine.execute({ type: 'operation', operation, input, world: { account: ACCOUNT, region: REGION } });
  for (let i = 0; i < searches; i += 1) {
    const input = {
      InstanceType: types[stream.between(0, types.length - 1)]!,
      InstanceCount: 2 ** stream.between(0, 6),
      // Short ones are found at once; for long ones the whole market is looked through, and then for two blocks.
      DurationHours: 24 * (i % 2 === 0 ? stream.between(1, 14) : stream.between(15, 182)),
      TargetResources: [i % 3 === 0 ? ('training-job' as const) : ('hyperpod-cluster' as const)],
    };
    const begun = performance.now();
    const { TrainingPlanOfferings: found } = (await call('SearchTrainingPlanOfferings', input)) as Found;
    took.push(performance.now() - begun);
    offerings += found.length;
    if (i % 5 !== 0 || found.length === 0) continue;
    const { TrainingPlanOfferingId } = found[0]!;
    await call('CreateTrainingPlan', { TrainingPlanName: `plan-${i}`, TrainingPlanOfferingId });
    plans += 1;
  }
  await engine.stop();
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor((took.length - 1) * share)]!;
  const steps = [...market.supply.values()].reduce((sum, list) => sum + list.length, 0);
  return { steps, searches, offerings, plans, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1) };
}
