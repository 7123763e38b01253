import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchRebootClusterNodesCommand,
  BatchReplaceClusterNodesCommand,
  DescribeClusterEventCommand,
  ListClusterEventsCommand,
  type ListClusterEventsCommandInput,
  paginateListClusterEvents,
  ResourceNotFound,
} from '@aws-sdk/client-sagemaker';
import { allOrNothing, continuous, group, nodesOf, standing, vpc } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const list = async (ClusterName: string, input: Partial<ListClusterEventsCommandInput> = {}) =>
  (await client.send(new ListClusterEventsCommand({ ClusterName, ...input }))).Events!;
const oldestFirst = { SortOrder: 'Ascending' } as const;

test('a creation is told in the words and the order of the live service', async () => {
  await standing(service, client, continuous('story', [group('ig', 1)]));
  const [{ InstanceId: id = '' } = {}] = await nodesOf(client, 'story');
  const events = await list('story', oldestFirst);
  assert.deepEqual(
    events.map((event) => event.Description),
    [
      'Cluster story creation started successfully',
      'SLR Access Entry creation successful for Cluster story',
      'EKS Access Entries creation successful for Cluster story',
      'Cluster story creation completed successfully',
      'InstanceGroup ig creation started successfully in Cluster story',
      `Found Subnet ${vpc.Subnets[0]} in Availability Zone ${/usw2-az\d/.exec(events[5]!.Description!)} with SecurityGroupIds ${vpc.SecurityGroupIds[0]} for InstanceGroup ig in Cluster story`,
      'No custom AMI override found for InstanceGroup ig in Cluster story',
      'Instance Group ig creation in Cluster story completed successfully',
      'Cluster story operation started successfully',
      'InstanceGroup ig scaling started successfully in Cluster story',
      'Instance creation started successfully in Cluster story and InstanceGroup ig',
      'No CapacityReservation found for Cluster story and InstanceGroup ig',
      'Instance Group ig scaling in Cluster story completed successfully',
      'Successfully created Customer ENI for instance in Cluster story and InstanceGroup ig',
      `EC2 Instance ${id} successfully provisioned in Cluster story and InstanceGroup ig`,
      `Instance lifecycle script execution for EC2 Instance ${id} has Started`,
      `Instance lifecycle script execution for EC2 Instance ${id} has Succeeded`,
      `Instance ${id} creation in Cluster story and InstanceGroup ig completed successfully`,
    ],
  );
  assert.deepEqual(events.map((event) => event.InstanceId).slice(10), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    id,
    id,
    id,
  ]);
  assert.deepEqual(new Set(events.map((event) => event.EventLevel)), new Set(['Info']));
});

test('the newest come first unless asked otherwise', async () => {
  const events = await list('story');
  assert.deepEqual(
    events.map((event) => event.EventId),
    (await list('story', oldestFirst)).map((event) => event.EventId).reverse(),
  );
});

test('filters and pages', async (t) => {
  await standing(service, client, continuous('filtered', [group('a', 1), group('b', 1)]));
  const all = await list('filtered', oldestFirst);
  const [{ InstanceId: id = '' } = {}] = await nodesOf(client, 'filtered', {
    InstanceGroupNameContains: 'b',
  });
  const middle = all[10]!.EventTime!;
  const table: Record<
    string,
    [Partial<ListClusterEventsCommandInput>, (event: (typeof all)[number]) => boolean]
  > = {
    'of a group': [{ InstanceGroupName: 'a' }, (event) => event.InstanceGroupName === 'a'],
    'of a node': [{ NodeId: id }, (event) => event.InstanceId === id],
    'of clusters': [{ ResourceType: 'Cluster' }, (event) => event.ResourceType === 'Cluster'],
    'of groups': [{ ResourceType: 'InstanceGroup' }, (event) => event.ResourceType === 'InstanceGroup'],
    'of instances': [{ ResourceType: 'Instance' }, (event) => event.ResourceType === 'Instance'],
    'after a time': [{ EventTimeAfter: middle }, (event) => event.EventTime! > middle],
    'before a time': [{ EventTimeBefore: middle }, (event) => event.EventTime! < middle],
    'of a group and a kind': [
      { InstanceGroupName: 'b', ResourceType: 'InstanceGroup' },
      (event) => event.InstanceGroupName === 'b' && event.ResourceType === 'InstanceGroup',
    ],
  };
  for (const [sentence, [input, keeps]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const expected = all.filter(keeps);
      assert.ok(expected.length > 0 && expected.length < all.length);
      assert.deepEqual(await list('filtered', { ...input, ...oldestFirst }), expected);
    });
  }
  await t.test('the paginator finds each once', async () => {
    const seen = [];
    for await (const page of paginateListClusterEvents({ client, pageSize: 4 }, { ClusterName: 'filtered' }))
      seen.push(...page.Events!);
    assert.deepEqual(seen, [...all].reverse());
  });
});

test('a described event carries its metadata, nested twice', async (t) => {
  await service.control('POST', 'faults', { type: 'lifecycle-script', cluster: 'detailed', count: 1 });
  await standing(service, client, continuous('detailed', [group('ig', 1, { MinInstanceCount: 1 })]));
  const [node] = await nodesOf(client, 'detailed', { IncludeNodeLogicalIds: true });
  const events = await list('detailed', oldestFirst);
  const detail = async (pattern: RegExp) => {
    const event = events.find(({ Description }) => pattern.test(Description!));
    assert.ok(event, `no event says ${pattern}`);
    const { EventDetails } = await client.send(
      new DescribeClusterEventCommand({ ClusterName: 'detailed', EventId: event.EventId! }),
    );
    const { EventDetails: nested, ...summary } = EventDetails!;
    assert.deepEqual(summary, event);
    return nested!.EventMetadata!;
  };
  const table: Record<string, [RegExp, object]> = {
    'the role of the service': [
      /SLR Access/,
      {
        Cluster: {
          SlrAccessEntry:
            'arn:aws:iam::111122223333:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod',
        },
      },
    ],
    'the counts of a scaling': [
      /scaling started/,
      { InstanceGroupScaling: { InstanceCount: 0, TargetCount: 1, MinCount: 1 } },
    ],
    'a script that began': [
      /script.*Started/,
      { Instance: { LcsExecutionState: 'Started', NodeLogicalId: node!.NodeLogicalId } },
    ],
    'a script that failed': [
      /script.*Failed/,
      {
        Instance: {
          LcsExecutionState: 'Failed',
          NodeLogicalId: node!.NodeLogicalId,
          FailureMessage:
            'Lifecycle scripts did not run successfully. Ensure the scripts exist in provided S3 path, are accessible, and run without errors. Please see CloudWatch logs for lifecycle script execution details.',
        },
      },
    ],
  };
  for (const [sentence, [pattern, metadata]] of Object.entries(table)) {
    await t.test(sentence, async () => assert.deepEqual(await detail(pattern), metadata));
  }
  await t.test('the interface of an instance, which its deletion names again', async () => {
    const { Instance } = await detail(/successfully provisioned/);
    assert.match(Instance!.CustomerEni!, /^eni-[0-9a-f]{17}$/);
  });
  await t.test('levels', () => {
    const levels = Object.fromEntries(
      events.map((event) => [event.Description!.replace(/i-[0-9a-f]{17}/g, 'ID'), event.EventLevel]),
    );
    assert.equal(
      levels['Failed to provision EC2 Instance in Cluster detailed and InstanceGroup ig'],
      'Error',
    );
    assert.equal(levels['Cluster detailed creation completed successfully'], 'Info');
  });
});

test('reboots, replacements and ailments are told', async () => {
  await standing(service, client, continuous('told', [group('ig', 2)]));
  const [a, b] = (await nodesOf(client, 'told')).map((node) => node.InstanceId!);
  const before = (await list('told')).length;
  const said = async () => (await list('told', oldestFirst)).slice(before).map((event) => event.Description!);
  await client.send(new BatchRebootClusterNodesCommand({ ClusterName: 'told', NodeIds: [a!] }));
  await service.settle();
  assert.deepEqual(await said(), [
    `Reboot of EC2 Instance ${a} is currently in progress on Cluster told and IG ig`,
    `Reboot of EC2 Instance ${a} completed successfully in Cluster told and InstanceGroup ig`,
  ]);
  await service.control('POST', 'faults', { type: 'node', node: b, needs: 'replacement' });
  await service.settle();
  await client.send(new BatchReplaceClusterNodesCommand({ ClusterName: 'told', NodeIds: [b!] }));
  await service.settle();
  const rest = (await said()).slice(2);
  assert.match(rest[0]!, new RegExp(`^EC2 Instance ${b} is unhealthy`));
  assert.match(rest[1]!, new RegExp(`^Replacement of EC2 Instance ${b} started successfully .*: requested$`));
  assert.equal(rest[2], `EC2 Instance ${b} successfully terminated in Cluster told and InstanceGroup ig`);
  assert.ok(
    rest.some((text) => / is starting as part of instance replacement in Cluster told and IG ig$/.test(text)),
  );
  assert.match(
    rest.at(-1)!,
    /^Instance replacement .* completed successfully: EC2 Instance i-[0-9a-f]{17} took the place$/,
  );
});

test('the newest 500 are kept', async () => {
  await standing(service, client, continuous('many', [group('ig', 100)]));
  const seen = [];
  for await (const page of paginateListClusterEvents({ client, pageSize: 100 }, { ClusterName: 'many' }))
    seen.push(...page.Events!);
  assert.equal(seen.length, 500);
  assert.ok(!seen.some((event) => event.ResourceType === 'Cluster'), 'the oldest went first');
});

test('what is refused', async (t) => {
  await standing(service, client, allOrNothing('silent'));
  const none = '00000000-0000-4000-8000-000000000000';
  await t.test('events of a cluster without continuous provisioning', async () => {
    const refused = { name: 'ValidationException', message: /NodeProvisioningMode Continuous/ };
    await assert.rejects(list('silent'), refused);
    await assert.rejects(
      client.send(new DescribeClusterEventCommand({ ClusterName: 'silent', EventId: none })),
      refused,
    );
  });
  await t.test('of a cluster that is none', () => assert.rejects(list('nowhere'), ResourceNotFound));
  await t.test('an event that is none', () =>
    assert.rejects(
      client.send(new DescribeClusterEventCommand({ ClusterName: 'story', EventId: none })),
      ResourceNotFound,
    ),
  );
  await t.test('more than a hundred at once', () =>
    assert.rejects(list('story', { MaxResults: 101 }), {
      name: 'ValidationException',
      message: /'maxResults'.*less than or equal to 100/,
    }),
  );
});
