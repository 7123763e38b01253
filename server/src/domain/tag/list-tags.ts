import type { ListTagsInput, ListTagsOutput } from '../../shapes/tag.ts';
import type { OperationContext } from '../context.ts';
import { TAGS_MAX } from '../limits.ts';
import { decodeToken, encodeToken } from '../paging.ts';
import type { State } from '../state.ts';
import { requireResource } from './resource.ts';
import { tagsOf } from './write-tags.ts';

/** ListTags: in the order in which the keys first came. The position in a token is the last key of its page. */
export function listTags(state: State, input: ListTagsInput, context: OperationContext): ListTagsOutput {
  const { ResourceArn: arn } = input;
  requireResource(state, arn, context.world);
  const scope = `ListTags ${arn}`;
  const tags = tagsOf(state, arn);
  const last = decodeToken(input.NextToken, scope);
  const start = last === undefined ? 0 : tags.findIndex(({ Key }) => Key === last) + 1;
  const end = start + (input.MaxResults ?? TAGS_MAX);
  return {
    Tags: tags.slice(start, end),
    NextToken: end < tags.length ? encodeToken(scope, tags[end - 1]!.Key) : undefined,
  };
}
