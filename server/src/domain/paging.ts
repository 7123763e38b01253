import { entryOf } from './entry.ts';
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
  /** What the list is sorted by: a text of its own for each item, which follows from the item alone. */
  readonly keyOf: (item: T) => string;
  readonly descending: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** The page of a sorted list that begins after the last item of the page before. */
export function pageOf<T extends object>(items: readonly T[], request: PageRequest<T>): Page<T> {
  const { scope, size = PAGE_SIZE_DEFAULT } = request;
  const keyOf = keeping(request.keyOf);
  const after = decodeToken(request.token, scope);
  const direction = request.descending ? -1 : 1;
  const rows = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compare(key, after) * direction > 0)
    .sort((a, b) => compare(a.key, b.key) * direction);
  const page = rows.slice(0, size);
  return {
    items: page.map(({ item }) => item),
    nextToken: rows.length > page.length ? encodeToken(scope, page.at(-1)!.key) : undefined,
  };
}

/** By what a list is sorted by and its items, which are never changed, only replaced: their keys. */
const kept = new WeakMap<(item: never) => string, WeakMap<object, string>>();

/** The same function, asked once for each item: whoever lists again and again would make all keys anew. */
function keeping<T extends object>(keyOf: (item: T) => string): (item: T) => string {
  const keys = entryOf(kept, keyOf, () => new WeakMap<object, string>());
  return (item) => entryOf(keys, item, () => keyOf(item));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
