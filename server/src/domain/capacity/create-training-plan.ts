import type { CreateTrainingPlanRequest, CreateTrainingPlanResponse } from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TRAINING_PLANS_ENDED_MAX, TRAINING_PLANS_STANDING_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { putTags } from '../tag/write-tags.ts';
import type { World } from '../world.ts';
import { canSell } from './can-sell.ts';
import { dropPlan } from './drop-plan.ts';
import { findOffering } from './find-offering.ts';
import { planRefusals, purchaseRefusals } from './messages.ts';
import { newPlan, sparesOf } from './new-training-plan.ts';
import { isStanding } from './plan-status.ts';
import { savePlan } from './save-plan.ts';
import { capacityArn, endOf, planArn, type TrainingPlan } from './training-plan.ts';

/** CreateTrainingPlan: buys an offering. The plan is Pending until payment and capacity are known to have come. */
export function createTrainingPlan(
  draft: Draft,
  input: CreateTrainingPlanRequest,
  context: OperationContext,
): CreateTrainingPlanResponse {
  const { TrainingPlanName: name, TrainingPlanOfferingId: id, Tags: tags = [] } = input;
  const { world, now } = context;
  checkName(draft.state, name, world);
  const offering = findOffering(draft, id, world, now);
  if (offering.extendsPlan !== undefined) throw purchaseRefusals.isExtension(id, offering.extendsPlan);
  const spares = sparesOf(offering, input.SpareInstanceCountPerUltraServer);
  const verdict = canSell(draft.state, offering, context);
  if (verdict !== true) throw verdict;
  makeRoom(draft, world);
  const plan = newPlan(draft, name, offering, spares, context);
  draft.delete('offering', id);
  savePlan(draft, plan, context);
  putTags(draft, planArn(plan), tags);
  for (const index of plan.capacities.keys()) putTags(draft, capacityArn(plan, index), tags);
  return { TrainingPlanArn: planArn(plan) };
}

function checkName(state: State, name: string, world: World): void {
  const plans = state.named('trainingPlan', world);
  const holder = plans.get(name);
  if (holder !== undefined) throw planRefusals.nameInUse(holder, freeName(name, plans));
  if (state.plans.standingCount(world) >= TRAINING_PLANS_STANDING_MAX)
    throw planRefusals.tooMany(TRAINING_PLANS_STANDING_MAX);
}

/** The name with the first number that makes it free; cut where it would become too long. */
function freeName(name: string, plans: ReadonlyMap<string, unknown>): string {
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`;
    const candidate = name.slice(0, 64 - ending.length).replace(/-+$/, '') + ending;
    if (!plans.has(candidate)) return candidate;
  }
}

/** Plans that are over are kept up to a limit; those that ended first go first. */
function makeRoom(draft: Draft, world: World): void {
  const all = draft.state.named('trainingPlan', world);
  if (all.size - draft.state.plans.standingCount(world) <= TRAINING_PLANS_ENDED_MAX) return;
  const ended = [...all.values()].filter(({ status }) => !isStanding(status));
  ended.sort((a, b) => endedAt(a) - endedAt(b) || a.sequence - b.sequence);
  for (const plan of ended.slice(0, ended.length - TRAINING_PLANS_ENDED_MAX)) dropPlan(draft, plan);
}

const endedAt = (plan: TrainingPlan): number => (plan.status === 'Failed' ? plan.createdAt : endOf(plan));
