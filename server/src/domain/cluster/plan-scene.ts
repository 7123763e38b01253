import { PlanStage } from '../capacity/testing.ts';
import { planCounts } from '../capacity/training-plan.ts';
import { createFault } from '../fleet/fault-commands.ts';
import { createCluster } from './create-cluster.ts';
import type { Node } from './node.ts';
import { testSpec, testWorld } from './testing.ts';
import { updateCluster } from './update-cluster.ts';

const p5 = 'ml.p5.48xlarge';
export const gb200 = 'ml.p6e-gb200.36xlarge' as const;
export const arnOf = (plan: string) => `arn:aws:sagemaker:us-west-2:111122223333:training-plan/${plan}`;

/** A stage for clusters on plans: group `a` of cluster `ml`, unless it is said otherwise. */
export class Scene extends PlanStage {
  /** A plan of p5, or of two small racks. */
  plans(name: string, count: number, blocks: readonly (readonly [number, number])[], racks = false) {
    const change = racks && { instanceType: gb200, ultraServer: { type: 'ml.u-p6e-gb200x36', count: 2 } };
    this.buy(name, this.offer(blocks, { instanceCount: count, ...change }));
    this.advanceHours(0.05);
  }

  #group(count: number, plan: string | undefined, change: object = {}) {
    return {
      ...testSpec('a'),
      InstanceType: p5,
      InstanceCount: count,
      ...(plan !== undefined && { TrainingPlanArn: arnOf(plan) }),
      ...change,
    } as const;
  }

  creates(
    name: string,
    count: number,
    plan: string | undefined,
    change: object = {},
    ofCluster: object = {},
  ) {
    this.call(createCluster, {
      ClusterName: name,
      InstanceGroups: [this.#group(count, plan, change)],
      VpcConfig: { Subnets: ['subnet-us-west-2b', 'subnet-us-west-2a'], SecurityGroupIds: ['sg-1'] },
      Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-west-2:111122223333:cluster/${name}` } },
      NodeProvisioningMode: 'Continuous',
      ...ofCluster,
    });
  }

  scales(name: string, count: number, plan: string | undefined, change: object = {}) {
    this.call(updateCluster, { ClusterName: name, InstanceGroups: [this.#group(count, plan, change)] });
    this.advance(0);
  }

  entryOf(name: string) {
    const { state } = this.draft;
    return state.clusters.get(state.named('cluster', testWorld).get(name)!.id)!;
  }

  nodesOf(name: string): Node[] {
    return [...this.entryOf(name).nodes.all()];
  }

  /** Status of cluster and group, and how many nodes have arrived of how many. */
  shows(name: string): string {
    const { cluster, nodes } = this.entryOf(name);
    const { status, targetCount } = cluster.groups[0]!;
    return `${cluster.status} ${status} ${nodes.group('a').joined}/${targetCount}`;
  }

  /** In use, unhealthy, spare and available. */
  counts(plan: string): string {
    const { inUse, unhealthy, spare, available } = planCounts(this.plan(plan));
    return `${inUse} ${unhealthy} ${spare} ${available}`;
  }

  breaks(node: Node): void {
    const spec = { type: 'node', node: node.instanceId!, needs: 'Replacement' } as const;
    createFault(this.draft, { spec }, this.context);
  }
}
