import type { DescribeModelInput, DescribeModelOutput } from '../../shapes/inference-model.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { findModel } from './find.ts';
import { modelArn } from './model.ts';

/** DescribeModel. */
export function describeModel(
  state: State,
  { ModelName }: DescribeModelInput,
  context: OperationContext,
): DescribeModelOutput {
  const { name, createdAt, spec } = findModel(state, ModelName, context);
  return {
    ...spec,
    ModelName: name,
    ModelArn: modelArn(context.world, name),
    CreationTime: createdAt,
    EnableNetworkIsolation: spec.EnableNetworkIsolation ?? false,
  };
}
