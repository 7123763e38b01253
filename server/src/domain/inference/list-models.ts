import type { ListModelsInput, ListModelsOutput } from '../../shapes/inference-model.ts';
import type { OperationContext } from '../context.ts';
import type { Page } from '../paging.ts';
import type { State } from '../state.ts';
import { listNamed, orderOf } from './list-named.ts';
import { type Model, modelArn } from './model.ts';

/** ListModels. */
export function listModels(
  state: State,
  input: ListModelsInput,
  context: OperationContext,
): ListModelsOutput {
  const { items, nextToken } = modelPage(state, input, context);
  return { Models: items.map(summarizeModel), NextToken: nextToken };
}

/** The models on one page. */
export const modelPage = (state: State, input: ListModelsInput, context: OperationContext): Page<Model> =>
  listNamed('ListModels', state.inOrder('model', context.world, orderOf(input)), input, context);

/** A model as ListModels shows it. */
export const summarizeModel = (model: Model): ListModelsOutput['Models'][number] => ({
  ModelName: model.name,
  ModelArn: modelArn(model, model.name),
  CreationTime: model.createdAt,
});
