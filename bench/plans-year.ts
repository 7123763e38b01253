import { type Market, PLANS_QUOTA } from '../server/src/domain/capacity/market.ts';
import { seededRandom } from '../server/src/domain/random.ts';
import { State } from '../server/src/domain/state.ts';
import type { World } from '../server/src/domain/world.ts';
import { VirtualClock } from '../server/src/engine/clock.ts';
import { Engine } from '../server/src/engine/engine.ts';
import type { SearchTrainingPlanOfferingsResponse } from '../server/src/shapes/training-plan-offering.ts';
import type { Store } from '../server/src/store/store.ts';
import { call, targetOf, useWhenReady } from './plan-consumers.ts';

/**
 * A virtual year of training plans: so many are searched for, bought and live through their blocks, every tenth of
 * them is extended, and all that happens at its own time. A third of them each are for clusters, training jobs and
 * endpoints, and are used by one (`plan-consumers.ts`). The rules and the store do all of it, without HTTP.
 */
const START = Date.UTC(2026, 0, 5, 9);
const DAY_MS = 86_400_000;
const DAYS = 365;
const worlds: readonly World[] = ['111122223333', '444455556666', '777788889999', '123456789012'].map(
  (account) => ({ account, region: 'us-west-2' }),
);
const types = ['ml.p5.48xlarge', 'ml.p4d.24xlarge', 'ml.p5en.48xlarge', 'ml.trn2.48xlarge'] as const;
const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c'];

/** Enough for everyone: what is measured is the life of plans, not the want of them. */
const market: Market = {
  isSeeded: false,
  zones: new Map(),
  supply: new Map(
    zones.flatMap((zone) =>
      types.map((type) => [`${zone}/${type}`, [{ from: 0, until: 8.64e15, count: 100_000 }]]),
    ),
  ),
  rates: new Map(),
  quotas: new Map([['*', new Map([PLANS_QUOTA, ...types].map((quota) => [quota, 1_000_000]))]]),
};

export interface PlansYear {
  readonly plans: number;
  readonly extensions: number;
  readonly consumers: number;
  readonly transitions: number;
  readonly buyingMs: number;
  readonly wallMs: number;
  /** What of it was work, and not waiting for the disk or for other processes. */
  readonly cpuMs: number;
}

export async function plansYear(count: number, store: Store): Promise<PlansYear> {
  const clock = new VirtualClock(START);
  const engine = new Engine({
    state: new State(),
    store,
    clock,
    random: seededRandom(1),
    pace: 'realistic',
    webhook: false,
    market,
    publish: () => undefined,
    onDefect: (error) => {
      throw error;
    },
  });
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  let [plans, extensions, consumers, transitions, buyingMs] = [0, 0, 0, 0, 0];
  let unused: readonly number[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const from = performance.now();
    const due = Math.floor(((day + 1) * count) / DAYS);
    const names = Array.from({ length: due - plans }, (_, i) => plans + i);
    await Promise.all(names.map((number) => buy(engine, number)));
    plans = due;
    const extended = names.map((number) => number - EXTENDED_LATER).filter((n) => n >= 0 && n % 10 === 0);
    for (const taken of await Promise.all(extended.map((number) => extend(engine, number))))
      if (taken) extensions += 1;
    buyingMs += performance.now() - from;
    const tried = await Promise.all(
      unused.map(async (number) => [number, await useWhenReady(engine, worldOf(number), number)] as const),
    );
    consumers += tried.filter(([, became]) => became === 'used').length;
    const still = tried.filter(([, became]) => became === 'not yet').map(([number]) => number);
    unused = [...still, ...names];
    transitions += (await engine.advanceTo(START + (day + 1) * DAY_MS)).transitions;
  }
  const wallMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  await engine.stop();
  return { plans, extensions, consumers, transitions, buyingMs, wallMs, cpuMs: (user + system) / 1_000 };
}

/** So many purchases later a plan is extended: it is Active by then. */
const EXTENDED_LATER = 60;

const worldOf = (number: number): World => worlds[number % worlds.length]!;

/** Plans of 1 to 28 days, half of them at once and half of them weeks ahead. */
async function buy(engine: Engine, number: number): Promise<void> {
  const now = engine.clock.now();
  const ahead = number % 2 === 0 ? {} : { StartTimeAfter: now + (1 + (number % 50)) * DAY_MS };
  const { TrainingPlanOfferings: found } = await call<SearchTrainingPlanOfferingsResponse>(
    engine,
    worldOf(number),
    'SearchTrainingPlanOfferings',
    {
      InstanceType: types[number % types.length],
      InstanceCount: 1 << (number % 5),
      DurationHours: 24 * (1 + (number % 28)),
      TargetResources: [targetOf(number)],
      ...ahead,
    },
  );
  await call(engine, worldOf(number), 'CreateTrainingPlan', {
    TrainingPlanName: `plan-${number}`,
    TrainingPlanOfferingId: found[0]!.TrainingPlanOfferingId,
  });
}

/** Answers whether it could be: a plan that was over by then cannot. */
async function extend(engine: Engine, number: number): Promise<boolean> {
  const world = worldOf(number);
  const { account, region } = world;
  try {
    const { TrainingPlanExtensionOfferings: found = [] } = await call<SearchTrainingPlanOfferingsResponse>(
      engine,
      world,
      'SearchTrainingPlanOfferings',
      {
        TrainingPlanArn: `arn:aws:sagemaker:${region}:${account}:training-plan/plan-${number}`,
        DurationHours: 168,
      },
    );
    const TrainingPlanExtensionOfferingId = found[0]!.TrainingPlanExtensionOfferingId;
    await call(engine, world, 'ExtendTrainingPlan', { TrainingPlanExtensionOfferingId });
    return true;
  } catch {
    return false;
  }
}
