import type { Draws } from './random.ts';

/** A JSON text that is cut, doubled, or has bytes in it that do not belong. */
export function brokenText(text: string, draws: Draws): string | Buffer {
  const bytes = Buffer.from(text);
  const at = draws.between(0, bytes.length - 1);
  switch (draws.between(0, 7)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([draws.between(0, 255)]), bytes.subarray(at)]);
    case 2:
      return text + text;
    case 3:
      return draws.pick(notJson);
    case 4:
      return Buffer.from(text, 'utf16le');
    case 5:
      return Buffer.from(Array.from({ length: draws.between(1, 400) }, () => draws.between(0, 255)));
    case 6:
      return `${text.slice(0, -1)}${text === '{}' ? '' : ','}"x":${'['.repeat(draws.pick([10, 1_000, 40_000]))}`;
    default:
      return draws.chance(0.02)
        ? ' '.repeat(4_194_305)
        : text.replace(/"/g, () => (draws.chance(0.1) ? '' : '"'));
  }
}

const notJson = [
  '',
  ' ',
  'null',
  '[]',
  '"{}"',
  '0',
  'true',
  '{',
  '}',
  '{]',
  "{'a':1}",
  '{"a":1,}',
  'NaN',
  '<xml/>',
  '\ufeff{}',
  '\u0000',
  '{"a":undefined}',
  '// {}',
  '{"a":01}',
  '{"a":"\t"}',
  '{"a":"\\x"}',
];
