import type { DeleteTagsInput, DeleteTagsOutput } from '../../shapes/tag.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { requireResource } from './resource.ts';
import { removeTags } from './write-tags.ts';

/** DeleteTags: keys that the resource does not have are passed over. */
export function deleteTags(
  draft: Draft,
  input: DeleteTagsInput,
  context: OperationContext,
): DeleteTagsOutput {
  requireResource(draft.state, input.ResourceArn, context.world);
  removeTags(draft, input.ResourceArn, input.TagKeys);
  return {};
}
