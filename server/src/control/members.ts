import { nearest } from '../domain/nearest.ts';
import { invalidRequest } from './control-error.ts';

/**
 * Reading the members of a control request, be it a JSON body or a query. A member that is not known is
 * refused: a misspelt limit that passes silently is a test that tests nothing.
 */
export type Members = Readonly<Record<string, unknown>>;

/** A rule for a text, and how to say it. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly rule: string;
}

export interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'undefined';

/** The members of a JSON body; an empty body has none. */
export function membersOfBody(body: Buffer): Members {
  if (body.length === 0) return {};
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw invalidRequest(`The body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Members;
  throw invalidRequest(`The body is ${shown(json)}, and must be a JSON object.`);
}

/** The members of a query; each may be given once. */
export function membersOfQuery(query: string): Members {
  if (query === '') return {};
  const members: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    if (name in members)
      throw invalidRequest(`'${name.slice(0, 64)}' is given more than once in the query. Give it once.`);
    members[name] = value;
  }
  return members;
}

/** Refuses what is not known, naming what is. */
export function onlyKnown(members: Members, known: readonly string[], where: string): void {
  const unknown = Object.keys(members).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const way = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
  throw invalidRequest(`'${unknown.slice(0, 64)}' is no member of ${where}. ${way}`);
}

export function text(members: Members, name: string, rule?: TextRule): string | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '')
    throw invalidRequest(`'${name}' is ${shown(value)}, and must be a text.`);
  if (rule !== undefined && !rule.pattern.test(value)) {
    throw invalidRequest(`'${name}' is ${shown(value)}, and must be ${rule.rule}.`);
  }
  return value;
}

/** A number; in a query it comes as text. */
export function number(members: Members, name: string, { min, max, whole }: NumberRule): number | undefined {
  const given = members[name];
  if (given === undefined) return undefined;
  const value = typeof given === 'string' && /^\d+$/.test(given) && whole === true ? Number(given) : given;
  const fits =
    typeof value === 'number' && value >= min && value <= max && (whole !== true || Number.isInteger(value));
  if (fits) return value;
  throw invalidRequest(
    `'${name}' is ${shown(given)}, and must be a ${whole === true ? 'whole ' : ''}number from ${min} to ${max}.`,
  );
}

export function oneOf<T extends string>(
  members: Members,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = members[name];
  if (value === undefined || (allowed as readonly unknown[]).includes(value)) return value as T | undefined;
  const meant = typeof value === 'string' ? nearest(value.slice(0, 64), allowed) : undefined;
  throw invalidRequest(
    `'${name}' is ${shown(value)}, and must be one of ${allowed.join(', ')}.${meant === undefined ? '' : ` Did you mean '${meant}'?`}`,
  );
}

/** `true` or `false` in a query. */
export const flag = (members: Members, name: string): boolean | undefined => {
  const value = oneOf(members, name, ['true', 'false']);
  return value === undefined ? undefined : value === 'true';
};

/** The members of an object within. */
export function object(members: Members, name: string): Members | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw invalidRequest(`'${name}' is ${shown(value)}, and must be an object.`);
}

/** A list of at least one item. */
export function list(members: Members, name: string): readonly unknown[] | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0) return value;
  throw invalidRequest(`'${name}' is ${shown(value)}, and must be a list that is not empty.`);
}

/** A value that must be there. */
export function required<T>(value: T | undefined, name: string, example: string): T {
  if (value !== undefined) return value;
  throw invalidRequest(`'${name}' is missing. Give it, as in ${example}.`);
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** An ISO time with its zone, in epoch ms. */
export function instant(members: Members, name: string): number | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  const at = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw invalidRequest(
    `'${name}' is ${shown(value)}, and must be an ISO time with its zone, such as 2026-01-05T09:00:00Z.`,
  );
}

/** What was shown last: a reply shows one instant several times, and of a virtual clock all replies show the same. */
let shownLast = { at: Number.NaN, text: '' };

/** An instant as replies show it. */
export function isoTime(at: number): string {
  if (at !== shownLast.at) shownLast = { at, text: new Date(at).toISOString() };
  return shownLast.text;
}
