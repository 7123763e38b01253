import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endpointsAreSound } from '../../../test/simulation/checkers/endpoints.ts';
import { plansAreHeld } from '../../../test/simulation/checkers/plan-users.ts';
import { planAddsUp, planAgreesWithClock } from '../../../test/simulation/checkers/plans.ts';
import { openBlock } from '../capacity/letting-go.ts';
import { planArn } from '../capacity/training-plan.ts';
import { Refusal } from '../refusal.ts';
import { State } from '../state.ts';
import { planOfDeployment } from './endpoint.ts';
import { NotInvoked } from './invocation.ts';
import { EndpointStage, variant } from './testing.ts';

const names = ['x', 'y', 'z'] as const;
const plans = ['p', 'q'] as const;

/** A configuration is on one of the plans, or on demand, with so many instances. */
type Step =
  | { what: 'create' | 'update'; name: number; plan: number; count: number; retain: boolean }
  | { what: 'scale'; name: number; count: number }
  | { what: 'delete'; name: number }
  | { what: 'no capacity' }
  | { what: 'failure'; name: number }
  | { what: 'wait'; minutes: number };

const name = fc.nat(2);
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      what: fc.constantFrom('create', 'create', 'update'),
      name,
      plan: fc.nat(2),
      count: fc.integer({ min: 1, max: 5 }),
      retain: fc.boolean(),
    }),
    fc.record({ what: fc.constant('scale'), name, count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ what: fc.constant('delete'), name }),
    fc.record({ what: fc.constant('no capacity') }),
    fc.record({ what: fc.constant('failure'), name }),
    fc.record({ what: fc.constant('wait'), minutes: fc.constantFrom(1, 6, 10, 60, 600, 600) }),
  ),
  { minLength: 20, maxLength: 60, size: 'max' },
);

test('whatever is deployed, scaled and deleted: instances add up, none too many, none outside its block', () => {
  const seen = { served: 0, expired: 0, refused: 0 };
  fc.assert(
    fc.property(steps, (sequence) => {
      const life = new Life();
      for (const step of sequence) {
        if (life.perform(step) === 'refused') seen.refused += 1;
        life.check();
        for (const each of names) seen[life.serves(each)] += 1;
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(Math.min(...Object.values(seen)) > 100, JSON.stringify(seen));
});

/** Two plans, one of them of two blocks, and three endpoints that take what they get. */
class Life {
  readonly stage = new EndpointStage();
  #configs = 0;

  constructor() {
    const { stage } = this;
    stage.endpointPlan('p', 4, [
      [1, 25],
      [30, 54],
    ]);
    stage.endpointPlan('q', 2, [[0.5, 40]]);
    stage.advanceHours(2);
  }

  perform(step: Step): 'done' | 'refused' {
    const { draft } = this.stage;
    const mark = draft.mark();
    try {
      this.#act(step);
      this.stage.advance(0);
      return 'done';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      draft.revert(mark);
      return 'refused';
    }
  }

  #act(step: Step): void {
    const { stage } = this;
    if (step.what === 'wait') return stage.advance(step.minutes * 60_000);
    if (step.what === 'no capacity') return stage.fault({ type: 'capacity' }, 1);
    const endpoint = names[step.name]!;
    if (step.what === 'failure') return stage.breakInstance(endpoint);
    if (step.what === 'delete') return stage.delete(endpoint);
    if (step.what === 'scale') return stage.scale(endpoint, step.count);
    const config = `c-${this.#configs++}`;
    const plan = plans[step.plan];
    const { count } = step;
    stage.config(
      config,
      plan === undefined ? variant({ InitialInstanceCount: count }) : stage.onPlan(plan, count),
    );
    if (step.what === 'create') return stage.create(endpoint, config);
    stage.update(endpoint, config, { RetainAllVariantProperties: step.retain });
  }

  /** What a request gets; it is served on a plan only while one of its blocks runs. */
  serves(endpoint: string): 'served' | 'expired' | 'refused' {
    try {
      const { endpoint: found } = this.stage.invoke(endpoint);
      const plan = plans.find((each) => planArn(this.stage.plan(each)) === planOfDeployment(found.present));
      if (plan !== undefined)
        assert.notEqual(
          openBlock(this.stage.plan(plan), 'endpoint'),
          undefined,
          `${endpoint} serves on ${plan}`,
        );
      return 'served';
    } catch (error) {
      if (!(error instanceof NotInvoked)) throw error;
      return error.code === 'ModelError' ? 'expired' : 'refused';
    }
  }

  check(): void {
    const { state } = this.stage.draft;
    endpointsAreSound({ state });
    plansAreHeld(state);
    for (const plan of state.all('trainingPlan').values()) {
      planAddsUp(plan);
      planAgreesWithClock(plan, this.stage.now);
    }
    const restarted = new State();
    for (const kind of ['trainingPlan', 'endpoint', 'fault'] as const)
      for (const [key, doc] of state.all(kind)) restarted.put(kind, key, doc);
    endpointsAreSound({ state: restarted });
    for (const { ProductionVariants } of names.flatMap((each) =>
      this.stage.endpoint(each) === undefined ? [] : [this.stage.describe(each)],
    ))
      for (const { CapacityReservationConfig: summary } of ProductionVariants!) {
        if (summary === undefined) continue;
        const { TotalInstanceCount = 0, AvailableInstanceCount = 0, UsedByCurrentEndpoint = 0 } = summary;
        assert.ok(UsedByCurrentEndpoint + AvailableInstanceCount <= TotalInstanceCount);
      }
  }
}
