import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  DescribeClusterNodeCommand,
  ListClustersCommand,
} from '@aws-sdk/client-sagemaker';
import { classicSlurm, describe, nodesOf } from './requests.ts';
import { account, startService } from './service.ts';

const service = await startService('--pace', 'instant');
const of = (accessKeyId: string, region: string) =>
  service.client({ region, credentials: { accessKeyId, secretAccessKey: 'secret' } });

test('ARN, host name and zone follow the region', async (t) => {
  const table: Record<string, [partition: string, suffix: string, zoneId: RegExp]> = {
    'us-west-2': ['aws', 'us-west-2.compute.internal', /^usw2-az[123]$/],
    'us-east-1': ['aws', 'ec2.internal', /^use1-az[123]$/],
    'ap-northeast-1': ['aws', 'ap-northeast-1.compute.internal', /^apne1-az[123]$/],
    'cn-north-1': ['aws-cn', 'cn-north-1.compute.internal', /^cnn1-az[123]$/],
    'us-gov-west-1': ['aws-us-gov', 'us-gov-west-1.compute.internal', /^usgw1-az[123]$/],
  };
  for (const [region, [partition, suffix, zoneId]] of Object.entries(table)) {
    await t.test(region, async () => {
      const client = of(account, region);
      const { ClusterArn } = await client.send(new CreateClusterCommand(classicSlurm('main')));
      assert.match(
        ClusterArn!,
        new RegExp(`^arn:${partition}:sagemaker:${region}:${account}:cluster/[a-z0-9]{12}$`),
      );
      const [node] = await nodesOf(client, ClusterArn!);
      assert.match(
        node!.PrivateDnsHostname!,
        new RegExp(`^ip-10(-\\d+){3}\\.${suffix.replaceAll('.', '\\.')}$`),
      );
      const { NodeDetails } = await client.send(
        new DescribeClusterNodeCommand({ ClusterName: 'main', NodeId: node!.InstanceId! }),
      );
      assert.match(NodeDetails!.Placement!.AvailabilityZoneId!, zoneId);
      assert.match(NodeDetails!.Placement!.AvailabilityZone!, new RegExp(`^${region}[abc]$`));
    });
  }
});

test('an account in a region is a world of its own', async (t) => {
  const home = of('444455556666', 'eu-west-1');
  const { ClusterArn } = await home.send(new CreateClusterCommand(classicSlurm('ours')));
  const strangers = {
    'another account': of('777788889999', 'eu-west-1'),
    'another region': of('444455556666', 'eu-west-3'),
  };
  for (const [sentence, stranger] of Object.entries(strangers)) {
    await t.test(`${sentence} does not see it, by name or by ARN, and may use its name`, async () => {
      assert.deepEqual((await stranger.send(new ListClustersCommand({}))).ClusterSummaries, []);
      for (const name of ['ours', ClusterArn!])
        await assert.rejects(describe(stranger, name), { name: 'ResourceNotFound' });
      const { ClusterArn: other } = await stranger.send(new CreateClusterCommand(classicSlurm('ours')));
      assert.notEqual(other, ClusterArn);
    });
  }
  assert.equal((await describe(home, 'ours')).ClusterArn, ClusterArn);
});

test('the account is read from the key', async (t) => {
  const table: Record<string, [key: string, account: string]> = {
    'twelve digits are the account': ['999900001111', '999900001111'],
    'a key of AWS has it inside': ['ASIAQNZGKIQY56JQ7WML', '029608264753'],
    'any other key is the default account': ['test', '123456789012'],
  };
  for (const [sentence, [key, expected]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { ClusterArn } = await of(key, 'us-east-2').send(new CreateClusterCommand(classicSlurm('mine')));
      assert.equal(ClusterArn!.split(':')[4], expected);
    });
  }
});

test('a reset empties every world', async () => {
  assert.deepEqual(await service.control('POST', 'reset'), { status: 200, json: { status: 'ok' } });
  assert.deepEqual(
    (await of('444455556666', 'eu-west-1').send(new ListClustersCommand({}))).ClusterSummaries,
    [],
  );
  await of(account, 'us-west-2').send(new CreateClusterCommand(classicSlurm('again')));
  const { status } = await service.raw({ path: '/moto-api/reset' });
  assert.equal(status, 200);
  assert.deepEqual((await of(account, 'us-west-2').send(new ListClustersCommand({}))).ClusterSummaries, []);
});

test('web pages of other sites are refused, whatever they ask for', async (t) => {
  const table: Record<string, [Record<string, string>, number]> = {
    'an SDK, which sends a host only': [{}, 200],
    'the name localhost': [{ host: 'localhost:8770' }, 200],
    'a page that this server served': [{ host: 'localhost:8770', origin: 'http://localhost:8770' }, 200],
    'a page of another port of this machine': [{ origin: 'http://localhost:3000' }, 403],
    'a host name that was rebound to 127.0.0.1': [{ host: 'evil.example' }, 403],
    'a page of another site': [{ origin: 'https://evil.example' }, 403],
    'a page without an origin': [{ origin: 'null' }, 403],
    'what the browser calls cross-site': [{ 'sec-fetch-site': 'cross-site' }, 403],
  };
  for (const [sentence, [headers, status]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      assert.equal((await service.raw({ operation: 'ListClusters', headers })).status, status);
      assert.equal(
        (await service.raw({ path: '/_quartermaster/health', method: 'GET', headers })).status,
        status,
      );
    });
  }
});
