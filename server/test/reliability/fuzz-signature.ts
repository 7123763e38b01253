import { sign } from '../../src/api/sigv4.ts';
import type { Sent } from './fuzz-exchange.ts';
import type { Draws } from './random.ts';
import type { ServerProcess } from './server-process.ts';

/** Signatures, right and wrong ones, for servers that check them. */
const CREDENTIAL = { accessKeyId: 'FUZZKEY', secretAccessKey: 'fuzz-secret' };
/** The credentials file of such a server. */
export const CREDENTIALS_TEXT = `[fuzz]\naws_access_key_id = ${CREDENTIAL.accessKeyId}\naws_secret_access_key = ${CREDENTIAL.secretAccessKey}\n`;

/** A server, and whether it checks signatures. */
export interface Target {
  readonly server: ServerProcess;
  readonly signed: boolean;
}

/** The request as that server takes it. */
export function signed(target: Target, sent: Sent): Sent {
  if (!target.signed) return sent;
  const lower = Object.fromEntries(
    Object.entries(sent.headers).map(([name, value]) => [name, String(value)]),
  );
  const headers = { host: new URL(target.server.url).host, ...lower };
  return {
    ...sent,
    headers: sign(
      { ...sent, headers },
      Date.now(),
      { region: 'us-east-1', service: 'sagemaker' },
      CREDENTIAL,
    ),
  };
}

const scope = '20260102/us-east-1/sagemaker/aws4_request';
/** Authorization headers that sign nothing. */
export const badAuthorizations = [
  '',
  'x',
  'Basic dXNlcjpwYXNz',
  'Bearer x',
  'AWS4-HMAC-SHA256',
  'AWS4-HMAC-SHA256 Credential=',
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL.accessKeyId}/${scope}`,
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL.accessKeyId}/${scope}, SignedHeaders=host, Signature=`,
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date;nothing, Signature=${'0'.repeat(64)}`,
  `AWS4-HMAC-SHA256 Credential=nobody/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  `AWS4-HMAC-SHA256 Credential=111122223333/${scope}, SignedHeaders=host, Signature=x`,
  `AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/20260102/__proto__/sagemaker/aws4_request, SignedHeaders=host, Signature=x`,
  `AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;, Signature=;`,
  `AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f/g, SignedHeaders=constructor;__proto__, Signature=x`,
  `AWS4-HMAC-SHA256 ${'Credential=a/'.repeat(1_000)}`,
  'AWS4-ECDSA-P256-SHA256 Credential=x',
];

/** With a signature that is cut, foreign or missing. */
export function withBadSignature(sent: Sent, draws: Draws): Sent {
  const headers = { ...sent.headers };
  const whole = String(headers.authorization ?? draws.pick(badAuthorizations));
  headers.authorization = draws.chance(0.5)
    ? draws.pick(badAuthorizations)
    : whole.slice(0, draws.between(0, whole.length)) + draws.hex(3);
  if (draws.chance(0.3)) delete headers['x-amz-date'];
  if (draws.chance(0.1)) delete headers.authorization;
  return { ...sent, headers };
}
