/**
 * The canonical form of a request in AWS Signature Version 4: what both sides hash, so that nothing a proxy
 * may legitimately change (case, order, spacing) changes the signature, and everything else does.
 *
 * It is made of what a stranger sent, hence it never throws: percent signs that encode nothing and lone
 * surrogates are taken as they are. Headers are read with `hasOwn`, so `constructor` is no header.
 */

/** Headers as `node:http` gives them: names in lower case. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What of a request is signed. */
export interface CanonicalParts {
  readonly method: string;
  /** The request target as on the wire: path and query, percent-encoded. */
  readonly url: string;
  readonly headers: HeaderFields;
  readonly signedHeaders: readonly string[];
  /** SHA-256 of the body, in hexadecimal. */
  readonly bodyHash: string;
}

/** The canonical request; undefined when a signed header is not there. */
export function canonicalRequest(parts: CanonicalParts): string | undefined {
  const headers: string[] = [];
  for (const name of parts.signedHeaders) {
    const value = headerField(parts.headers, name);
    if (value === undefined) return undefined;
    headers.push(`${name}:${canonicalValue(value)}\n`);
  }
  const [path, query] = splitUrl(parts.url);
  return [
    parts.method,
    canonicalPath(path),
    canonicalQuery(query),
    headers.join(''),
    parts.signedHeaders.join(';'),
    parts.bodyHash,
  ].join('\n');
}

/** The header's value; a header that came several times is joined as HTTP says. */
export function headerField(headers: HeaderFields, name: string): string | undefined {
  if (!Object.hasOwn(headers, name)) return undefined;
  const value = headers[name];
  return typeof value === 'object' ? value.join(',') : value;
}

/** Only blanks and tabs fold; other Unicode spaces are content, as in the SDKs. */
function canonicalValue(value: string): string {
  return value.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** Dot segments resolved, and then encoded once more (every service but S3 does so). */
function canonicalPath(path: string): string {
  if (path === '/') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(escapeUri(segment));
  }
  const closing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${closing}`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [escapeUri(unescapeUri(name)), escapeUri(unescapeUri(value))] as const;
    });
  pairs.sort(([a, av], [b, bv]) => compare(a, b) || compare(av, bv));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function escapeUri(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => '%' + char.charCodeAt(0).toString(16).toUpperCase(),
  );
}

function unescapeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
