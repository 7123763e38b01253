import assert from 'node:assert/strict';
import { operationTable } from '../../../src/api/operations.ts';
import { cachedReads } from '../../../src/api/reply-cache.ts';
import { namedKinds } from '../../../src/domain/by-world.ts';
import type { OperationContext } from '../../../src/domain/context.ts';
import { type ReadName, reads } from '../../../src/domain/operations.ts';
import type { State } from '../../../src/domain/state.ts';
import type { World } from '../../../src/domain/world.ts';
import { worlds } from '../requests.ts';
import type { Simulation } from '../simulation.ts';

const operations = operationTable();

/** What is kept of replies from one step to the next says what would be written now. */
export function repliesAreTrue({ state, fleet }: Pick<Simulation, 'state' | 'fleet'>): void {
  for (const world of new Map(worlds.map((each) => [each.region, each])).values()) {
    ordersAreKept(state, world);
    const context = { ...fleet.engine.context(), world };
    for (const [name, inputs] of inputsIn(state, world))
      for (const input of inputs) replyIsTrue(state, name, input, context);
  }
}

function replyIsTrue(state: State, name: ReadName, input: object, context: OperationContext): void {
  const { serialize } = operations.get(name)!;
  const rule = reads[name] as (state: State, input: object, context: OperationContext) => unknown;
  const kept = cachedReads[name]!(state, input as never, context, serialize);
  const anew = serialize(rule(state, input, context));
  if (kept !== anew) assert.deepEqual(JSON.parse(kept), JSON.parse(anew), `${name} ${JSON.stringify(input)}`);
}

const byName = ({ name }: { readonly name: string }): string => name;

/** Lists are read from orders that are kept while things come, change and go. */
function ordersAreKept(state: State, world: World): void {
  for (const kind of namedKinds) {
    const sorted = [...state.named(kind, world)].sort(([a], [b]) => (a < b ? -1 : 1));
    const kept = state.inOrder(kind, world, byName);
    assert.equal(kept.length, sorted.length, `${kind}: an order of others`);
    for (const [i, [, doc]] of sorted.entries()) assert.equal(kept[i]!.item, doc, `${kind} in order`);
  }
}

/** Requests about all there is in a world, for each reply that is kept. */
function inputsIn(state: State, world: World): Map<ReadName, readonly object[]> {
  const clusters = [...state.named('cluster', world).keys()].map((ClusterName) => ({ ClusterName }));
  const named = (names: Iterable<string>, member: string): object[] =>
    [...names].map((name) => ({ [member]: name }));
  const inputs: { readonly [N in ReadName]?: readonly object[] } = {
    DescribeCluster: clusters,
    ListClusterNodes: clusters.flatMap((cluster) => [cluster, { ...cluster, IncludeNodeLogicalIds: true }]),
    DescribeTrainingPlan: named(state.named('trainingPlan', world).keys(), 'TrainingPlanName'),
    DescribeTrainingJob: named(state.named('trainingJob', world).keys(), 'TrainingJobName'),
    DescribeEndpoint: named(state.named('endpoint', world).keys(), 'EndpointName'),
    ListTrainingPlans: [{}, { MaxResults: 1 }],
    ListTrainingJobs: [{}, { MaxResults: 1, SortOrder: 'Ascending' }],
    ListModels: [{}],
    ListEndpointConfigs: [{}],
    ListEndpoints: [{}, { MaxResults: 1, SortBy: 'Status' }],
  };
  assert.deepEqual(Object.keys(inputs).sort(), Object.keys(cachedReads).sort(), 'the replies that are kept');
  return new Map(Object.entries(inputs)) as Map<ReadName, readonly object[]>;
}
