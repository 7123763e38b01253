import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { worldKey } from '../world.ts';
import { newPool } from './instance-pool.ts';
import { planRefusals } from './messages.ts';
import type { Block, Offering } from './offering.ts';
import { paymentDueAt } from './payment.ts';
import { planKey, type ReservedCapacity, type TrainingPlan } from './training-plan.ts';

/** Spares of each UltraServer: 1 where nothing is said (documented). */
export function sparesOf(
  { ultraServer, instanceType, instanceCount }: Offering,
  asked: number | undefined,
): number {
  if (ultraServer === undefined) {
    if (asked !== undefined && asked > 0) throw planRefusals.noUltraServers(asked, instanceType);
    return 0;
  }
  const instances = instanceCount / ultraServer.count;
  const spares = asked ?? 1;
  if (spares >= instances) throw planRefusals.tooManySpares(spares, ultraServer.type, instances);
  return spares;
}

/** What an offering becomes when it is bought. */
export function newPlan(
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
