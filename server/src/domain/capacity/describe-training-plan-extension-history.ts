import type {
  DescribeTrainingPlanExtensionHistoryRequest,
  DescribeTrainingPlanExtensionHistoryResponse,
} from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import { pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { describeExtension } from './describe.ts';
import { findPlanByArn } from './find-training-plan.ts';

/** DescribeTrainingPlanExtensionHistory: what was bought for the plan, the first first (our choice). */
export function describeTrainingPlanExtensionHistory(
  state: State,
  { TrainingPlanArn: arn, MaxResults, NextToken }: DescribeTrainingPlanExtensionHistoryRequest,
  { world }: OperationContext,
): DescribeTrainingPlanExtensionHistoryResponse {
  const plan = findPlanByArn(state, arn, world);
  const rows = plan.extensions.map((item, index) => ({ key: String(index).padStart(4, '0'), item }));
  const { items, nextToken } = pageOf(rows, {
    scope: `DescribeTrainingPlanExtensionHistory ${arn}`,
    token: NextToken,
    size: MaxResults,
    descending: false,
  });
  return {
    TrainingPlanExtensions: items.map((extension) => describeExtension(plan, extension)),
    NextToken: nextToken,
  };
}
