/**
 * The arithmetic of AWS Signature Version 4, common to signing and verifying. The signing key is derived from
 * the secret by four HMACs and good for one day, region and service, so the last few are kept.
 */
import { createHmac, hash } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

/** Signing keys kept. Who has a credential can ask for any region, so there must be an end. */
export const SIGNING_KEYS_MAX = 256;

/** What a signing key is good for; `date` is YYYYMMDD. */
export interface DayScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The signature of a canonical request, in hexadecimal. */
export function signatureOf(canonical: string, scope: DayScope, signedAt: number, secret: string): string {
  const text = [ALGORITHM, basicFormat(signedAt), scopeText(scope), hash('sha256', canonical)].join('\n');
  return hmac(signingKey(secret, scope), text).toString('hex');
}

/** `20260102/us-east-1/sagemaker/aws4_request` */
export function scopeText({ date, region, service }: DayScope): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

/** Epoch milliseconds in ISO 8601's basic format, `20260102T030405Z`. */
export function basicFormat(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

const keys = new Map<string, Buffer>();

/** How many signing keys are kept now. */
export function signingKeyCount(): number {
  return keys.size;
}

function signingKey(secret: string, { date, region, service }: DayScope): Buffer {
  const name = JSON.stringify([secret, date, region, service]);
  let key = keys.get(name);
  if (key) keys.delete(name);
  else key = [date, region, service, TERMINATOR].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  keys.set(name, key);
  if (keys.size > SIGNING_KEYS_MAX) keys.delete(keys.keys().next().value!);
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
