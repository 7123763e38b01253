import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CredentialsRefused, parseCredentials, readCredentials } from './credentials.ts';

const GOOD = `\uFEFF# who may call
[team-a]
aws_access_key_id = AKIATEAMA
aws_secret_access_key=s3cr=et/+
region = us-west-2

; temporary
[ team b ]\r
AWS_ACCESS_KEY_ID=ASIATEAMB\r
aws_secret_access_key = other\r
aws_session_token = tok==\r
account_id = 000011112222\r
`;

test('credentials are read by access key id', () => {
  assert.deepEqual(
    [...parseCredentials(GOOD, 'f').values()],
    [
      { accessKeyId: 'AKIATEAMA', secretAccessKey: 's3cr=et/+', account: '123456789012' },
      { accessKeyId: 'ASIATEAMB', secretAccessKey: 'other', sessionToken: 'tok==', account: '000011112222' },
    ],
  );
});

const KEY = 'aws_access_key_id = AKIATEAMA\naws_secret_access_key = hush';
const REFUSED: Record<string, [text: string, message: string]> = {
  'nothing in it': ['# empty', 'f: has no section with credentials'],
  'a key before any section': [KEY, 'f:1: must stand below a "[name]" line'],
  'a line that is neither': ['[a]\nhush', 'f:2: must be "[name]" or "key = value"'],
  'a section without secret': [
    '\n[a]\naws_access_key_id = AKIA',
    'f:2: section [a] has no aws_secret_access_key',
  ],
  'a section without key id': [
    '[a]\naws_secret_access_key = hush',
    'f:1: section [a] has no aws_access_key_id',
  ],
  'a key id with a slash': [
    '[a]\naws_access_key_id = a/hush',
    'f:2: aws_access_key_id must be 3 to 128 letters, digits, "_" or "-"',
  ],
  'an empty secret': [
    '[a]\naws_access_key_id = AKIA\naws_secret_access_key =',
    'f:3: aws_secret_access_key must not be empty or contain spaces',
  ],
  'an account of 11 digits': [`[a]\n${KEY}\naccount_id = 12345678901`, 'f:4: account_id must be 12 digits'],
  'a key given twice': [`[a]\n${KEY}\n${KEY}`, 'f:4: aws_access_key_id is given twice'],
  'a section given twice': [`[a]\n${KEY}\n[a]`, 'f:4: section [a] appears twice'],
  'a key id used twice': [
    `[a]\n${KEY}\n[b]\n${KEY}`,
    'f:5: aws_access_key_id is already used by another section',
  ],
};
for (const [name, [text, message]] of Object.entries(REFUSED)) {
  test(`refused with file, line and rule, and no secret: ${name}`, () => {
    assert.doesNotMatch(message, /hush/);
    assert.throws(() => parseCredentials(text, 'f'), new CredentialsRefused(message));
  });
}

test('a file that others may read is warned of, a missing one refused', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'credentials-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'credentials');
  assert.throws(() => readCredentials(file), new CredentialsRefused(`${file}: cannot be read (ENOENT)`));
  writeFileSync(file, GOOD);
  chmodSync(file, 0o640);
  assert.match(readCredentials(file).warnings.join(), /chmod 600/);
  chmodSync(file, 0o600);
  assert.deepEqual(readCredentials(file).warnings, []);
  assert.equal(readCredentials(file).credentials.size, 2);
});
