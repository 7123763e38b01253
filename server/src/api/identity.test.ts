import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identify } from './identity.ts';

const authorization = (accessKeyId: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260517/${region}/sagemaker/aws4_request, SignedHeaders=host, Signature=0`;

/** The first is from awsteele.com/blog/2020/09/26/aws-access-key-format.html. */
const ACCOUNTS: Record<string, [accessKeyId: string, account: string]> = {
  'a temporary key has its account inside': ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
  'so has a long-term key': ['AKIAY34FZKBOKMUTVV7A', '609629065308'],
  'an account may begin with zeros': ['ASIAQNZGKIQY56JQ7WML', '029608264753'],
  'twelve digits are the account': ['111122223333', '111122223333'],
  'the key in the documentation of AWS has none': ['AKIAIOSFODNN7EXAMPLE', '123456789012'],
  'nor has a key of a local tool': ['test', '123456789012'],
  'nor one with other letters': ['AKIA0000000000000000', '123456789012'],
};
for (const [name, [accessKeyId, account]] of Object.entries(ACCOUNTS)) {
  test(name, () => {
    assert.deepEqual(identify(authorization(accessKeyId, 'eu-west-1')), {
      account,
      region: 'eu-west-1',
      accessKeyId,
    });
  });
}

test('the region is the one the caller signed for, if it looks like one', () => {
  for (const region of ['us-east-1', 'ap-southeast-7', 'us-gov-west-1', 'us-isob-east-1']) {
    assert.equal(identify(authorization('test', region)).region, region);
  }
  for (const region of ['local', 'US-EAST-1', 'us-east-10', 'x-1', 'us-east-1;']) {
    assert.equal(identify(authorization('test', region)).region, 'us-east-1', region);
  }
});

test('who says nothing readable is the default caller', () => {
  for (const header of [undefined, '', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=a/b']) {
    assert.deepEqual(identify(header), { account: '123456789012', region: 'us-east-1' });
  }
});
