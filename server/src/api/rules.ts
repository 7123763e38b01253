/** The constraints that AWS publishes for a value, as data and as something to test it with. */
import type { Shape } from '../shapes/shape.ts';
import { compilePattern } from './pattern.ts';

export type Constraint =
  | { readonly type: 'required' }
  | { readonly type: 'minLength' | 'maxLength' | 'minValue' | 'maxValue'; readonly limit: number }
  | { readonly type: 'pattern'; readonly pattern: string }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  /** What the scalars in a list, or a map's keys or values, must satisfy; some do not. */
  | { readonly type: 'members' | 'keys' | 'values'; readonly constraints: readonly Constraint[] };

export interface Rule {
  readonly constraint: Constraint;
  // biome-ignore lint/suspicious/noExplicitAny: deserialization has seen to the type
  holds(value: any): boolean;
}

/** In AWS's order. The maximum comes first, so that nothing has to look at a value beyond it. */
export function rulesOf(shape: Shape): readonly Rule[] {
  switch (shape.type) {
    case 'string':
      return [...limits(shape, 'Length', (value: string) => value.length), ...patternRules(shape.pattern)];
    case 'enum': {
      const values = new Set<string>(shape.values);
      return [{ constraint: { type: 'enum', values: shape.values }, holds: (value) => values.has(value) }];
    }
    case 'list':
      return limits(shape, 'Length', (value: readonly unknown[]) => value.length);
    case 'map':
      return limits(shape, 'Length', (value: object) => Object.keys(value).length);
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return limits(shape, 'Value', (value: number) => value);
    default:
      return [];
  }
}

function limits<V>(
  { min, max }: { readonly min?: number; readonly max?: number },
  what: 'Length' | 'Value',
  measure: (value: V) => number,
): Rule[] {
  const rules: Rule[] = [];
  if (max !== undefined) {
    rules.push({ constraint: { type: `max${what}`, limit: max }, holds: (value) => measure(value) <= max });
  }
  if (min !== undefined) {
    rules.push({ constraint: { type: `min${what}`, limit: min }, holds: (value) => measure(value) >= min });
  }
  return rules;
}

function patternRules(pattern: string | undefined): Rule[] {
  if (pattern === undefined) return [];
  const regExp = compilePattern(pattern);
  return [{ constraint: { type: 'pattern', pattern }, holds: (value) => regExp.test(value) }];
}

export const isMaximum = ({ type }: Constraint): boolean => type === 'maxLength' || type === 'maxValue';
