/** Tags: key-value pairs on any resource. The only part of the API that is addressed by ARN alone. */
import { NextToken } from './paging.ts';
import { type Infer, integer, list, required, string, structure } from './shape.ts';

const ResourceArn = string({
  min: 0,
  max: 256,
  pattern: 'arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+',
});
const TagKey = string({ min: 1, max: 128, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' });
const TagValue = string({ min: 0, max: 256, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' });

export const Tag = structure({ Key: required(TagKey), Value: required(TagValue) });
export type Tag = Infer<typeof Tag>;
export const TagList = list(Tag, { min: 0, max: 50 });

export const AddTagsInput = structure({ ResourceArn: required(ResourceArn), Tags: required(TagList) });
export type AddTagsInput = Infer<typeof AddTagsInput>;
/** All tags the resource has afterwards. */
export const AddTagsOutput = structure({ Tags: TagList });
export type AddTagsOutput = Infer<typeof AddTagsOutput>;

/** Unlike other lists, a page of tags holds at least 50: no smaller page can be asked for. */
export const ListTagsInput = structure({
  ResourceArn: required(ResourceArn),
  NextToken,
  MaxResults: integer({ min: 50 }),
});
export type ListTagsInput = Infer<typeof ListTagsInput>;
export const ListTagsOutput = structure({ Tags: TagList, NextToken });
export type ListTagsOutput = Infer<typeof ListTagsOutput>;

export const DeleteTagsInput = structure({
  ResourceArn: required(ResourceArn),
  TagKeys: required(list(TagKey, { min: 1, max: 50 })),
});
export type DeleteTagsInput = Infer<typeof DeleteTagsInput>;
export const DeleteTagsOutput = structure({});
export type DeleteTagsOutput = Infer<typeof DeleteTagsOutput>;
