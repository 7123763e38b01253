import type { Tag } from '../../shapes/tag.ts';

/** The tags of one resource, kept under its ARN in the order in which their keys first came. */
export interface TagSet {
  readonly arn: string;
  readonly tags: readonly Tag[];
}
