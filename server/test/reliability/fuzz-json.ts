/**
 * JSON as the fuzz sends it: junk of every kind, and texts that `JSON.stringify` does not write, which stand as
 * marks in a value until it is written.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** An object, as every input of an operation is. */
export type JsonObject = { [name: string]: Json };

/** JSON texts that `JSON.stringify` does not write; put in place of these marks. */
const rawTexts: Readonly<Record<string, string>> = {
  '@@huge@@': '1e400',
  '@@long@@': '123456789012345678901234567890',
  '@@deep@@': '['.repeat(4_000) + ']'.repeat(4_000),
  '@@deeper@@': '{"a":'.repeat(6_000) + '1' + '}'.repeat(6_000),
  '@@proto@@': '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '@@twice@@': '{"a":1,"a":2,"":3}',
  '@@surrogate@@': '"\\ud800\\udc00\\ud800"',
  '@@wide@@': `[${'0,'.repeat(5_000)}0]`,
};

/** What no member of any input should be. */
export const junk: readonly Json[] = [
  ...Object.keys(rawTexts),
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  -(2 ** 63),
  Number.MIN_VALUE,
  '',
  ' ',
  'x',
  '\u0000',
  'a\u0000b',
  '💥é\u202e\ufeff',
  '../../etc/passwd',
  '%s%n<script>',
  "'; DROP TABLE object; --",
  'x'.repeat(3_000),
  'a-'.repeat(3_000),
  'NaN',
  '2026-13-45T99:99:99Z',
  [],
  {},
  [null],
  [[]],
  [{}, {}],
  { a: null },
  { toString: 'x', hasOwnProperty: 1 },
];

/** The text that goes over the wire. */
export function textOf(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? '';
  return text.includes('@@') ? text.replace(/"(@@\w+@@)"/g, (_, mark: string) => rawTexts[mark]!) : text;
}
