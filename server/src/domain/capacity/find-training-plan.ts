import type { State } from '../state.ts';
import { arnOf, type World } from '../world.ts';
import { planRefusals } from './messages.ts';
import type { TrainingPlan } from './training-plan.ts';

/** A refusal compares no more names than this with the one that was meant: each costs some microseconds. */
const NAMES_COMPARED_MAX = 500;

/** The plan of that name in the caller's world. */
export function findPlan(state: State, name: string, world: World): TrainingPlan {
  const plans = state.named('trainingPlan', world);
  const plan = plans.get(name);
  if (plan === undefined)
    throw planRefusals.noSuchPlan(name, [...plans.keys()].sort().slice(0, NAMES_COMPARED_MAX));
  return plan;
}

/** The plan of that ARN; one of another account or region is as unknown as any other. */
export function findPlanByArn(state: State, arn: string, world: World): TrainingPlan {
  const plan = planCalled(state, arn, world);
  if (plan === undefined) throw planRefusals.noSuchArn('Training plan', arn);
  return plan;
}

/** The plan of that ARN; undefined: there is none in the caller's world. */
export function planCalled(state: State, arn: string, world: World): TrainingPlan | undefined {
  const plan = state.plans.called(arn);
  return plan?.account === world.account && plan.region === world.region ? plan : undefined;
}

/** The plan that a reserved capacity belongs to, and which of its blocks it is; undefined: there is none. */
export function capacityCalled(
  state: State,
  id: string,
  world: World,
): { readonly plan: TrainingPlan; readonly index: number } | undefined {
  const [, name = '', number = ''] = /^(.*)-rc([1-9]\d?)$/.exec(id) ?? [];
  const plan = state.named('trainingPlan', world).get(name);
  const index = Number(number) - 1;
  return plan?.capacities[index] === undefined ? undefined : { plan, index };
}

/** The reserved capacity of that ARN. */
export function findCapacity(state: State, arn: string, world: World) {
  const prefix = arnOf(world, 'reserved-capacity/');
  const found = arn.startsWith(prefix) ? capacityCalled(state, arn.slice(prefix.length), world) : undefined;
  if (found === undefined) throw planRefusals.noSuchArn('Reserved capacity', arn);
  return found;
}
