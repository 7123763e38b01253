import type { DeleteModelInput, DeleteModelOutput } from '../../shapes/inference-model.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { findModel } from './find.ts';
import { modelArn, namedKey } from './model.ts';
import { sendModelEvent } from './send-events.ts';

/** DeleteModel: also one that is in use. Endpoints that run go on with it (documented: only the entry is deleted). */
export function deleteModel(
  draft: Draft,
  { ModelName }: DeleteModelInput,
  context: OperationContext,
): DeleteModelOutput {
  const model = findModel(draft.state, ModelName, context);
  draft.delete('model', namedKey(model, model.name));
  dropTags(draft, modelArn(model, model.name));
  sendModelEvent(draft, model, 'deleted', context);
  return {};
}
