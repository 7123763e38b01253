import type { OperationContext } from '../context.ts';
import type { Keyed, KeyOf } from '../key-order.ts';
import { ENDPOINTS_PAGE_SIZE_DEFAULT } from '../limits.ts';
import { type Page, pageOf } from '../paging.ts';
import { worldKey } from '../world.ts';

/** What the three lists of this folder can be asked. */
interface ListInput {
  readonly SortBy?: string | undefined;
  readonly SortOrder?: 'Ascending' | 'Descending' | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NameContains?: string | undefined;
  readonly CreationTimeBefore?: number | undefined;
  readonly CreationTimeAfter?: number | undefined;
}

interface Named {
  readonly name: string;
  readonly createdAt: number;
}

/**
 * A page of things with names, handed over in `orderOf` what is asked: by creation, the latest first, unless asked
 * otherwise (documented: CreationTime and Descending). Instants that are given are not included themselves (our choice).
 */
export function listNamed<T extends Named>(
  operation: string,
  rows: readonly Keyed<T>[],
  input: ListInput,
  { world }: OperationContext,
  isWanted: (item: T) => boolean = () => true,
): Page<T> {
  const { NextToken, MaxResults, ...asked } = input;
  return pageOf(rows, {
    scope: `${operation} ${worldKey(world)} ${JSON.stringify(asked)}`,
    token: NextToken,
    size: MaxResults ?? ENDPOINTS_PAGE_SIZE_DEFAULT,
    descending: asked.SortOrder !== 'Ascending',
    isWanted: (item) =>
      item.name.includes(asked.NameContains ?? '') &&
      isBetween(item.createdAt, asked.CreationTimeAfter, asked.CreationTimeBefore) &&
      isWanted(item),
  });
}

/** What these lists are sorted by. */
export const orderOf = ({ SortBy }: ListInput): KeyOf<Named> => (SortBy === 'Name' ? byName : byCreation);

const byName = ({ name }: Named): string => name;
const byCreation = ({ createdAt, name }: Named): string => `${String(createdAt).padStart(16, '0')} ${name}`;

/** Whether an instant lies between two, of which each may be missing. */
export const isBetween = (at: number, after: number | undefined, before: number | undefined): boolean =>
  (after === undefined || at > after) && (before === undefined || at < before);
