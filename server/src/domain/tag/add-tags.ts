import type { AddTagsInput, AddTagsOutput } from '../../shapes/tag.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { requireResource } from './resource.ts';
import { putTags } from './write-tags.ts';

/** AddTags: answers all tags that the resource has afterwards (documented: "associated with the resource"). */
export function addTags(draft: Draft, input: AddTagsInput, context: OperationContext): AddTagsOutput {
  requireResource(draft.state, input.ResourceArn, context.world);
  return { Tags: putTags(draft, input.ResourceArn, input.Tags) };
}
