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

/** The last time that was written: the requests of one second all have the same. */
let written = { at: Number.NaN, text: '' };

/** Epoch milliseconds in ISO 8601's basic format, `20260102T030405Z`. */
export function basicFormat(at: number): string {
  if (at !== written.at) {
    written = { at, text: new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '') };
  }
  return written.text;
}

const keys = new Map<string, Buffer>();
/** The key that was used last, which most requests use again. */
let newest: { readonly name: string; readonly key: Buffer } = { name: '', key: Buffer.alloc(0) };

/** How many signing keys are kept now. */
export function signingKeyCount(): number {
  return keys.size;
}

function signingKey(secret: string, { date, region, service }: DayScope): Buffer {
  const name = [date, region, service, secret].join('\n'); // no header value has a line break
  if (name === newest.name) return newest.key;
  let key = keys.get(name);
  if (key) keys.delete(name);
  else key = [date, region, service, TERMINATOR].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  keys.set(name, key);
  newest = { name, key };
  if (keys.size > SIGNING_KEYS_MAX) keys.delete(keys.keys().next().value!);
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
