/**
 * The credentials that `--auth sigv4` accepts, read from a file in AWS's own format:
 *
 *     [team-a]
 *     aws_access_key_id = AKIA...
 *     aws_secret_access_key = ...
 *     aws_session_token = ...        (optional)
 *     account_id = 111122223333      (optional, also aws_account_id)
 *
 * So that ~/.aws/credentials can be given as it is, keys unknown here are passed over. What is wrong is said
 * with file, line and rule, and never with the line itself: it may hold a secret.
 */
import { readFileSync, statSync } from 'node:fs';

/** The account of callers whose credential does not name one. */
export const DEFAULT_ACCOUNT = '123456789012';

/** Who may call, and as which account. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly account: string;
}

/** Credentials by access key id. */
export type Credentials = ReadonlyMap<string, Credential>;

/** The credentials file cannot be read or breaks a rule; the server does not start. */
export class CredentialsRefused extends Error {
  override readonly name = 'CredentialsRefused';
}

interface Section {
  readonly name: string;
  readonly line: number;
  readonly values: Map<string, { readonly value: string; readonly line: number }>;
}

/** What is read of a section, and the rule for each value. */
const RULES: Record<string, { readonly pattern: RegExp; readonly rule: string }> = {
  aws_access_key_id: { pattern: /^[\w-]{3,128}$/, rule: 'must be 3 to 128 letters, digits, "_" or "-"' },
  aws_secret_access_key: { pattern: /^\S+$/, rule: 'must not be empty or contain spaces' },
  aws_session_token: { pattern: /^\S+$/, rule: 'must not be empty or contain spaces' },
  account_id: { pattern: /^\d{12}$/, rule: 'must be 12 digits' },
};

/** Reads and checks the file. Warnings are for the operator; they do not stop the server. */
export function readCredentials(file: string): { credentials: Credentials; warnings: readonly string[] } {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(file, 'utf8');
    mode = statSync(file).mode;
  } catch (error) {
    throw new CredentialsRefused(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const exposed = process.platform !== 'win32' && (mode & 0o077) !== 0;
  const warning = `${file}: other users of this machine may access the secrets in it; run: chmod 600 ${file}`;
  return { credentials: parseCredentials(text, file), warnings: exposed ? [warning] : [] };
}

/** The credentials in `text`; `file` is only named in errors. */
export function parseCredentials(text: string, file: string): Credentials {
  const credentials = new Map<string, Credential>();
  for (const section of parseSections(text, file)) {
    const credential = toCredential(section, file);
    if (credentials.has(credential.accessKeyId)) {
      const line = section.values.get('aws_access_key_id')!.line;
      throw new CredentialsRefused(`${file}:${line}: aws_access_key_id is already used by another section`);
    }
    credentials.set(credential.accessKeyId, credential);
  }
  if (credentials.size === 0) throw new CredentialsRefused(`${file}: has no section with credentials`);
  return credentials;
}

function parseSections(text: string, file: string): Section[] {
  const sections: Section[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const name = /^\[\s*([^[\]]+?)\s*\]$/.exec(content)?.[1];
    if (name !== undefined) {
      if (sections.some((section) => section.name === name)) {
        throw new CredentialsRefused(`${file}:${line}: section [${name}] appears twice`);
      }
      sections.push({ name, line, values: new Map() });
      continue;
    }
    const equals = content.indexOf('=');
    if (equals < 1) throw new CredentialsRefused(`${file}:${line}: must be "[name]" or "key = value"`);
    const section = sections.at(-1);
    if (!section) throw new CredentialsRefused(`${file}:${line}: must stand below a "[name]" line`);
    const key = content.slice(0, equals).trim().toLowerCase().replace('aws_account_id', 'account_id');
    if (!Object.hasOwn(RULES, key)) continue;
    if (section.values.has(key)) throw new CredentialsRefused(`${file}:${line}: ${key} is given twice`);
    section.values.set(key, { value: content.slice(equals + 1).trim(), line });
  }
  return sections;
}

function toCredential({ name, line, values }: Section, file: string): Credential {
  for (const [key, { value, line }] of values) {
    const { pattern, rule } = RULES[key]!;
    if (!pattern.test(value)) throw new CredentialsRefused(`${file}:${line}: ${key} ${rule}`);
  }
  const required = (key: string): string => {
    const found = values.get(key);
    if (!found) throw new CredentialsRefused(`${file}:${line}: section [${name}] has no ${key}`);
    return found.value;
  };
  const sessionToken = values.get('aws_session_token')?.value;
  return {
    accessKeyId: required('aws_access_key_id'),
    secretAccessKey: required('aws_secret_access_key'),
    ...(sessionToken !== undefined && { sessionToken }),
    account: values.get('account_id')?.value ?? DEFAULT_ACCOUNT,
  };
}
