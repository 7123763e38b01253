import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchAddClusterNodesCommand,
  BatchReplaceClusterNodesCommand,
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClusterNodeCommand,
  DescribeTrainingPlanCommand,
  ListClustersCommand,
  ListUltraServersByReservedCapacityCommand,
  UpdateClusterCommand,
} from '@aws-sdk/client-sagemaker';
import { governing, quotaInput } from './governance.ts';
import { day, fourDays, inZone, p5, planned, scene } from './planned-clusters.ts';
import { allOrNothing, continuous, eks, group } from './requests.ts';
import { account, region } from './service.ts';

test('a cluster on a plan of two blocks: instances come with a block, leave an hour before its end, and come again', async () => {
  const { service, client, until, buy, plan, cluster, nodes, events } = await scene();
  const arn = await buy('two-blocks', fourDays);
  const blocks = await client.send(new DescribeTrainingPlanCommand({ TrainingPlanName: 'two-blocks' }));
  assert.equal(blocks.ReservedCapacitySummaries!.length, 2);
  const creation = continuous('ml', [planned('workers', 2, arn)], { VpcConfig: inZone });
  await client.send(new CreateClusterCommand(creation));
  assert.equal(await plan('two-blocks'), 'Scheduled 2/4 0 unhealthy 0 spare');
  await client.send(
    new CreateClusterCommand(
      allOrNothing('batch', [planned('more', 1, arn)], { VpcConfig: inZone, Orchestrator: eks('batch') }),
    ),
  );
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 0/2 Scheduled');
  assert.equal(await cluster('batch'), 'InService: more InService 0/1 Scheduled');
  assert.equal(await plan('two-blocks'), 'Scheduled 3/4 0 unhealthy 0 spare');
  await assert.rejects(
    client.send(
      new UpdateClusterCommand({ ClusterName: 'ml', InstanceGroups: [planned('workers', 4, arn)] }),
    ),
    /InstanceGroups\[0\]\.TrainingPlanArn: .* asks for 4 instances, .* too few free: 1 of 4 .*at most 3/,
  );
  await until(day(4));
  assert.equal(await plan('two-blocks'), 'Active 3/4 0 unhealthy 0 spare');
  assert.equal(await cluster('ml'), 'InService: workers InService 0/2 Active scaling');
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 2/2 Active');
  assert.equal(await cluster('batch'), 'InService: more InService 1/1 Active');
  const [node] = await nodes('ml');
  const { NodeDetails } = await client.send(
    new DescribeClusterNodeCommand({ ClusterName: 'ml', NodeLogicalId: node!.NodeLogicalId }),
  );
  assert.equal(NodeDetails!.Placement!.AvailabilityZone, 'us-west-2a');
  await until('2026-08-06T10:29:59Z');
  assert.equal(await cluster('ml'), 'InService: workers InService 2/2 Active');
  await service.advance(1);
  assert.deepEqual(
    (await nodes('ml')).map(({ InstanceStatus }) => InstanceStatus!.Status),
    ['ShuttingDown', 'ShuttingDown'],
  );
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 0/2 Active');
  assert.deepEqual(await nodes('batch'), []);
  await until(day(6));
  assert.equal(await cluster('ml'), 'InService: workers InService 0/2 Scheduled');
  assert.equal(await plan('two-blocks'), 'Scheduled 3/4 0 unhealthy 0 spare');
  await until(day(7));
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 2/2 Active');
  assert.equal(await cluster('batch'), 'InService: more InService 1/1 Active');
  const { ClusterSummaries: on } = await client.send(new ListClustersCommand({ TrainingPlanArn: arn }));
  const listed = on!.map(({ ClusterName, TrainingPlanArns }) => `${ClusterName} ${TrainingPlanArns}`);
  assert.deepEqual(listed.sort(), [`batch ${arn}`, `ml ${arn}`]);
  await client.send(new DeleteClusterCommand({ ClusterName: 'batch' }));
  await service.settle();
  assert.equal(await plan('two-blocks'), 'Active 2/4 0 unhealthy 0 spare');
  await until(day(9));
  assert.equal(await cluster('ml'), 'InService: workers InService 0/2 Expired');
  assert.deepEqual(await nodes('ml'), []);
  const told = (await events('ml')).filter((text) => text.includes('two-blocks') && !text.includes('-rc'));
  assert.deepEqual(
    told.map((text) => text.split(':')[0]),
    [
      'InstanceGroup workers in Cluster ml has no instances until a block of training plan two-blocks is open',
      '2 instance(s) of training plan two-blocks start for InstanceGroup workers in Cluster ml',
      '2 instance(s) of training plan two-blocks are terminated for InstanceGroup workers in Cluster ml, an hour before the end of the block',
      'Block 1 of training plan two-blocks of InstanceGroup workers in Cluster ml is over',
      '2 instance(s) of training plan two-blocks start for InstanceGroup workers in Cluster ml',
      '2 instance(s) of training plan two-blocks are terminated for InstanceGroup workers in Cluster ml, an hour before the end of the block',
      'two-blocks is over, the training plan of InstanceGroup workers in Cluster ml, which stays without instances until it has another plan or none',
    ],
  );
  assert.ok(
    (await events('ml')).some((text) =>
      text.includes(
        `Found CapacityReservation arn:aws:sagemaker:${region}:${account}:reserved-capacity/two-blocks-rc2`,
      ),
    ),
  );
});

test('a failed instance is replaced by another of the plan, and a node waits where there is none', async () => {
  const { service, client, until, buy, plan, cluster, nodes } = await scene();
  const arn = await buy('full', fourDays);
  const creation = continuous('ml', [planned('workers', 3, arn)], {
    VpcConfig: inZone,
    NodeRecovery: 'Automatic',
  });
  await client.send(new CreateClusterCommand(creation));
  await until(day(4));
  await service.settle();
  const [first, second] = await nodes('ml');
  const fail = async (node: string | undefined): Promise<void> => {
    const { status, json } = await service.control('POST', 'faults', {
      type: 'node',
      node,
      needs: 'replacement',
    });
    assert.equal(status, 201, JSON.stringify(json));
    await service.settle();
  };
  await fail(first!.InstanceId);
  assert.equal(await plan('full'), 'Active 3/4 1 unhealthy 0 spare');
  await fail(second!.InstanceId);
  assert.equal(await plan('full'), 'Active 2/4 2 unhealthy 0 spare');
  assert.equal(await cluster('ml'), 'InService: workers Degraded 2/3 Active scaling');
  const waiting = (await nodes('ml')).find(({ NodeLogicalId }) => NodeLogicalId === second!.NodeLogicalId);
  assert.match(
    waiting!.InstanceStatus!.Message!,
    /^Training plan full has no instance available\. The node gets one/,
  );
  const added = await client.send(
    new BatchAddClusterNodesCommand({
      ClusterName: 'ml',
      NodesToAdd: [{ InstanceGroupName: 'workers', IncrementTargetCountBy: 1 }],
    }),
  );
  assert.match(
    added.Failed![0]!.Message!,
    /has 0 of 4 instances free in block 1 \(2 in use, 2 unhealthy, 0 spare\)/,
  );
  await service.advance(2 * 3_600);
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 3/3 Active');
  assert.equal(await plan('full'), 'Active 3/4 0 unhealthy 0 spare');
});

test('a group takes a plan, another, and none; its instances are replaced each time', async () => {
  const { service, client, until, buy, plan, cluster, nodes, events } = await scene();
  const arn = await buy('short', { InstanceType: p5, InstanceCount: 2, DurationHours: 48 });
  const other = await buy('other', { InstanceType: p5, InstanceCount: 2, DurationHours: 48 });
  const ids = async () => (await nodes('ml')).map(({ InstanceId }) => InstanceId);
  const update = async (count: number, TrainingPlanArn?: string) => {
    const groups = [group('workers', count, { InstanceType: p5, TrainingPlanArn })];
    await client.send(new UpdateClusterCommand({ ClusterName: 'ml', InstanceGroups: groups }));
    await service.settle();
  };
  await client.send(
    new CreateClusterCommand(
      continuous('ml', [group('workers', 2, { InstanceType: p5 })], { VpcConfig: inZone }),
    ),
  );
  await service.settle();
  assert.equal(await cluster('ml'), 'InService: workers InService 2/2 undefined');
  await until(day(4));
  const lives = [await ids()];
  for (const [next, expected] of [
    [arn, 'Active 2/2 Active 0/2'],
    [other, 'Active 0/2 Active 2/2'],
    [undefined, 'Active 0/2 Active 0/2'],
  ] as const) {
    await update(2, next);
    const used = `${await plan('short')} ${await plan('other')}`.replaceAll(' 0 unhealthy 0 spare', '');
    assert.equal(used, expected);
    assert.match(await cluster('ml'), /workers InService 2\/2/);
    lives.push(await ids());
  }
  assert.equal(new Set(lives.flat()).size, 8);
  const sent = (
    await service.control('GET', 'events?cluster=ml&history=true&follow=false')
  ).json.events.filter(
    (event: { 'detail-type': string }) => event['detail-type'] === 'SageMaker HyperPod Cluster State Change',
  );
  const plans = new Set(
    sent.map(
      ({
        detail,
      }: {
        detail: { InstanceGroups: { TrainingPlanArn: string; TrainingPlanStatus: string }[] };
      }) => detail.InstanceGroups.map((each) => `${each.TrainingPlanArn} ${each.TrainingPlanStatus}`).join(),
    ),
  );
  assert.deepEqual([...plans], [' NotApplicable', `${arn} Active`, `${other} Active`]);
  const told = (await events('ml')).filter((text) => /training plan \w+[;,]/.test(text));
  assert.deepEqual(told, [
    'InstanceGroup workers in Cluster ml is on training plan short; what it had before is replaced',
    'InstanceGroup workers in Cluster ml is on training plan other; what it had before is replaced',
    'InstanceGroup workers in Cluster ml is no longer on training plan other, for the request names none: its instances are replaced by instances on demand',
  ]);
});

test('nodes show the UltraServer they stand in, whose spare takes the place of one that fails', async () => {
  const { service, client, until, buy, plan, nodes } = await scene('us-east-1');
  const arn = await buy('rack', {
    UltraServerType: 'ml.u-p6e-gb200x36',
    UltraServerCount: 1,
    DurationHours: 24,
  });
  const { StartTime, ReservedCapacitySummaries: blocks } = await client.send(
    new DescribeTrainingPlanCommand({ TrainingPlanName: 'rack' }),
  );
  const workers = group('workers', 8, { InstanceType: 'ml.p6e-gb200.36xlarge', TrainingPlanArn: arn });
  const VpcConfig = { ...inZone, Subnets: ['subnet-ml-us-east-1-dfw-2a'] };
  await client.send(
    new CreateClusterCommand(continuous('ml', [workers], { VpcConfig, NodeRecovery: 'None' })),
  );
  await until(StartTime!.toISOString());
  await service.settle();
  const rack = async () => {
    const { ReservedCapacityArn } = blocks![0]!;
    const list = new ListUltraServersByReservedCapacityCommand({ ReservedCapacityArn });
    return (await client.send(list)).UltraServers![0]!;
  };
  const { UltraServerId: Id, UltraServerType: Type, HealthStatus } = await rack();
  assert.equal(HealthStatus, 'OK');
  const all = await nodes('ml');
  assert.deepEqual(
    new Set(all.map(({ UltraServerInfo }) => JSON.stringify(UltraServerInfo))),
    new Set([JSON.stringify({ Id, Type })]),
  );
  assert.equal(await plan('rack'), 'Active 8/9 0 unhealthy 1 spare');
  await service.control('POST', 'faults', { type: 'node', node: all[0]!.InstanceId, needs: 'replacement' });
  await service.settle();
  assert.equal(await plan('rack'), 'Active 8/9 0 unhealthy 1 spare');
  assert.equal((await rack()).HealthStatus, 'Impaired');
  await client.send(
    new BatchReplaceClusterNodesCommand({ ClusterName: 'ml', NodeIds: [all[0]!.InstanceId!] }),
  );
  await service.settle();
  assert.equal(await plan('rack'), 'Active 8/9 1 unhealthy 0 spare');
  assert.equal((await rack()).HealthStatus, 'Impaired');
  await service.advance(2 * 3_600);
  assert.equal(await plan('rack'), 'Active 8/9 0 unhealthy 1 spare');
  assert.equal((await rack()).HealthStatus, 'OK');
});

test('tasks on a plan stop with their instances, and run again in the next block', async () => {
  const { service, client, until, buy } = await scene();
  const arn = await buy('blocks', fourDays);
  const creation = continuous('ml', [planned('workers', 2, arn)], { VpcConfig: inZone });
  const { ClusterArn } = await client.send(new CreateClusterCommand(creation));
  await service.settle();
  const ComputeQuotaConfig = { ComputeQuotaResources: [{ InstanceType: p5, Count: 2 } as const] };
  await governing(service, client, quotaInput(ClusterArn!, 'vision', { ComputeQuotaConfig }));
  const path = 'clusters/ml/tasks';
  const task = { name: 'gang', team: 'vision', instanceType: p5, replicas: 2, accelerators: 8 };
  await service.control('POST', path, task);
  const status = async (): Promise<string> => (await service.control('GET', `${path}/gang`)).json.status;
  const seen = [await status()];
  for (const instant of [day(5), '2026-08-06T10:31:00Z', day(8)]) {
    await until(instant);
    seen.push(await status());
  }
  assert.deepEqual(seen, ['Pending', 'Running', 'Pending', 'Running']);
});
