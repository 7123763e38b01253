import type { ListModelsInput, ListModelsOutput } from '../../shapes/inference-model.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { listNamed } from './list-named.ts';
import { modelArn } from './model.ts';

/** ListModels. */
export function listModels(
  state: State,
  input: ListModelsInput,
  context: OperationContext,
): ListModelsOutput {
  const { world } = context;
  const page = listNamed('ListModels', state.named('model', world).values(), input, context);
  return {
    Models: page.items.map(({ name, createdAt }) => ({
      ModelName: name,
      ModelArn: modelArn(world, name),
      CreationTime: createdAt,
    })),
    NextToken: page.nextToken,
  };
}
