import type { Tag } from '../../shapes/tag.ts';
import type { Draft } from '../draft.ts';
import { TAGS_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { tagRefusals } from './messages.ts';

export const tagsOf = (state: State, arn: string): readonly Tag[] => state.get('tags', arn)?.tags ?? [];

/** Adds tags to a resource, or gives them new values. Answers all tags of the resource. */
export function putTags(draft: Draft, arn: string, tags: readonly Tag[]): readonly Tag[] {
  checkKeys(tags.map(({ Key }) => Key));
  const present = tagsOf(draft.state, arn);
  const merged = new Map(present.map((tag) => [tag.Key, tag]));
  for (const { Key, Value } of tags) merged.set(Key, { Key, Value });
  if (merged.size > TAGS_MAX) throw tagRefusals.tooMany(TAGS_MAX, present.length, merged.size);
  return write(draft, arn, [...merged.values()]);
}

/** Takes tags away; keys that are not there do not matter. */
export function removeTags(draft: Draft, arn: string, keys: readonly string[]): void {
  write(
    draft,
    arn,
    tagsOf(draft.state, arn).filter(({ Key }) => !keys.includes(Key)),
  );
}

/** The resource is no more, and its tags with it. */
export const dropTags = (draft: Draft, arn: string): void => void write(draft, arn, []);

function checkKeys(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (/^aws:/i.test(key)) throw tagRefusals.reservedKey(key);
    if (seen.has(key)) throw tagRefusals.duplicateKey(key);
    seen.add(key);
  }
}

/** A resource without tags has no set. */
function write(draft: Draft, arn: string, tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > 0) draft.put('tags', arn, { arn, tags });
  else if (draft.get('tags', arn) !== undefined) draft.delete('tags', arn);
  return tags;
}
