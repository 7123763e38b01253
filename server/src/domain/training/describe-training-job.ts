import type { DescribeTrainingJobRequest, DescribeTrainingJobResponse } from '../../shapes/training-job.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { describeJob } from './describe.ts';
import { findJob } from './find-job.ts';

/** DescribeTrainingJob. */
export const describeTrainingJob = (
  state: State,
  { TrainingJobName }: DescribeTrainingJobRequest,
  { world, now }: OperationContext,
): DescribeTrainingJobResponse => describeJob(findJob(state, TrainingJobName, world), now);
