/**
 * AWS Signature Version 4 in its header form: who signed this request, and is it what they signed?
 *
 * No library verifies; all of them sign. This is checked against AWS's own signer in the test beside it.
 * Stricter than the letter where a laxity would let a request be changed on its way:
 *  - the body is hashed here, whatever x-amz-content-sha256 says; UNSIGNED-PAYLOAD is therefore refused;
 *  - every x-amz-* header must be signed (x-amz-target decides which operation runs).
 * A replay within the five minutes stays possible, as with AWS.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { parseAuthorization, type Scope } from './authorization.ts';
import { canonicalRequest, type HeaderFields, headerField } from './canonical-request.ts';
import type { Credential } from './credentials.ts';
import { ALGORITHM, basicFormat, scopeText, signatureOf } from './signature.ts';

/** What clients of SageMaker and of its runtime sign for. */
const SERVICE = 'sagemaker';

/** How far the clocks may be apart. */
const SKEW_MS_MAX = 5 * 60_000;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** A request as it came in. */
export interface IncomingRequest {
  readonly method: string;
  /** The request target as on the wire. */
  readonly path: string;
  readonly headers: HeaderFields;
  readonly body: string | Uint8Array;
}

/** Who called. */
export interface Verified {
  readonly ok: true;
  readonly accessKeyId: string;
  readonly account: string;
  readonly region: string;
}

/** Why the caller is not believed, as AWS names it. */
export interface Refused {
  readonly ok: false;
  readonly error:
    | 'MissingAuthenticationTokenException'
    | 'IncompleteSignatureException'
    | 'UnrecognizedClientException'
    | 'InvalidSignatureException';
  readonly message: string;
}

/** Decides who sent the request. `now` is in epoch milliseconds. Never throws. */
export function verify(
  request: IncomingRequest,
  now: number,
  lookup: (accessKeyId: string) => Credential | undefined,
): Verified | Refused {
  const { headers } = request;
  const scope = parseAuthorization(headerField(headers, 'authorization'));
  if (!scope) return refuse('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  if ('malformed' in scope) return refuse('IncompleteSignatureException', scope.malformed);
  const signedAt = signingTime(headers);
  if (typeof signedAt === 'string') return refuse('IncompleteSignatureException', signedAt);

  const credential = lookup(scope.accessKeyId);
  if (!credential || !tokenMatches(credential, headerField(headers, 'x-amz-security-token'))) {
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const objection = scopeObjection(scope, headers) ?? timeObjection(scope, signedAt, now);
  if (objection !== undefined) return refuse('InvalidSignatureException', objection);

  const bodyHash = hash('sha256', request.body);
  const claimed = headerField(headers, 'x-amz-content-sha256');
  if (claimed !== undefined && claimed.toLowerCase() !== bodyHash) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    return refuse('InvalidSignatureException', message);
  }
  const canonical = canonicalRequest({ ...request, ...scope, url: request.path, bodyHash });
  if (
    canonical === undefined ||
    !equal(signatureOf(canonical, scope, signedAt, credential.secretAccessKey), scope.signature)
  ) {
    return refuse('InvalidSignatureException', MISMATCH);
  }
  return { ok: true, accessKeyId: scope.accessKeyId, account: credential.account, region: scope.region };
}

/** Signs as `credential` and returns all headers to send. Header names must be in lower case, host among them. */
export function sign(
  request: IncomingRequest,
  now: number,
  { region, service }: { readonly region: string; readonly service: string },
  credential: Pick<Credential, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>,
): Record<string, string> {
  const { sessionToken } = credential;
  const bodyHash = hash('sha256', request.body);
  const headers: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) headers[name] = headerField(request.headers, name) ?? '';
  headers['x-amz-date'] = basicFormat(now);
  headers['x-amz-content-sha256'] = bodyHash;
  if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;

  const signedHeaders = Object.keys(headers).filter(
    (name) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'),
  );
  signedHeaders.sort();
  const scope = { accessKeyId: credential.accessKeyId, date: basicFormat(now).slice(0, 8), region, service };
  const canonical = canonicalRequest({ ...request, url: request.path, headers, signedHeaders, bodyHash })!;
  const signature = signatureOf(canonical, scope, now, credential.secretAccessKey);
  headers.authorization =
    `${ALGORITHM} Credential=${scope.accessKeyId}/${scopeText(scope)}, ` +
    `SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return headers;
}

function scopeObjection(scope: Scope, headers: HeaderFields): string | undefined {
  if (scope.service !== SERVICE) return `Credential should be scoped to correct service: '${SERVICE}'.`;
  if (!scope.signedHeaders.includes('host')) {
    return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
  }
  const unsigned = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !scope.signedHeaders.includes(name),
  );
  return unsigned && `There were headers present in the request which were not signed: ${unsigned}`;
}

function timeObjection(scope: Scope, signedAt: number, now: number): string | undefined {
  const signed = basicFormat(signedAt);
  const bound = (ms: number, sign: string): string =>
    `${basicFormat(now + ms)} (${basicFormat(now)} ${sign} ${SKEW_MS_MAX / 60_000} min.)`;
  if (signedAt < now - SKEW_MS_MAX) {
    return `Signature expired: ${signed} is now earlier than ${bound(-SKEW_MS_MAX, '-')}`;
  }
  if (signedAt > now + SKEW_MS_MAX) {
    return `Signature not yet current: ${signed} is still later than ${bound(SKEW_MS_MAX, '+')}`;
  }
  if (scope.date === signed.slice(0, 8)) return undefined;
  return (
    'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
    `'${scope.date}' != '${signed.slice(0, 8)}', from '${signed}'.`
  );
}

/** Epoch milliseconds, or what is wrong. */
function signingTime(headers: HeaderFields): number | string {
  const text = headerField(headers, 'x-amz-date') ?? headerField(headers, 'date');
  if (text === undefined) {
    return "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  }
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
  const at = Date.parse(
    basic.test(text) || text.endsWith(' GMT') ? text.replace(basic, '$1-$2-$3T$4:$5:$6Z') : '',
  );
  return Number.isNaN(at) ? "Date must be in ISO-8601 'basic format'." : at;
}

function tokenMatches({ sessionToken }: Credential, sent: string | undefined): boolean {
  if (sessionToken === undefined || sent === undefined) return sessionToken === sent;
  return equal(sessionToken, sent);
}

/** In constant time, but for the length, which is no secret. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(error: Refused['error'], message: string): Refused {
  return { ok: false, error, message };
}
