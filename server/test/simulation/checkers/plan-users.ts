import assert from 'node:assert/strict';
import type { Hold } from '../../../src/domain/capacity/consumers.ts';
import { planArn, type TrainingPlan } from '../../../src/domain/capacity/training-plan.ts';
import type { State } from '../../../src/domain/state.ts';
import { planArnOf } from '../../../src/domain/training/training-job.ts';

/** Who holds what of which plan, whatever kind of user it is. */
const holders: readonly ((state: State) => readonly (Hold & { readonly plan: string })[])[] = [
  (state) => [...state.clusters.values()].flatMap(({ cluster }) => cluster.planHolds ?? []),
  (state) =>
    [...state.all('trainingJob').values()].flatMap((job) =>
      job.hold === undefined ? [] : [{ ...job.hold, plan: planArnOf(job)! }],
    ),
  (state) =>
    [...state.all('endpoint').values()].flatMap(({ holds }) =>
      holds.map(({ planArn: plan, hold }) => ({ ...hold, plan })),
    ),
];

/** What of a plan is in use is what its users hold of it, pool by pool, and what is unhealthy is being repaired. */
export function plansAreHeld(state: State): void {
  const holds = holders.flatMap((of) => of(state));
  for (const plan of state.all('trainingPlan').values()) {
    const arn = planArn(plan);
    const own = holds.filter((hold) => hold.plan === arn);
    inUseIsHeld(plan, own);
    unhealthyIsRepaired(plan);
  }
}

function inUseIsHeld({ name, capacities }: TrainingPlan, holds: readonly Hold[]): void {
  for (const [block, { pools }] of capacities.entries()) {
    for (const [i, pool] of pools.entries()) {
      const held = holds
        .filter((hold) => hold.block === block)
        .reduce((sum, { counts }) => sum + counts[i]!, 0);
      assert.equal(pool.inUse, held, `in use in pool ${i} of block ${block + 1} of ${name}`);
    }
  }
}

function unhealthyIsRepaired({ name, capacities }: TrainingPlan): void {
  for (const { pools, repairs = [] } of capacities)
    pools.forEach(({ unhealthy }, i) => {
      const under = repairs.filter(({ pool }) => pool === i).length;
      assert.equal(unhealthy, under, `unhealthy in pool ${i} of ${name}`);
    });
}
