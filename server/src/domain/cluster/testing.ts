import { seededMarket } from '../capacity/market.ts';
import type { Context, OperationContext } from '../context.ts';
import { decide } from '../decide.ts';
import { Draft } from '../draft.ts';
import type { FaultSpec } from '../fleet/fault.ts';
import type { Pace } from '../fleet/pace.ts';
import { seededRandom } from '../random.ts';
import { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Cluster, GroupSpec, InstanceGroup } from './cluster.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { type Node, nodeKey } from './node.ts';
import { imageOfRelease } from './release.ts';

/**
 * For tests of rules: a state with clusters that stand already, and a clock that moves when told to. Nothing
 * of the engine is in it; what falls due is decided in order, and nothing is committed.
 */
export const testWorld: World = { account: '111122223333', region: 'us-west-2' };
export const testStart = Date.UTC(2026, 7, 3, 12);
export const oldImage = imageOfRelease('1.1.0', testWorld.region);

export class Stage {
  readonly draft = new Draft(new State());
  now = testStart;
  readonly #pace: Pace;

  constructor(pace: Pace = 'realistic') {
    this.#pace = pace;
  }

  get context(): OperationContext {
    return {
      now: this.now,
      random: seededRandom(1),
      pace: this.#pace,
      webhook: false,
      market: seededMarket,
      world: testWorld,
    };
  }

  /** A cluster in service; each group with that many joined nodes, all of them Running. */
  cluster(groups: readonly TestGroup[], change: Partial<Cluster> = {}): Cluster {
    const cluster: Cluster = {
      ...testWorld,
      id: 'c00000000001',
      name: 'main',
      createdAt: testStart,
      status: 'InService',
      orchestrator: { Eks: { ClusterArn: 'arn:aws:eks:us-west-2:111122223333:cluster/main' } },
      continuous: true,
      nodeRecovery: 'None',
      groups: groups.map(groupOf),
      nodesCreated: 0,
      generation: 0,
      ...change,
    };
    this.draft.put('cluster', cluster.id, cluster);
    let sequence = 0;
    for (const { name, nodes } of groups) {
      for (let i = 0; i < nodes; i += 1, sequence += 1) this.node(cluster, name, sequence);
    }
    this.draft.put('cluster', cluster.id, { ...cluster, nodesCreated: sequence });
    return this.present(cluster.id);
  }

  node(cluster: Cluster, group: string, sequence: number): Node {
    const digits = String(sequence).padStart(12, '0');
    const node: Node = {
      clusterId: cluster.id,
      logicalId: `00000000-0000-4000-8000-${digits}`,
      group,
      sequence,
      generation: 1,
      instanceType: 'ml.c5.large',
      createdAt: this.now,
      instanceId: `i-${cluster.id.slice(-5)}${digits}`.replace(/[^i\-0-9a-f]/g, '0'),
      launchedAt: this.now,
      address: sequence * 2,
      subnetIndex: 0,
      status: 'Running',
      joined: true,
      image: cluster.groups.find((other) => other.name === group)!.image,
    };
    this.draft.put('node', nodeKey(node), node);
    return node;
  }

  /** The only cluster, or the one of that id, as it is now. */
  present(id = 'c00000000001'): Cluster {
    return this.draft.get('cluster', id)!;
  }

  group(name = 'a'): InstanceGroup {
    return this.present().groups.find((group) => group.name === name)!;
  }

  nodes(group = 'a', id = 'c00000000001'): Node[] {
    return this.draft.state.clusters
      .get(id)!
      .nodes.group(group)
      .entries.map(({ node }) => node);
  }

  /** Statuses of a group's nodes, in order of creation. */
  statuses(group = 'a'): string {
    return this.nodes(group)
      .map(({ status }) => status)
      .join(' ');
  }

  change(node: Node, change: Partial<Node>): void {
    this.draft.put('node', nodeKey(node), { ...node, ...change });
  }

  /** Descriptions of the events so far, oldest first. */
  get events(): string[] {
    const { entries } = this.draft.state.clusters.get('c00000000001')!.events;
    return entries.map((event: ClusterEvent) => event.description);
  }

  fault(spec: FaultSpec, count?: number): void {
    const id = `fault-${this.draft.state.all('fault').size}`;
    this.draft.put('fault', id, { id, spec, createdAt: this.now, remaining: count, hitCount: 0, hits: [] });
  }

  call<I, O>(rule: (draft: Draft, input: I, context: OperationContext) => O, input: I): O {
    return rule(this.draft, input, this.context);
  }

  /** Decides what falls due within that time, in order. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (let steps = 0; ; steps += 1) {
      const entry = this.draft.state.due.peek();
      if (entry === undefined || entry.at > end) break;
      if (steps > 10_000) throw new Error(`${entry.kind} ${entry.key} falls due without end`);
      this.now = Math.max(this.now, entry.at);
      decide(
        this.draft,
        { type: 'due', kind: entry.kind as 'node', key: entry.key },
        this.context as Context,
      );
    }
    this.now = end;
  }
}

export interface TestGroup extends Partial<InstanceGroup> {
  readonly name: string;
  readonly nodes: number;
}

/** What a group has besides its name, unless the test says otherwise. */
export const testSpec = (name: string): GroupSpec => ({
  InstanceGroupName: name,
  InstanceType: 'ml.c5.large',
  ExecutionRole: 'arn:aws:iam::111122223333:role/hyperpod',
  LifeCycleConfig: { SourceS3Uri: 's3://bucket/scripts', OnCreate: 'on_create.sh' },
});

function groupOf({ nodes, ...group }: TestGroup): InstanceGroup {
  return {
    restricted: false,
    spec: testSpec(group.name),
    status: 'InService',
    targetCount: nodes,
    image: oldImage,
    ...group,
  };
}
