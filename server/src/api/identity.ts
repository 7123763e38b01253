/**
 * Who is calling when signatures are not checked (`--auth none`): what the request claims, or the defaults.
 * The same fleet then looks different to callers of different accounts and regions, as it would at AWS.
 */

import { parseAuthorization } from './authorization.ts';
import { DEFAULT_ACCOUNT } from './credentials.ts';

/** The region of callers that name none. */
const DEFAULT_REGION = 'us-east-1';

/** In whose name a request runs. */
export interface Identity {
  readonly account: string;
  readonly region: string;
  readonly accessKeyId?: string;
}

const REGION = /^[a-z]{2,}(-[a-z]+)+-\d$/;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Claims kept, each with who it names. */
const CLAIMS_MAX = 256;
const claims = new Map<string, Identity>();

/**
 * What the Authorization header claims; anything unreadable in it counts as not said. Up to a signature at its
 * end the header is the same for all requests of one caller and day, so it is not taken apart each time.
 */
export function identify(authorization: string | undefined): Identity {
  const claim = /^(.+)Signature=\w+$/.exec(authorization ?? '')?.[1];
  if (claim === undefined) return read(authorization);
  let identity = claims.get(claim);
  if (identity === undefined) {
    identity = read(authorization);
    if (claims.size >= CLAIMS_MAX) claims.clear();
    claims.set(claim, identity);
  }
  return identity;
}

function read(authorization: string | undefined): Identity {
  const scope = parseAuthorization(authorization);
  if (!scope || 'malformed' in scope) return { account: DEFAULT_ACCOUNT, region: DEFAULT_REGION };
  return {
    account: accountOf(scope.accessKeyId),
    region: REGION.test(scope.region) ? scope.region : DEFAULT_REGION,
    accessKeyId: scope.accessKeyId,
  };
}

/** Twelve digits are the account itself (the habit with local servers); a key of AWS has its account inside. */
function accountOf(accessKeyId: string): string {
  if (/^\d{12}$/.test(accessKeyId)) return accessKeyId;
  return encodedAccount(accessKeyId) ?? DEFAULT_ACCOUNT;
}

/**
 * Bits 1 to 40 behind the four-letter prefix are the account. Keys of before 2019, which begin with I or J
 * there (as AKIAIOSFODNN7EXAMPLE does), say nothing.
 */
function encodedAccount(accessKeyId: string): string | undefined {
  if (!/^A[KS]IA[A-HK-Z2-7][A-Z2-7]{15}$/.test(accessKeyId)) return undefined;
  let bits = 0n;
  for (const char of accessKeyId.slice(4)) bits = (bits << 5n) | BigInt(BASE32.indexOf(char));
  const firstSixBytes = bits >> 32n;
  const account = String((firstSixBytes & 0x7fff_ffff_ff80n) >> 7n).padStart(12, '0');
  return account.length === 12 ? account : undefined;
}
