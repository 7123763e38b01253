import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../domain/nearest.ts';
import { commonOptions } from './help.ts';
import { UsageRefused, type Verb } from './verb.ts';

/** A command line, taken apart. */
export type Parsed =
  | { readonly type: 'overview' | 'version' }
  | { readonly type: 'help'; readonly path: string; readonly verb: Verb }
  | { readonly type: 'raw'; readonly verb: Verb; readonly args: readonly string[] }
  | {
      readonly type: 'call';
      readonly verb: Verb;
      readonly arguments: readonly string[];
      readonly options: Readonly<Record<string, string | undefined>>;
      readonly flags: ReadonlySet<string>;
    };

const HELP = ['--help', '-h', 'help'];

/** Finds the verb, the one within it where it has some, and reads what follows. */
export function parseCommandLine(verbs: readonly Verb[], args: readonly string[]): Parsed {
  let [path, rest] = ['quartermaster', args];
  let known = verbs;
  for (;;) {
    const [word, ...others] = rest;
    const verb = known.find(({ name }) => name === word);
    if (verb === undefined) return noVerb(verbs, known, path, word, others);
    [path, rest] = [`${path} ${verb.name}`, others];
    if (verb.runRaw !== undefined) return { type: 'raw', verb, args: rest };
    if (rest[0] === '--help' || rest[0] === '-h') return { type: 'help', path, verb };
    if (verb.verbs === undefined) return readCall(path, verb, rest);
    if (meansStandard(verb, rest[0])) rest = [verb.standard!, ...rest];
    else if (rest[0] === undefined)
      throw new UsageRefused(`${path} needs one of ${namesOf(verb.verbs)}. See '${path} --help'.`);
    known = verb.verbs;
  }
}

/** Without a verb the standard one is meant; and where that takes an argument, with a word that is no verb as well. */
function meansStandard({ verbs = [], standard }: Verb, word: string | undefined): boolean {
  if (standard === undefined) return false;
  if (word === undefined || word.startsWith('-')) return true;
  const takesArgument = verbs.find(({ name }) => name === standard)!.arguments !== undefined;
  return takesArgument && verbs.every(({ name }) => name !== word);
}

const namesOf = (verbs: readonly Verb[]): string => verbs.map(({ name }) => name).join(', ');

function noVerb(
  verbs: readonly Verb[],
  known: readonly Verb[],
  path: string,
  word: string | undefined,
  rest: readonly string[],
): Parsed {
  const isFirst = known === verbs;
  if (isFirst && word === '--version') return { type: 'version' };
  if (isFirst && word !== undefined && HELP.includes(word)) {
    return rest.length === 0 ? { type: 'overview' } : parseCommandLine(verbs, [...rest, '--help']);
  }
  if (word === undefined)
    throw new UsageRefused(`What shall be done? One of ${namesOf(known)}. See '${path} --help'.`);
  if (word.startsWith('-'))
    throw new UsageRefused(
      `The verb comes before its options: '${path} VERB ${word.slice(0, 40)}'. See '${path} --help'.`,
    );
  const meant = nearest(
    word,
    known.map(({ name }) => name),
  );
  const way = meant === undefined ? `It has ${namesOf(known)}.` : `Did you mean '${path} ${meant}'?`;
  throw new UsageRefused(`${path} has no verb '${word.slice(0, 40)}'. ${way}`);
}

function readCall(path: string, verb: Verb, args: readonly string[]): Parsed {
  const all = { ...commonOptions, ...verb.options };
  const { values, positionals } = parse(path, args, all);
  if (values.help === true) return { type: 'help', path, verb };
  const wanted = verb.arguments ?? [];
  const missing = wanted.slice(positionals.length).find(({ optional }) => optional !== true);
  if (missing !== undefined)
    throw new UsageRefused(`${path} needs ${missing.name}: ${missing.help}. See '${path} --help'.`);
  if (positionals.length > wanted.length && wanted.at(-1)?.many !== true) {
    throw new UsageRefused(
      `${path} does not know what to do with '${positionals[wanted.length]!.slice(0, 40)}'. See '${path} --help'.`,
    );
  }
  const lacking = Object.entries(verb.options ?? {}).find(
    ([name, option]) => option.required === true && values[name] === undefined,
  );
  if (lacking !== undefined)
    throw new UsageRefused(`${path} needs --${lacking[0]} ${lacking[1].value}: ${lacking[1].help}.`);
  const options: Record<string, string> = {};
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') options[name] = value;
    else if (value === true) flags.add(name);
  }
  return { type: 'call', verb, arguments: positionals, options, flags };
}

function parse(path: string, args: readonly string[], options: typeof commonOptions) {
  const types: ParseArgsOptionsConfig = {};
  for (const [name, { value, short }] of Object.entries(options))
    types[name] = { type: value === undefined ? 'boolean' : 'string', ...(short && { short }) };
  types.help = { type: 'boolean', short: 'h' };
  try {
    return parseArgs({ args: [...args], options: types, allowPositionals: true });
  } catch (error) {
    const { message } = error as Error;
    const unknown = /^Unknown option '--?([^']*)'/.exec(message)?.[1];
    if (unknown === undefined)
      throw new UsageRefused(`${path}: ${message.split('\n')[0]} See '${path} --help'.`);
    const meant = nearest(unknown, Object.keys(options));
    const way = meant === undefined ? `See '${path} --help'.` : `Did you mean --${meant}?`;
    throw new UsageRefused(`${path} has no option --${unknown.slice(0, 40)}. ${way}`);
  }
}
