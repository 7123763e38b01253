import { bridgeEvent, type DetailType, send } from '../bridge-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { describeCapacity, describeExtension, describePlan } from './describe.ts';
import { capacityArn, planArn, planKey, type TrainingPlan } from './training-plan.ts';

/**
 * Writes a plan, and sends out what changed its status: the plan, its reserved capacities, its extensions. An
 * event carries what the operations show, timestamps in epoch ms as in the events of clusters (our choice: the
 * service publishes none for plans).
 */
export function savePlan(draft: Draft, plan: TrainingPlan, context: Context): void {
  const key = planKey(plan, plan.name);
  const before = draft.get('trainingPlan', key);
  draft.put('trainingPlan', key, plan);
  for (const change of changesOf(before, plan)) {
    const { arn, detailType, what, make } = change;
    const at = context.now;
    const event = () => {
      const id = context.random('bridge', 'plan', key, plan.sequence, ...what, at).uuid();
      return bridgeEvent(plan, { arn, detailType, id, detail: make(), at });
    };
    send(draft, planArn(plan), event, context);
  }
}

interface StatusChange {
  readonly arn: string;
  readonly detailType: DetailType;
  /** Names the change among all of the plan. */
  readonly what: readonly (string | number)[];
  readonly make: () => object;
}

function* changesOf(before: TrainingPlan | undefined, plan: TrainingPlan): Iterable<StatusChange> {
  const arn = planArn(plan);
  if (before?.status !== plan.status) {
    yield {
      arn,
      detailType: 'SageMaker Training Plan State Change',
      what: [plan.status],
      make: () => ({ PreviousStatus: before?.status ?? null, ...describePlan(plan) }),
    };
  }
  for (const [i, { status }] of plan.capacities.entries()) {
    const previous = before?.capacities[i]?.status;
    if (previous === status) continue;
    yield {
      arn: capacityArn(plan, i),
      detailType: 'SageMaker Reserved Capacity State Change',
      what: ['capacity', i, status],
      make: () => ({
        TrainingPlanArn: arn,
        PreviousStatus: previous ?? null,
        ...describeCapacity(plan, i),
      }),
    };
  }
  for (const [i, extension] of plan.extensions.entries()) {
    const previous = before?.extensions[i]?.status;
    if (previous === extension.status) continue;
    yield {
      arn,
      detailType: 'SageMaker Training Plan Extension State Change',
      what: ['extension', i, extension.status],
      make: () => ({
        TrainingPlanArn: arn,
        TrainingPlanName: plan.name,
        PreviousStatus: previous ?? null,
        ...describeExtension(plan, extension),
      }),
    };
  }
}
