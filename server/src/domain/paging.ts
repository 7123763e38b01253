import { type Keyed, seek } from './key-order.ts';
import { PAGE_SIZE_DEFAULT } from './limits.ts';
import { invalid } from './refusal.ts';

/**
 * Continuation tokens. A token says where the last page ended, never how many items came before it, so that
 * items which come and go between two pages neither repeat nor hide others. `scope` is the request it belongs
 * to (operation, world, filters, order): a token handed to another request is refused, not misread.
 */
export function encodeToken(scope: string, position: string): string {
  return btoa(JSON.stringify([1, digest(scope), position]))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** The position in a token; undefined where there is none (an empty token is none, as AWS's own last pages say). */
export function decodeToken(token: string | undefined, scope: string): string | undefined {
  if (token === undefined || token === '') return undefined;
  const [version, owner, position] = parse(token);
  if (version !== 1 || typeof position !== 'string') {
    throw invalid(
      `Value '${token.slice(0, 64)}' at 'nextToken' is not a token of this service: begin again without one.`,
    );
  }
  if (owner !== digest(scope)) {
    throw invalid(
      `Value '${token.slice(0, 64)}' at 'nextToken' belongs to a request with other parameters: repeat that request, or begin again without a token.`,
    );
  }
  return position;
}

function parse(token: string): unknown[] {
  try {
    const value: unknown = JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/')));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function digest(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

export interface PageRequest<T> {
  readonly scope: string;
  readonly token: string | undefined;
  readonly size: number | undefined;
  readonly descending: boolean;
  /** Which are listed at all; without it, all. */
  readonly isWanted?: (item: T) => boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** The page of a list, sorted by its keys, that begins after the last item of the page before. */
export function pageOf<T>(rows: readonly Keyed<T>[], request: PageRequest<T>): Page<T> {
  const { scope, token, size = PAGE_SIZE_DEFAULT, descending, isWanted } = request;
  const items: T[] = [];
  let last = '';
  const step = descending ? -1 : 1;
  for (let at = beginning(rows, decodeToken(token, scope), descending); ; at += step) {
    const row = rows[at];
    if (row === undefined) return { items };
    if (isWanted?.(row.item) === false) continue;
    if (items.length === size) return { items, nextToken: encodeToken(scope, last) };
    items.push(row.item);
    last = row.key;
  }
}

/** Where a page begins; past the end where nothing comes any more. */
function beginning(rows: readonly Keyed<unknown>[], after: string | undefined, descending: boolean): number {
  if (after === undefined) return descending ? rows.length - 1 : 0;
  const at = seek(rows, after);
  if (descending) return at - 1;
  return rows[at]?.key === after ? at + 1 : at;
}
