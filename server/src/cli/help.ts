import type { Argument, Option, Verb } from './verb.ts';

/** What every verb takes. */
export const commonOptions: Readonly<Record<string, Option>> = {
  endpoint: { value: 'URL', help: 'the server (default $QUARTERMASTER_ENDPOINT, or http://127.0.0.1:8770)' },
  json: { help: 'the reply as JSON, for programs' },
  account: { value: 'ID', help: 'only this account; by default all are looked at' },
  region: { value: 'NAME', help: 'only this region; also what requests are signed for' },
  profile: {
    value: 'NAME',
    help: 'sign with this profile of ~/.aws/credentials; AWS_ACCESS_KEY_ID and its like work too',
  },
  help: { help: 'this text' },
};

const optionText = (name: string, { value, short }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
const argumentText = ({ name, optional, many }: Argument): string =>
  `${optional === true ? `[${name}]` : name}${many === true ? '...' : ''}`;

/** The whole command line on one page. */
export function overview(verbs: readonly Verb[]): string {
  return [
    'quartermaster: the control plane of a GPU cluster, compatible with Amazon SageMaker HyperPod',
    '',
    'Usage: quartermaster VERB [arguments] [options]',
    '',
    ...listed(verbs.map(({ name, summary }) => [name, summary])),
    '',
    'Every verb takes:',
    ...listed(Object.entries(commonOptions).map(([name, option]) => [optionText(name, option), option.help])),
    '',
    'Examples:',
    ...listed([
      ['quartermaster serve', 'a server to try things out with'],
      ['quartermaster fault node i-0123456789abcdef0 --needs reboot', 'break a node, and watch:'],
      ['quartermaster nodes my-cluster --watch', 'how it is noticed and repaired'],
      ['quartermaster fault --help', 'what else can go wrong'],
    ]),
    '',
    'Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 the server cannot be reached.',
    '',
  ].join('\n');
}

/** The help of one verb; `path` is how it is called. */
export function verbHelp(path: string, verb: Verb): string {
  const options = Object.entries(verb.options ?? {});
  const needed = options
    .filter(([, option]) => option.required === true)
    .map(([name, option]) => ` ${optionText(name, option)}`);
  const given = (verb.arguments ?? []).map((argument) => ` ${argumentText(argument)}`).join('');
  const usage =
    verb.verbs === undefined
      ? `${path}${given}${needed.join('')} [options]`
      : `${path} VERB [arguments] [options]`;
  return [
    `${path}: ${verb.summary}`,
    '',
    `Usage: ${usage}`,
    ...block(verb.about?.split('\n')),
    ...block(
      verb.verbs === undefined ? undefined : listed(verb.verbs.map(({ name, summary }) => [name, summary])),
    ),
    ...block(
      listed([
        ...(verb.arguments ?? []).map((argument): [string, string] => [
          argumentText(argument),
          argument.help,
        ]),
        ...options.map(([name, option]): [string, string] => [optionText(name, option), option.help]),
      ]),
    ),
    '',
    'Examples:',
    ...listed(verb.examples),
    '',
    `Every verb also takes ${Object.keys(commonOptions)
      .map((name) => `--${name}`)
      .join(', ')}: see 'quartermaster --help'.`,
    '',
  ].join('\n');
}

const block = (lines: readonly string[] | undefined): string[] =>
  lines === undefined || lines.length === 0 ? [] : ['', ...lines];

function listed(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd());
}
