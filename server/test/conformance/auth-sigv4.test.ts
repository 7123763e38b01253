import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import {
  CreateClusterCommand,
  ListClustersCommand,
  type SageMakerClientConfig,
} from '@aws-sdk/client-sagemaker';
import { pino } from 'pino';
import { type Config, readConfig } from '../../src/config.ts';
import { serve } from '../../src/serve.ts';
import { classicSlurm } from './requests.ts';
import { startService } from './service.ts';

const directory = mkdtempSync(join(tmpdir(), 'quartermaster-'));
after(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'credentials');
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzEXAMPLEKEY';
const lines = [
  ...[
    '[team-a]',
    'aws_access_key_id = AKIATEAMA',
    `aws_secret_access_key = ${secret}`,
    'account_id = 111122223333',
  ],
  ...[
    '[team-b]',
    'aws_access_key_id = AKIATEAMB',
    'aws_secret_access_key = other-secret',
    'aws_session_token = token-b',
  ],
];
writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });

const service = await startService('--auth', 'sigv4', '--credentials', file);
const teamA = { accessKeyId: 'AKIATEAMA', secretAccessKey: secret };
const teamB = { accessKeyId: 'AKIATEAMB', secretAccessKey: 'other-secret', sessionToken: 'token-b' };
const list = (config: Partial<SageMakerClientConfig>) =>
  service.client(config).send(new ListClustersCommand({}));

test('who signs is who calls: the account of the key, the region of the signature', async () => {
  const { ClusterArn } = await service
    .client({ credentials: teamA, region: 'eu-west-1' })
    .send(new CreateClusterCommand(classicSlurm('ours')));
  assert.match(ClusterArn!, /^arn:aws:sagemaker:eu-west-1:111122223333:/);
  assert.equal((await list({ credentials: teamA, region: 'eu-west-1' })).ClusterSummaries!.length, 1);
  assert.deepEqual((await list({ credentials: teamB, region: 'eu-west-1' })).ClusterSummaries, []);
});

test('who is not believed', async (t) => {
  const minutes = (count: number) => count * 60_000;
  const table: Record<string, [Partial<SageMakerClientConfig>, string, RegExp]> = {
    'an unknown key': [
      { credentials: { ...teamA, accessKeyId: 'AKIANOBODY' } },
      'UnrecognizedClientException',
      /security token .* is invalid/,
    ],
    'a wrong secret': [
      { credentials: { ...teamA, secretAccessKey: 'guess' } },
      'InvalidSignatureException',
      /does not match the signature you provided/,
    ],
    'a wrong session token': [
      { credentials: { ...teamB, sessionToken: 'token-c' } },
      'UnrecognizedClientException',
      /is invalid/,
    ],
    'no session token where there is one': [
      { credentials: { ...teamB, sessionToken: undefined } },
      'UnrecognizedClientException',
      /is invalid/,
    ],
    'a clock that is six minutes late': [
      { credentials: teamA, systemClockOffset: minutes(-6) },
      'InvalidSignatureException',
      /Signature expired/,
    ],
    'a clock that is six minutes early': [
      { credentials: teamA, systemClockOffset: minutes(6) },
      'InvalidSignatureException',
      /Signature not yet current/,
    ],
  };
  for (const [sentence, [config, name, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(list(config), { name, message }));
  }
  await t.test('nobody at all', async () => {
    const { status, json } = await service.raw({ operation: 'ListClusters', headers: { authorization: '' } });
    assert.deepEqual([status, json.__type], [400, 'MissingAuthenticationTokenException']);
  });
  await t.test('half a signature', async () => {
    const { json } = await service.raw({
      operation: 'ListClusters',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' },
    });
    assert.equal(json.__type, 'IncompleteSignatureException');
  });
  await t.test('a body that was changed on its way', async () => {
    const client = service.client({ credentials: teamA });
    client.middlewareStack.add(
      (next) => (args) =>
        next({ ...args, request: Object.assign(args.request as object, { body: '{"MaxResults":1}' }) }),
      { step: 'finalizeRequest', priority: 'low', name: 'tamper' },
    );
    await assert.rejects(client.send(new ListClustersCommand({ MaxResults: 9 })), {
      name: 'InvalidSignatureException',
    });
  });
});

test('authentication comes before the body is looked at, and after the operation is known', async () => {
  const type = async (operation: string) =>
    (await service.raw({ operation, headers: { authorization: '' }, body: '{' })).json.__type;
  assert.equal(await type('ListClusters'), 'MissingAuthenticationTokenException');
  assert.equal(await type('MakeCoffee'), 'UnknownOperationException');
});

test('the control endpoints ask for a signature too, save for health', async () => {
  assert.equal((await service.control('POST', 'reset')).status, 401);
  assert.equal((await service.control('GET', 'faults')).status, 401);
  assert.equal((await service.control('GET', 'health')).status, 200);
});

test('no secret reaches the log', async () => {
  const log = new PassThrough();
  const chunks: Buffer[] = [];
  log.on('data', (chunk: Buffer) => chunks.push(chunk));
  const options = ['--store', 'memory', '--port', '0', '--auth', 'sigv4', '--credentials', file];
  const running = await serve(readConfig(options) as Config, pino({ level: 'trace' }, log));
  const client = service.client({ endpoint: running.url, credentials: teamA });
  await client.send(new ListClustersCommand({}));
  await assert.rejects(
    service
      .client({ endpoint: running.url, credentials: { ...teamA, accessKeyId: 'X' } })
      .send(new ListClustersCommand({})),
  );
  client.destroy();
  await running.close();
  const text = Buffer.concat(chunks).toString();
  assert.match(text, /started/);
  for (const hidden of [secret, 'other-secret', 'token-b', 'Signature=']) assert.ok(!text.includes(hidden));
});
