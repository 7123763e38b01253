import type {
  DescribeTrainingPlanRequest,
  DescribeTrainingPlanResponse,
} from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { describePlan } from './describe.ts';
import { findPlan } from './find-training-plan.ts';

/** DescribeTrainingPlan: by its name, not its ARN (documented). */
export const describeTrainingPlan = (
  state: State,
  { TrainingPlanName }: DescribeTrainingPlanRequest,
  { world }: OperationContext,
): DescribeTrainingPlanResponse => describePlan(findPlan(state, TrainingPlanName, world));
