import {
  type ListTrainingPlansRequest,
  type ListTrainingPlansResponse,
  TrainingPlanStatus,
} from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import { type Page, pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { worldKey } from '../world.ts';
import { summarizePlan } from './describe.ts';
import { planRefusals } from './messages.ts';
import { startOf, type TrainingPlan } from './training-plan.ts';

/** One value for each plan, and the same between two pages as long as the plan stays as it is. */
const sortKeys = {
  TrainingPlanName: ({ name }: TrainingPlan) => name,
  StartTime: (plan: TrainingPlan) => `${String(startOf(plan)).padStart(16, '0')} ${plan.name}`,
  Status: ({ status, name }: TrainingPlan) => `${status} ${name}`,
};

/**
 * ListTrainingPlans: by start, the latest first, unless asked otherwise (our choice). Times are held against when a
 * plan really starts (documented), and are not included themselves; several statuses mean any of them (our choice).
 */
export function listTrainingPlans(
  state: State,
  input: ListTrainingPlansRequest,
  context: OperationContext,
): ListTrainingPlansResponse {
  const { items, nextToken } = planPage(state, input, context);
  return { TrainingPlanSummaries: items.map(summarizePlan), NextToken: nextToken };
}

/** The plans on one page. */
export function planPage(
  state: State,
  input: ListTrainingPlansRequest,
  { world }: OperationContext,
): Page<TrainingPlan> {
  const { NextToken, MaxResults, ...asked } = input;
  const statuses = statusesOf(asked.Filters);
  return pageOf(state.inOrder('trainingPlan', world, sortKeys[asked.SortBy ?? 'StartTime']), {
    scope: `ListTrainingPlans ${worldKey(world)} ${JSON.stringify(asked)}`,
    token: NextToken,
    size: MaxResults,
    descending: asked.SortOrder !== 'Ascending',
    isWanted: (plan) => {
      if (asked.StartTimeAfter !== undefined && startOf(plan) <= asked.StartTimeAfter) return false;
      if (asked.StartTimeBefore !== undefined && startOf(plan) >= asked.StartTimeBefore) return false;
      return statuses === undefined || statuses.has(plan.status);
    },
  });
}

/** The statuses that are wanted; undefined: all. */
function statusesOf(filters: ListTrainingPlansRequest['Filters']): ReadonlySet<string> | undefined {
  if (filters === undefined) return undefined;
  const known: readonly string[] = TrainingPlanStatus.values;
  for (const { Value } of filters) if (!known.includes(Value)) throw planRefusals.unknownStatus(Value, known);
  return new Set(filters.map(({ Value }) => Value));
}
