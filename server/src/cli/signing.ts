import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sign } from '../api/sigv4.ts';
import type { Io } from './io.ts';
import { UsageRefused } from './verb.ts';

/** The keys that requests are signed with. */
interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Adds what a server that checks signatures wants; undefined where no keys were given. */
export type Signer = (
  method: string,
  url: URL,
  body: string,
  headers: Record<string, string>,
) => Record<string, string>;

/** The keys of `--profile`, else those in the environment, else of AWS_PROFILE; the region likewise. */
export function signerOf(
  { env }: Io,
  profile: string | undefined,
  region: string | undefined,
): Signer | undefined {
  const keys =
    profile === undefined
      ? (keysInEnvironment(env) ?? keysOfProfile(env, env.AWS_PROFILE))
      : keysOfProfile(env, profile);
  if (keys === undefined) return undefined;
  const scope = {
    region: region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
    service: 'sagemaker',
  };
  return (method, url, body, headers) =>
    sign(
      { method, path: url.pathname + url.search, headers: { ...headers, host: url.host }, body },
      Date.now(),
      scope,
      keys,
    );
}

function keysInEnvironment(env: Io['env']): Keys | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (
    accessKeyId === undefined ||
    accessKeyId === '' ||
    secretAccessKey === undefined ||
    secretAccessKey === ''
  )
    return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken === '' ? undefined : sessionToken };
}

function keysOfProfile(env: Io['env'], profile: string | undefined): Keys | undefined {
  if (profile === undefined || profile === '') return undefined;
  const file = env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials');
  const values = sectionOf(textOf(file, profile), profile);
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
  } = values;
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, sessionToken };
  throw new UsageRefused(
    `Profile '${profile}' has no aws_access_key_id and aws_secret_access_key in ${file}.`,
  );
}

function textOf(file: string, profile: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageRefused(
      `${file}, where profile '${profile}' should be, cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

/** What an AWS credentials file says under `[name]`. */
export function sectionOf(text: string, name: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  let isIn = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^\]]*)\]/.exec(line);
    if (header !== null) isIn = header[1]!.trim() === name;
    const pair = /^\s*([a-z_]+)\s*=\s*(\S.*?)\s*$/.exec(line);
    if (isIn && pair !== null) values[pair[1]!] = pair[2]!;
  }
  return values;
}
