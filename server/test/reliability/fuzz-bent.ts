import { type Json, junk, textOf } from './fuzz-json.ts';
import type { Draws } from './random.ts';

/** A list repeated within a repeated list soon is longer than any text can be. */
const REPEATED_CHARS_MAX = 2 ** 25;

/** The input with something wrong in one to three places. */
export function bent(input: Json, draws: Draws): Json {
  let value = input;
  for (let i = draws.between(1, 3); i > 0; i -= 1) value = bend(value, draws);
  return value;
}

function bend(value: Json, draws: Draws): Json {
  const isInside = typeof value === 'object' && value !== null && draws.chance(0.85);
  if (!isInside) return draws.pick(junk);
  if (Array.isArray(value)) {
    if (value.length === 0) return draws.pick(junk);
    const at = draws.between(0, value.length - 1);
    if (draws.chance(0.1)) return repeated(value[at]!, draws.pick([26, 101, 4_000]));
    return value.map((entry, i) => (i === at ? bend(entry, draws) : entry));
  }
  const names = Object.keys(value);
  if (names.length === 0 || draws.chance(0.1)) {
    return {
      ...value,
      [draws.pick(['Unknown', 'toString', '', 'x'.repeat(500)])]: draws.pick(junk),
    };
  }
  const name = draws.pick(names);
  const { [name]: member, ...rest } = value;
  return draws.chance(0.15) ? rest : { ...value, [name]: bend(member!, draws) };
}

function repeated(entry: Json, times: number): Json {
  const most = Math.floor(REPEATED_CHARS_MAX / Math.max(1, textOf(entry).length));
  return Array.from({ length: Math.max(1, Math.min(times, most)) }, () => entry);
}
