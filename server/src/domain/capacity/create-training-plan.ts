import type { CreateTrainingPlanRequest, CreateTrainingPlanResponse } from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TRAINING_PLANS_ENDED_MAX, TRAINING_PLANS_STANDING_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { putTags } from '../tag/write-tags.ts';
import { type World, worldKey } from '../world.ts';
import { canSell } from './can-sell.ts';
import { dropPlan } from './drop-plan.ts';
import { findOffering } from './find-offering.ts';
import { newPool } from './instance-pool.ts';
import { planRefusals, purchaseRefusals } from './messages.ts';
import type { Block, Offering } from './offering.ts';
import { paymentDueAt } from './payment.ts';
import { isStanding } from './plan-status.ts';
import { savePlan } from './save-plan.ts';
import {
  capacityArn,
  endOf,
  planArn,
  planKey,
  type ReservedCapacity,
  type TrainingPlan,
} from './training-plan.ts';

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
  const plan = planOf(draft, name, offering, spares, context);
  draft.delete('offering', id);
  savePlan(draft, plan, context);
  putTags(draft, planArn(plan), tags);
  for (const index of plan.capacities.keys()) putTags(draft, capacityArn(plan, index), tags);
  return { TrainingPlanArn: planArn(plan) };
}

function checkName(state: State, name: string, world: World): void {
  const plans = state.plans.of(world);
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

/** Spares of each UltraServer: 1 where nothing is said (documented). */
function sparesOf({ ultraServer, instanceType, instanceCount }: Offering, asked: number | undefined): number {
  if (ultraServer === undefined) {
    if (asked !== undefined && asked > 0) throw planRefusals.noUltraServers(asked, instanceType);
    return 0;
  }
  const instances = instanceCount / ultraServer.count;
  const spares = asked ?? 1;
  if (spares >= instances) throw planRefusals.tooManySpares(spares, ultraServer.type, instances);
  return spares;
}

/** Plans that are over are kept up to a limit; those that ended first go first. */
function makeRoom(draft: Draft, world: World): void {
  const { plans } = draft.state;
  const all = plans.of(world);
  if (all.size - plans.standingCount(world) <= TRAINING_PLANS_ENDED_MAX) return;
  const ended = [...all.values()].filter(({ status }) => !isStanding(status));
  ended.sort((a, b) => endedAt(a) - endedAt(b) || a.sequence - b.sequence);
  for (const plan of ended.slice(0, ended.length - TRAINING_PLANS_ENDED_MAX)) dropPlan(draft, plan);
}

const endedAt = (plan: TrainingPlan): number => (plan.status === 'Failed' ? plan.createdAt : endOf(plan));

function planOf(
  draft: Draft,
  name: string,
  offering: Offering,
  spares: number,
  context: OperationContext,
): TrainingPlan {
  const { targets, instanceType, ultraServer, upfrontFee, currency } = offering;
  const counter = `trainingPlans of ${worldKey(context.world)}`;
  const sequence = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: sequence });
  return {
    ...context.world,
    name,
    sequence,
    offeringId: offering.id,
    targets,
    instanceType,
    ...(ultraServer && { ultraServer }),
    upfrontFee,
    currency,
    createdAt: context.now,
    status: 'Pending',
    paymentDueAt: paymentDueAt(offering, context),
    capacities: offering.blocks.map((block, i) =>
      capacityOf(block, offering, spares, [planKey(context.world, name), sequence, i], context),
    ),
    extensions: [],
  };
}

/** One block's instances: together, or by UltraServer. */
function capacityOf(
  { zone, startAt, endAt }: Block,
  { instanceCount, ultraServer }: Offering,
  spares: number,
  stream: readonly (string | number)[],
  { random }: OperationContext,
): ReservedCapacity {
  const ids = random('ultra-server', ...stream);
  const pools =
    ultraServer === undefined
      ? [newPool(instanceCount, 0)]
      : Array.from({ length: ultraServer.count }, () =>
          newPool(instanceCount / ultraServer.count, spares, `us-${ids.hex(17)}`),
        );
  return { zone, startAt, endAt, status: 'Pending', pools };
}
