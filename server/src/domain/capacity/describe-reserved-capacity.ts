import type {
  DescribeReservedCapacityRequest,
  DescribeReservedCapacityResponse,
} from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { describeCapacity } from './describe.ts';
import { findCapacity } from './find-training-plan.ts';

/** DescribeReservedCapacity: one block of a plan, with its own counts. */
export function describeReservedCapacity(
  state: State,
  { ReservedCapacityArn }: DescribeReservedCapacityRequest,
  { world }: OperationContext,
): DescribeReservedCapacityResponse {
  const { plan, index } = findCapacity(state, ReservedCapacityArn, world);
  return describeCapacity(plan, index);
}
