/**
 * The API's patterns as regular expressions that hostile input cannot slow down.
 *
 * A value longer than its maximum never reaches its pattern (validate.ts). Within the maximum every pattern
 * takes a time linear in the length (pattern.test.ts measures all of them), except those listed here, which
 * are replaced by an equivalent. Messages keep the original text.
 */
const linearEquivalents: { readonly [pattern: string]: string } = {
  // `[^/]+` and `.*` overlap: a line break at the end makes every split between them be tried.
  '(https|s3)://([^/]+)/?(.*)': '(https|s3)://[^/]+(/.*)?',
  // Loops in a loop: one turn of the outer one matches whatever many would, so its bound bounds nothing.
  '[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?': '[a-z0-9]([-a-z0-9]*[a-z0-9])?',
  // A class that Java knows and JavaScript does not: read as letters, it would let no ARN through.
  'arn:[\\p{Alnum}\\-]+:lambda:[\\p{Alnum}\\-]+:[0-9]{12}:function:.*':
    'arn:[a-zA-Z0-9\\-]+:lambda:[a-zA-Z0-9\\-]+:[0-9]{12}:function:.*',
};

/** Matches whole values only, as AWS does. */
export function compilePattern(pattern: string): RegExp {
  const source = `^(?:${linearEquivalents[pattern] ?? pattern})$`;
  try {
    return new RegExp(source, 'u'); // without it, `\p{L}` would be the letter p
  } catch {
    return new RegExp(source); // escapes such as `\-` outside of a class are illegal under u
  }
}
