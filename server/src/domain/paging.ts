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
