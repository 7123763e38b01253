import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, type Input, onEks } from '../../../test/fleet.ts';

type Ask = Omit<Input<'ListClusterEvents'>, 'ClusterName'>;
const list = (f: Fleet, ask: Ask = {}) => f.call('ListClusterEvents', { ClusterName: 'ml', ...ask });

async function all(f: Fleet, ask: Ask = {}) {
  const events = [];
  let NextToken: string | undefined;
  do {
    const page = await list(f, { ...ask, NextToken });
    events.push(...page.Events!);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return events;
}

test('the newest come first, unless asked otherwise (documented)', async () => {
  const f = await fleet().with('ml', eks(group('a', 2)));
  const texts = (await all(f, { SortOrder: 'Ascending' })).map(({ Description }) => Description);
  assert.equal(texts[0], 'Cluster ml creation started successfully');
  assert.deepEqual(
    (await all(f)).map(({ Description }) => Description),
    texts.toReversed(),
  );
  assert.deepEqual(
    (await all(f, { MaxResults: 3 })).map(({ Description }) => Description),
    texts.toReversed(),
  );
});

test('filters', async (t) => {
  const f = await fleet().with('ml', eks(group('a', 2), group('b', 1)));
  const everything = await all(f);
  const id = (await f.nodes('a'))[0]!.InstanceId;
  const middle = everything.find(({ Description }) => Description!.includes('creation completed'))!
    .EventTime!;
  type Row = (typeof everything)[number];
  const table: Record<string, [ask: Ask, matches: (event: Row) => boolean]> = {
    'one group': [{ InstanceGroupName: 'b' }, (event) => event.InstanceGroupName === 'b'],
    'one instance': [{ NodeId: id }, (event) => event.InstanceId === id],
    'one type of resource': [
      { ResourceType: 'InstanceGroup' },
      (event) => event.ResourceType === 'InstanceGroup',
    ],
    'after a time, not at it': [{ EventTimeAfter: middle }, (event) => event.EventTime! > middle],
    'before a time, not at it': [{ EventTimeBefore: middle }, (event) => event.EventTime! < middle],
    'several at once': [
      { ResourceType: 'Instance', InstanceGroupName: 'a', EventTimeAfter: middle },
      (e) => e.ResourceType === 'Instance' && e.InstanceGroupName === 'a' && e.EventTime! > middle,
    ],
  };
  for (const [sentence, [ask, matches]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const expected = everything.filter(matches);
      assert.deepEqual(await all(f, ask), expected);
      assert.deepEqual(await all(f, { ...ask, MaxResults: 2 }), expected, 'in small pages');
    });
  }
});

test('the newest 500 are kept (observed)', async () => {
  const f = await fleet({ pace: 'brisk' }).with('ml', eks(group('a', 100)));
  const events = await all(f, { SortOrder: 'Ascending' });
  assert.equal(events.length, 500);
  const [first, second] = [events[0]!.EventId!, events[1]!.EventId!];
  await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [(await f.nodes())[0]!.InstanceId] });
  await f.refused(
    'DescribeClusterEvent',
    { ClusterName: 'ml', EventId: first },
    'ResourceNotFound',
    /The newest 500 events are kept/,
  );
  const described = await f.call('DescribeClusterEvent', { ClusterName: 'ml', EventId: second });
  assert.equal(described.EventDetails!.EventId, second);
});

test('pages go on where they were, whatever is recorded and dropped between them', async () => {
  const f = await fleet({ pace: 'brisk' }).with('ml', eks(group('a', 100)));
  const before = (await all(f)).map(({ EventId }) => EventId);
  const first = await list(f, { MaxResults: 50 });
  await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [(await f.nodes())[0]!.InstanceId] });
  await f.settle();
  const second = await list(f, { MaxResults: 50, NextToken: first.NextToken });
  assert.deepEqual(
    [...first.Events!, ...second.Events!].map(({ EventId }) => EventId),
    before.slice(0, 100),
  );
});

test('an event is described with its metadata, which nests twice (observed)', async () => {
  const f = fleet();
  await f.fault({ type: 'launch' }, { count: 1 });
  await f.with('ml', eks(group('a', 1)));
  const events = await all(f);
  const describe = async (text: string) => {
    const { EventId } = events.find(({ Description }) => Description!.includes(text))!;
    return (await f.call('DescribeClusterEvent', { ClusterName: 'ml', EventId: EventId! })).EventDetails!;
  };
  const failed = await describe('Failed to provision');
  assert.equal(failed.EventLevel, 'Error');
  assert.equal(failed.InstanceId, undefined);
  assert.match(failed.EventDetails!.EventMetadata!.Instance!.FailureMessage!, /^Request to service failed/);
  const [node] = await f.nodes();
  const done = await describe('creation in Cluster ml and InstanceGroup a completed');
  assert.equal(done.EventDetails!.EventMetadata!.Instance!.NodeLogicalId, node!.NodeLogicalId);
  const scaling = await describe('scaling started');
  assert.equal(scaling.EventDetails!.EventMetadata!.InstanceGroupScaling!.TargetCount, 1);
  const created = await describe('Successfully created Customer ENI');
  const provisioned = await describe('successfully provisioned');
  assert.equal(
    created.EventDetails!.EventMetadata!.Instance!.CustomerEni,
    provisioned.EventDetails!.EventMetadata!.Instance!.CustomerEni,
    'one network interface from its creation on',
  );
});

test('a cluster of the default mode keeps no events for the API (observed)', async () => {
  const f = await fleet().with('ml', onEks(group('a', 1)));
  await f.refused('ListClusterEvents', { ClusterName: 'ml' }, 'ValidationException', /'ml' keeps no events/);
  const event = { ClusterName: 'ml', EventId: '00000000-0000-4000-8000-000000000000' };
  await f.refused('DescribeClusterEvent', event, 'ValidationException', /'ml' keeps no events/);
});
