import assert from 'node:assert/strict';
import { availableIn } from '../../../src/domain/capacity/instance-pool.ts';
import { openBlock } from '../../../src/domain/capacity/letting-go.ts';
import { currentBlock, planArn, type TrainingPlan } from '../../../src/domain/capacity/training-plan.ts';
import type { Cluster, InstanceGroup } from '../../../src/domain/cluster/cluster.ts';
import { hasInstance, type Node } from '../../../src/domain/cluster/node.ts';
import { placementOf } from '../../../src/domain/cluster/placement.ts';
import { planOf } from '../../../src/domain/cluster/plan-of-group.ts';
import type { ClusterEntry, State } from '../../../src/domain/state.ts';
import { worldKey } from '../../../src/domain/world.ts';

/** Whoever runs on a plan has what it holds, and nobody runs where nothing is reserved for him. */
export function clustersStandOnTheirPlans(state: State): void {
  const plans = [...state.all('trainingPlan').values()];
  const entries = [...state.clusters.values()];
  for (const entry of entries) {
    const { cluster, nodes } = entry;
    for (const hold of cluster.planHolds ?? []) {
      const what = `a hold of ${cluster.name}/${hold.group}`;
      const plan = plans.find((each) => planArn(each) === hold.plan);
      assert.ok(plan !== undefined && worldKey(plan) === worldKey(cluster), `${what} is of no plan`);
      assert.notEqual(plan.capacities[hold.block]!.status, 'Expired', `${what} is of a block that is over`);
      hold.counts.forEach((count, pool) => {
        const here = [...nodes.group(hold.group).entries].filter(
          ({ node: { place } }) =>
            place?.plan === hold.plan && place.block === hold.block && place.pool === pool,
        );
        assert.ok(here.length <= count, `${what}: ${here.length} nodes for ${count} instances`);
      });
    }
    for (const group of cluster.groups) groupStandsOnItsPlan(state, entry, group);
  }
}

function groupStandsOnItsPlan(state: State, { cluster, nodes }: ClusterEntry, group: InstanceGroup): void {
  const what = `${cluster.name}/${group.name}`;
  const plan = planOf(state, cluster, group);
  const index = nodes.group(group.name);
  const members = index.entries.map(({ node }) => node);
  for (const node of members) nodeStandsInItsPlace(state, cluster, group, plan, node);
  const awaiting = members.filter(({ awaitsPlan }) => awaitsPlan === true);
  assert.equal(index.awaiting, awaiting.length, `waiting nodes of ${what}`);
  if (plan === undefined || group.deleting === true || cluster.status === 'Failed') return;
  if (cluster.status === 'Deleting') return;
  const block = currentBlock(plan);
  const { pools, status } = plan.capacities[block]!;
  if (status === 'Expired') return;
  const hold = cluster.planHolds?.find(
    (each) => each.group === group.name && each.plan === planArn(plan) && each.block === block,
  );
  const held = hold?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
  const placed = members.filter(({ place }) => place?.plan === planArn(plan) && place.block === block);
  const going = placed.filter(({ work }) => work?.kind === 'Terminate').length;
  const isOpen = openBlock(plan, 'hyperpod-cluster') !== undefined;
  const promised = isOpen ? held - going : held;
  const available = pools.reduce((sum, pool) => sum + availableIn(pool), 0);
  const most = Math.max(group.targetCount, isOpen ? placed.length - going : placed.length);
  assert.ok(promised <= most, `${what} holds more than it asks for`);
  if (promised < group.targetCount)
    assert.equal(available, 0, `${what} lacks instances, and its plan has some`);
}

function nodeStandsInItsPlace(
  state: State,
  cluster: Cluster,
  group: InstanceGroup,
  plan: TrainingPlan | undefined,
  node: Node,
): void {
  const what = `node ${node.logicalId} of ${cluster.name}/${group.name}`;
  const { place, work, awaitsPlan } = node;
  const goes = work?.kind === 'Terminate';
  if (awaitsPlan === true) {
    assert.deepEqual([place, work, node.instanceId], [undefined, undefined, undefined], `${what} waits`);
    assert.ok(plan !== undefined, `${what} waits for no plan`);
  }
  if (goes) {
    assert.ok(
      place === undefined || work.step === 'TerminateInstance',
      `${what} has gone, and its place not`,
    );
  } else if (plan === undefined)
    assert.equal(place, undefined, `${what} is on a plan that is not its group's`);
  else {
    assert.equal(place === undefined, awaitsPlan === true, `${what} is on no plan`);
    if (place === undefined) return;
    assert.equal(place.plan, planArn(plan), `the plan of ${what}`);
    assert.equal(place.block, openBlock(plan, 'hyperpod-cluster'), `${what} is outside the open block`);
  }
  if (place === undefined) return;
  const of = [...state.all('trainingPlan').values()].find((each) => planArn(each) === place.plan)!;
  const { status, zone, pools } = of.capacities[place.block]!;
  if (hasInstance(node)) assert.equal(status, 'Active', `${what} runs in a block that is ${status}`);
  if (!goes) assert.equal(placementOf(cluster, group, node).zone, zone, `the zone of ${what}`);
  assert.equal(node.ultraServer?.id, pools[place.pool]!.ultraServerId, `the UltraServer of ${what}`);
}
