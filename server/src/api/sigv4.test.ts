import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { parseAuthorization } from './authorization.ts';
import type { Credential } from './credentials.ts';
import { SIGNING_KEYS_MAX, signingKeyCount } from './signature.ts';
import { type IncomingRequest, sign, verify } from './sigv4.ts';

const NOW = Date.UTC(2026, 4, 17, 12, 30, 5);
const BOB: Credential = { accessKeyId: 'AKIDBOB', secretAccessKey: 'bob+secret/1', account: '111122223333' };
const TEMP: Credential = { ...BOB, accessKeyId: 'ASIATEMP', sessionToken: 'Tok/en==' };
const lookup = (id: string): Credential | undefined => [BOB, TEMP].find((known) => known.accessKeyId === id);
const SCOPE = { region: 'us-east-1', service: 'sagemaker' };

/** The hash that AWS's signer wants to be given. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as Uint8Array);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What AWS's own signer sends over the wire. */
async function signedByAws(call: Call, credential: Credential, signingDate = NOW): Promise<IncomingRequest> {
  const signer = new SignatureV4({ credentials: credential, sha256: Sha256, ...SCOPE });
  const message = { protocol: 'https:', hostname: 'localhost', ...call };
  const signed = await signer.sign(message, { signingDate: new Date(signingDate) });
  const query = Object.entries(call.query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  const path = call.path + (query.length > 0 ? `?${query.join('&')}` : '');
  const headers = Object.fromEntries(Object.entries(signed.headers).map(([n, v]) => [n.toLowerCase(), v]));
  return { method: call.method, path, headers, body: call.body };
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const headerValue = fc.string({
  unit: fc.constantFrom(' ', '  ', '\t', 'a', 'B', ',', ';', '=', '"', 'é', '~'),
  maxLength: 12,
});
const segment = fc.oneof(text.map(encodeURIComponent), fc.constantFrom('..', '.', '', "it's(a)*!"));
const call: fc.Arbitrary<Call> = fc.record({
  method: fc.constantFrom('POST', 'GET', 'PUT'),
  path: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
  query: fc.dictionary(
    text.filter((name) => name !== '' && name !== '__proto__'),
    fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    { maxKeys: 4 },
  ),
  headers: fc
    .dictionary(fc.stringMatching(/^[Xx]-[A-Za-z0-9-]{1,10}$/), headerValue, { maxKeys: 4 })
    .map((extra) => ({ ...extra, host: 'localhost:9000', 'x-amz-target': 'SageMaker.ListClusters' }))
    .filter((headers) => {
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      return new Set(names).size === names.length;
    }),
  body: text,
});

test('what AWS signs is accepted, from any credential', async () => {
  await fc.assert(
    fc.asyncProperty(call, fc.constantFrom(BOB, TEMP), async (input, credential) => {
      const { accessKeyId, account } = credential;
      const verdict = verify(await signedByAws(input, credential), NOW, lookup);
      assert.deepEqual(verdict, { ok: true, accessKeyId, account, region: 'us-east-1' });
    }),
    { numRuns: 300 },
  );
});

type Headers = Record<string, string>;
const header = (name: string, change: (value: string) => string) => (request: IncomingRequest) => ({
  ...request,
  headers: { ...request.headers, [name]: change((request.headers as Headers)[name] ?? '') },
});
const without = (name: string) => (request: IncomingRequest) => {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers };
};
const TAMPERINGS: Record<string, (request: IncomingRequest) => IncomingRequest> = {
  'another body': (request) => ({ ...request, body: `${request.body}.` }),
  'another body with its hash in the header': (request) => {
    const body = `${request.body}.`;
    const digest = createHash('sha256').update(body).digest('hex');
    return { ...request, body, headers: { ...request.headers, 'x-amz-content-sha256': digest } };
  },
  'a body said to be unsigned': header('x-amz-content-sha256', () => 'UNSIGNED-PAYLOAD'),
  'another method': (request) => ({ ...request, method: 'DELETE' }),
  'another path': (request) => ({ ...request, path: request.path.replace(/\?|$/, '/more$&') }),
  'one more query parameter': (request) => ({
    ...request,
    path: `${request.path}${request.path.includes('?') ? '&' : '?'}admin=1`,
  }),
  'another operation': header('x-amz-target', () => 'SageMaker.DeleteCluster'),
  'another host': header('host', () => 'localhost:9001'),
  'another date': header('x-amz-date', () => '20260517T123006Z'),
  'another region': header('authorization', (value) => value.replace('us-east-1', 'us-east-2')),
  'another service': header('authorization', (value) => value.replace('/sagemaker/', '/s3/')),
  'another key': header('authorization', (value) => value.replace(/AKIDBOB|ASIATEMP/, 'AKIDEVE')),
  'another day': header('authorization', (value) => value.replace('/20260517/', '/20260516/')),
  'another signature': header('authorization', (value) =>
    value.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
  ),
  'a signature cut short': header('authorization', (value) => value.slice(0, -1)),
  'a signed header dropped': without('x-amz-target'),
  'a header no longer signed': header('authorization', (value) => value.replace(';x-amz-target', '')),
  'an unsigned x-amz header added': header('x-amz-more', () => '1'),
  'another session token': header('x-amz-security-token', () => 'other'),
};

for (const [name, tamper] of Object.entries(TAMPERINGS)) {
  test(`tampering is refused: ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(call, fc.constantFrom(BOB, TEMP), async (input, credential) => {
        const verdict = verify(tamper(await signedByAws(input, credential)), NOW, lookup);
        assert.equal(verdict.ok, false);
      }),
      { numRuns: 25 },
    );
  });
}

test('what we sign is accepted, and AWS would have signed it the same', async () => {
  const headers = {
    host: 'localhost:9000',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'A.B',
  };
  for (const credential of [BOB, TEMP]) {
    const call = { method: 'POST', path: '/', query: {}, headers, body: '{"ä":1}' };
    const ours = sign({ ...call, path: '/' }, NOW, SCOPE, credential);
    assert.deepEqual(ours, (await signedByAws(call, credential)).headers);
    assert.equal(verify({ ...call, headers: ours }, NOW, lookup).ok, true);
  }
});

const PLAIN: IncomingRequest = { method: 'POST', path: '/', headers: { host: 'localhost' }, body: '{}' };
const signed = (at = NOW, credential = BOB): IncomingRequest => ({
  ...PLAIN,
  headers: sign(PLAIN, at, SCOPE, credential),
});
const authorization = (value: string) => header('authorization', () => value)(signed());
const REFUSED: Record<string, [request: IncomingRequest, error: string, message: RegExp]> = {
  'no Authorization': [
    PLAIN,
    'MissingAuthenticationTokenException',
    /^Request is missing Authentication Token$/,
  ],
  'another scheme': [
    authorization('Bearer abc'),
    'IncompleteSignatureException',
    /'AWS4-HMAC-SHA256'.*'Credential'/,
  ],
  'missing pieces, all named': [
    authorization('AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request'),
    'IncompleteSignatureException',
    /^Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.$/,
  ],
  'a short credential': [
    authorization('AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0'),
    'IncompleteSignatureException',
    /exactly 5 slash-delimited elements/,
  ],
  'no date': [
    without('x-amz-date')(signed()),
    'IncompleteSignatureException',
    /'X-Amz-Date' or a 'Date' header/,
  ],
  'a date of another form': [
    header('x-amz-date', () => '2026-05-17')(signed()),
    'IncompleteSignatureException',
    /'basic format'/,
  ],
  'a signature for another service': [
    { ...PLAIN, headers: sign(PLAIN, NOW, { ...SCOPE, service: 's3' }, BOB) },
    'InvalidSignatureException',
    /^Credential should be scoped to correct service: 'sagemaker'.$/,
  ],
  'an unknown key': [
    signed(NOW, { ...BOB, accessKeyId: 'AKIDEVE' }),
    'UnrecognizedClientException',
    /^The security token included in the request is invalid.$/,
  ],
  'a session token missing': [
    without('x-amz-security-token')(signed(NOW, TEMP)),
    'UnrecognizedClientException',
    /invalid/,
  ],
  'a session token too many': [
    signed(NOW, { ...BOB, sessionToken: 'x' }),
    'UnrecognizedClientException',
    /invalid/,
  ],
  'a wrong secret': [
    signed(NOW, { ...BOB, secretAccessKey: 'guess' }),
    'InvalidSignatureException',
    /^The request signature we calculated does not match the signature you provided. Check/,
  ],
  'an old signature': [
    signed(NOW - 300_001),
    'InvalidSignatureException',
    /^Signature expired: 20260517T122504Z is now earlier than 20260517T122505Z \(20260517T123005Z - 5 min.\)$/,
  ],
  'a signature of the future': [
    signed(NOW + 301_000),
    'InvalidSignatureException',
    /^Signature not yet current: 20260517T123506Z is still later than 20260517T123505Z \(20260517T123005Z \+ 5 min.\)$/,
  ],
  'an unsigned host': [
    header('authorization', (value) => value.replace('host;', ''))(signed()),
    'InvalidSignatureException',
    /^'Host' or ':authority' must be a 'SignedHeader'/,
  ],
};
for (const [name, [request, error, message]] of Object.entries(REFUSED)) {
  test(`refused as AWS does: ${name}`, () => {
    const verdict = verify(request, NOW, lookup);
    assert.ok(!verdict.ok);
    assert.equal(verdict.error, error);
    assert.match(verdict.message, message);
  });
}

test('a signature is good until five minutes have passed, and not longer', () => {
  for (const [apart, ok] of [
    [300_000, true],
    [-300_000, true],
    [301_000, false],
    [-301_000, false],
  ] as const) {
    assert.equal(verify(signed(NOW + apart), NOW, lookup).ok, ok, `${apart} ms`);
  }
});

test('whatever is sent, nothing is thrown', () => {
  const names = [
    'host',
    'authorization',
    'x-amz-date',
    'date',
    'x-amz-content-sha256',
    '__proto__',
    'constructor',
  ];
  const junk = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('%', '\ud800', '?%ff&=&&', 'AWS4-HMAC-SHA256', '+275760-09-13T00:00:00.000Z'),
    fc
      .array(
        fc.constantFrom(
          'Credential=AKIDBOB/20260517/r/s/aws4_request',
          'SignedHeaders=host;__proto__',
          'Signature=',
        ),
      )
      .map((pieces) => `AWS4-HMAC-SHA256 ${pieces.join(', ')}`),
  );
  const headers = fc.dictionary(fc.constantFrom(...names), fc.oneof(junk, fc.array(junk)));
  const request = fc.record({ method: junk, path: junk, headers, body: junk });
  fc.assert(
    fc.property(request, (request) => {
      const date = { 'x-amz-date': '20260517T123005Z' };
      assert.equal(verify(request, NOW, lookup).ok, false);
      assert.equal(verify({ ...request, headers: { ...request.headers, ...date } }, NOW, lookup).ok, false);
    }),
    { numRuns: 300 },
  );
});

test('signing keys are kept up to a limit', () => {
  for (let n = 0; n < SIGNING_KEYS_MAX + 10; n++) sign(PLAIN, NOW, { ...SCOPE, region: `r-${n}` }, BOB);
  assert.equal(signingKeyCount(), SIGNING_KEYS_MAX);
});

test('the parts of an Authorization header are read with commas or blanks between them', () => {
  const parts = ['Credential=K/20260517/r/s/aws4_request', 'SignedHeaders=host;x-amz-date', 'Signature=0a'];
  for (const separator of [', ', ',', ' ']) {
    assert.deepEqual(parseAuthorization(`AWS4-HMAC-SHA256 ${parts.join(separator)}`), {
      accessKeyId: 'K',
      date: '20260517',
      region: 'r',
      service: 's',
      signedHeaders: ['host', 'x-amz-date'],
      signature: '0a',
    });
  }
});
