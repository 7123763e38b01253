/**
 * A value of a manifest and where it stands. A manifest is what somebody wrote: every look into it may find
 * nothing, or something of another kind, and the refusal must say where. Absent and null are the same, as in
 * Kubernetes. Only own members count, whatever they are called.
 */
import { refusals } from './messages.ts';

export interface Place {
  /** As in `spec.containers[0].resources.limits['nvidia.com/gpu']`; empty for the document itself. */
  readonly path: string;
  readonly value: unknown;
  /** What is said about the document without refusing it. */
  readonly warnings: string[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const NAME_CHARS_SHOWN = 100;

/** The path of a member. */
export function pathTo(path: string, name: string): string {
  if (!NAME.test(name)) return `${path}['${name.slice(0, NAME_CHARS_SHOWN)}']`;
  return path === '' ? name : `${path}.${name}`;
}

/** A member of a map; of anything else there is none. */
export function member({ path, value, warnings }: Place, name: string): Place {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  const found = isThere ? (value as Record<string, unknown>)[name] : undefined;
  return { path: pathTo(path, name), value: found ?? undefined, warnings };
}

/** A member further in. */
export const at = (place: Place, ...names: readonly string[]): Place => names.reduce(member, place);

/** The members of a map, by name; none where it is absent. */
export function members(place: Place): readonly (readonly [name: string, place: Place])[] {
  const { value } = place;
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusals.wrongKind(place, 'a map');
  return Object.keys(value).map((name) => [name, member(place, name)] as const);
}

/** The items of a list; none where it is absent. */
export function items(place: Place): readonly Place[] {
  const { value, path, warnings } = place;
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refusals.wrongKind(place, 'a list');
  return value.map((item, i) => ({ path: `${path}[${i}]`, value: item ?? undefined, warnings }));
}

export function text(place: Place): string | undefined {
  const { value } = place;
  if (value === undefined || typeof value === 'string') return value;
  throw refusals.wrongKind(place, typeof value === 'number' ? 'a text: put it in quotes' : 'a text');
}

/** A whole number within bounds. */
export function whole(place: Place, min: number, max: number): number | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw refusals.wrongKind(place, `a whole number from ${min} to ${max}`);
}
