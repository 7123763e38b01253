import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ClusterNodeSummary } from '../../src/shapes/node.ts';
import { type Input, ms } from '../fleet.ts';
import { perform } from './perform.ts';
import { clusterNames } from './requests.ts';
import { Simulation } from './simulation.ts';
import type { Step } from './steps.ts';
import { nodeSteps } from './stories.ts';

/**
 * Pages of ListClusterNodes, while nodes are added, replaced and removed between one page and the next: no node
 * comes twice, and none that was to be listed all the time is missed.
 */
const runs = Number(process.env.QUARTERMASTER_RUNS ?? 60);

/** More than a story can make. */
const NODES_MAX = 500;

type ListInput = Omit<Input<'ListClusterNodes'>, 'ClusterName' | 'NextToken'>;

const listInput: fc.Arbitrary<ListInput> = fc.record({
  SortBy: fc.constantFrom('CREATION_TIME', 'NAME', undefined),
  SortOrder: fc.constantFrom('Ascending', 'Descending', undefined),
  MaxResults: fc.integer({ min: 1, max: 7 }),
  IncludeNodeLogicalIds: fc.constantFrom(true, false, undefined),
  InstanceGroupNameContains: fc.constantFrom('a', 'b', undefined, undefined),
  CreationTimeAfter: fc.constantFrom(undefined, undefined, 0, ms('10m')),
  CreationTimeBefore: fc.constantFrom(undefined, undefined, ms('20m'), ms('90d')),
});

const growth: Step = {
  do: 'create',
  cluster: 0,
  kind: 'eks',
  automatic: true,
  groups: (['a', 'b', 'c'] as const).map((name) => ({ name, count: 4, traits: [], role: 'Compute' })),
};

test('following NextToken shows every node that stays, once, whatever happens between the pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 1_000 }),
      fc.array(nodeSteps, { maxLength: 6 }),
      listInput,
      fc.array(fc.array(nodeSteps, { maxLength: 3 }), { maxLength: 8 }),
      async (seed, first, input, between) => {
        const simulation = new Simulation({ seed, pace: 'realistic', restarting: false, steps: [] });
        for (const step of [growth, { do: 'settle' } as const, ...first]) await perform(simulation, step);
        await followsEveryPage(simulation, input, between);
      },
    ),
    { numRuns: runs * 2 },
  );
});

async function followsEveryPage(simulation: Simulation, asked: ListInput, between: Step[][]): Promise<void> {
  const start = simulation.entries[0]!.cluster.createdAt;
  const input: Input<'ListClusterNodes'> = {
    ...asked,
    ClusterName: clusterNames[0],
    CreationTimeAfter: asked.CreationTimeAfter && asked.CreationTimeAfter + start,
    CreationTimeBefore: asked.CreationTimeBefore && asked.CreationTimeBefore + start,
  };
  let staying = await everything(simulation, input);
  const seen: string[] = [];
  const steps = [...between];
  for (let token: string | undefined, first = true; first || token !== ''; first = false) {
    const page = await simulation.fleet.call('ListClusterNodes', { ...input, NextToken: token });
    seen.push(...page.ClusterNodeSummaries.map(nameOf(simulation)));
    assert.ok(page.ClusterNodeSummaries.length <= asked.MaxResults!, 'a page larger than MaxResults');
    token = page.NextToken;
    assert.ok(seen.length <= NODES_MAX, 'the pages do not end');
    if (token === '') break;
    assert.equal(page.ClusterNodeSummaries.length, asked.MaxResults, 'a page that is not the last is full');
    for (const step of steps.shift() ?? []) {
      await perform(simulation, step);
      const present = new Set(await everything(simulation, input));
      staying = staying.filter((name) => present.has(name));
    }
  }
  assert.equal(new Set(seen).size, seen.length, `a node came twice: ${seen.join(' ')}`);
  assert.deepEqual(
    seen.filter((name) => staying.includes(name)),
    staying,
    'the nodes that stayed',
  );
}

/** Names of all nodes that the request asks for now, from one large page. */
async function everything(simulation: Simulation, input: Input<'ListClusterNodes'>): Promise<string[]> {
  const page = await simulation.fleet.call('ListClusterNodes', { ...input, MaxResults: 100 });
  return page.ClusterNodeSummaries.map(nameOf(simulation));
}

/** Who a row is, whether it says so or not. */
const nameOf =
  (simulation: Simulation) =>
  ({ NodeLogicalId, InstanceId }: ClusterNodeSummary): string =>
    NodeLogicalId ?? simulation.entries[0]!.nodes.byInstanceId(InstanceId)!.logicalId;
