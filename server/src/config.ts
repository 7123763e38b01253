import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { type Pace, paces } from './domain/fleet/pace.ts';

/** What the server was asked to be: its command line, checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly auth: 'none' | 'sigv4';
  readonly credentialsFile?: string;
  /** `memory` or `sqlite:PATH`; undefined: the default file. */
  readonly store?: string;
  readonly pace: Pace;
  readonly clock: { readonly kind: 'real' } | { readonly kind: 'virtual'; readonly at?: number };
  /** A file that describes the capacity market. */
  readonly marketFile?: string;
  readonly seed?: number;
  readonly eventWebhook?: string;
  /** Model servers by the name of the endpoint that they answer for. */
  readonly forwards: ReadonlyMap<string, string>;
  /** undefined: `warn` on a terminal, `info` elsewhere. */
  readonly logLevel?: string;
}

/** The command line breaks a rule; the text says which, and what would be right. */
export class ConfigRefused extends Error {
  override name = 'ConfigRefused';
}

export const DEFAULT_PORT = 8770;
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

export const help = `quartermaster serve: the control plane of a GPU cluster, compatible with Amazon SageMaker HyperPod

Usage: quartermaster serve [options]          (in a checkout: npm start -- [options])

  --host ADDRESS            listen address (default 127.0.0.1)
  --port N                  port (default ${DEFAULT_PORT}; 0 takes a free one)
  --allowed-host NAME       another name the server may be called by; may be repeated
  --insecure                allow --auth none on an address that is not loopback

  --auth none|sigv4         none (default) believes what a request's signature claims; sigv4 checks it
  --credentials FILE        with sigv4: access keys in the format of ~/.aws/credentials

  --store memory|sqlite:PATH   where state is kept (default: a file in your data directory)
  --pace realistic|brisk|instant   how long things take: as published, a sixtieth (default), or no time
  --clock virtual[=TIME]    time stands still until 'quartermaster clock advance' moves it
  --market FILE             what capacity there is to reserve, and what it costs (JSON; default: by the seed)
  --seed N                  ids, addresses, durations and outcomes follow from it
  --event-webhook URL       every event is posted there, in order per cluster, until it is taken

  --invoke-forward NAME=URL    InvokeEndpoint of endpoint NAME goes to this model server; may be repeated

  --log-level LEVEL         ${LOG_LEVELS.join(', ')} (default: warn on a terminal, else info)
  --help                    this text

Examples:
  quartermaster serve                                     a fleet for trying things out, kept across restarts
  quartermaster serve --store memory --pace instant       for unit tests: every call ends in its final state
  quartermaster serve --store memory --clock virtual=2026-01-05T09:00:00Z --seed 7    the same bytes every time
`;

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  'allowed-host': { type: 'string', multiple: true },
  insecure: { type: 'boolean' },
  auth: { type: 'string' },
  credentials: { type: 'string' },
  store: { type: 'string' },
  pace: { type: 'string' },
  clock: { type: 'string' },
  market: { type: 'string' },
  seed: { type: 'string' },
  'event-webhook': { type: 'string' },
  'invoke-forward': { type: 'string', multiple: true },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line; `help` where that was asked for. */
export function readConfig(args: readonly string[]): Config | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  const host = values.host ?? '127.0.0.1';
  const auth = oneOf('auth', values.auth ?? 'none', ['none', 'sigv4'] as const);
  if (auth === 'none' && !isLoopback(host) && values.insecure !== true) {
    throw new ConfigRefused(
      `--host ${host} lets other machines in, and --auth none believes everyone. Use --auth sigv4 --credentials FILE, or add --insecure if that is what you want.`,
    );
  }
  if (auth === 'sigv4' && values.credentials === undefined) {
    throw new ConfigRefused('--auth sigv4 needs --credentials FILE, the access keys to accept.');
  }
  if (auth === 'none' && values.credentials !== undefined) {
    throw new ConfigRefused(
      '--credentials is read with --auth sigv4 alone. Add it, or leave --credentials out.',
    );
  }
  return {
    host,
    port: wholeNumber('port', values.port ?? String(DEFAULT_PORT), 0, 65_535),
    allowedHosts: [host, ...(values['allowed-host'] ?? [])],
    auth,
    credentialsFile: values.credentials,
    store: values.store,
    pace: oneOf('pace', values.pace ?? 'brisk', paces),
    clock: clockOf(values.clock),
    marketFile: values.market,
    seed: values.seed === undefined ? undefined : wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
    eventWebhook: webhookOf(values['event-webhook']),
    forwards: forwardsOf(values['invoke-forward'] ?? []),
    logLevel: values['log-level'] && oneOf('log-level', values['log-level'], LOG_LEVELS),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigRefused(`${(error as Error).message.split('. ')[0]}. See --help for the options.`);
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new ConfigRefused(`--${option} is '${value}', and must be one of ${allowed.join(', ')}.`);
}

function wholeNumber(option: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= max) return number;
  throw new ConfigRefused(`--${option} is '${value}', and must be a whole number from ${min} to ${max}.`);
}

function clockOf(value: string | undefined): Config['clock'] {
  if (value === undefined || value === 'real') return { kind: 'real' };
  const [kind, time] = [value.slice(0, 7), value.slice(8)];
  if (kind !== 'virtual' || (value.length > 7 && value[7] !== '=')) {
    throw new ConfigRefused(
      `--clock is '${value}', and must be 'real', 'virtual', or 'virtual=' with a time such as 2026-01-05T09:00:00Z.`,
    );
  }
  if (time === '') return { kind: 'virtual' };
  const at = Date.parse(time);
  if (Number.isNaN(at))
    throw new ConfigRefused(
      `--clock virtual=${time}: that is no ISO time. Write it as 2026-01-05T09:00:00Z.`,
    );
  return { kind: 'virtual', at };
}

function webhookOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)) return value;
  throw new ConfigRefused(`--event-webhook is '${value}', and must be an http or https URL.`);
}

/** Endpoints with the model servers that answer for them. */
function forwardsOf(values: readonly string[]): ReadonlyMap<string, string> {
  const forwards = new Map<string, string>();
  for (const value of values) {
    const [, name, url = ''] = /^([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})=(.*)$/.exec(value) ?? [];
    if (name === undefined || !isHttp(url)) {
      throw new ConfigRefused(
        `--invoke-forward is '${value}', and must be an endpoint's name, '=', and an http or https URL without user and password.`,
      );
    }
    if (forwards.has(name)) throw new ConfigRefused(`--invoke-forward names endpoint '${name}' twice.`);
    forwards.set(name, url);
  }
  return forwards;
}

/** `fetch` takes no user and password in a URL. */
function isHttp(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
