import assert from 'node:assert/strict';
import { seededMarket } from '../src/domain/capacity/market.ts';
import type { Cluster } from '../src/domain/cluster/cluster.ts';
import type { Node } from '../src/domain/cluster/node.ts';
import type { Fault, FaultSpec } from '../src/domain/fleet/fault.ts';
import type { Pace } from '../src/domain/fleet/pace.ts';
import type { BridgeEvent, Notification } from '../src/domain/notification.ts';
import { type ReadName, reads, type WriteName, writes } from '../src/domain/operations.ts';
import { seededRandom } from '../src/domain/random.ts';
import { Refusal, type RefusalCode } from '../src/domain/refusal.ts';
import type { World } from '../src/domain/world.ts';
import { VirtualClock } from '../src/engine/clock.ts';
import { Engine } from '../src/engine/engine.ts';
import { load } from '../src/engine/load.ts';
import type { CreateClusterRequest } from '../src/shapes/cluster.ts';
import type {
  ClusterInstanceGroupDetails,
  ClusterInstanceGroupSpecification,
} from '../src/shapes/instance-group.ts';
import type { ClusterNodeSummary } from '../src/shapes/node.ts';
import { MemoryStore } from '../src/store/memory.ts';
import type { Store } from '../src/store/store.ts';

/**
 * For tests of the rules as a whole: an engine over a store in memory and a virtual clock, driven by the
 * operations alone. `cluster/testing.ts` sets a scene within the rules instead; this one has to get there.
 */
export const testWorld: World = { account: '111122223333', region: 'us-west-2' };
export const testStart = Date.UTC(2026, 7, 3, 12);
const role = 'arn:aws:iam::111122223333:role/hyperpod';

type Rules = typeof writes & typeof reads;
export type Operation = WriteName | ReadName;
export type Input<O extends Operation> = Parameters<Rules[O]>[1];
export type Output<O extends Operation> = ReturnType<Rules[O]>;
export type GroupInput = ClusterInstanceGroupSpecification;

/** A group of CPU nodes with a lifecycle script; `more` says what is different. */
export const group = (name: string, count: number, more: Partial<GroupInput> = {}): GroupInput => ({
  InstanceGroupName: name,
  InstanceCount: count,
  ...(more.InstanceRequirements === undefined && { InstanceType: 'ml.c5.large' as const }),
  ExecutionRole: role,
  LifeCycleConfig: { SourceS3Uri: 's3://bucket/scripts', OnCreate: 'on_create.sh' },
  ...more,
});

type ClusterInput = Omit<CreateClusterRequest, 'ClusterName'>;
const vpc = { Subnets: ['subnet-00000001', 'subnet-00000002'], SecurityGroupIds: ['sg-00000001'] };

/** The four kinds of cluster, from their groups. */
export const eks = (...groups: GroupInput[]): ClusterInput => ({
  ...onEks(...groups),
  NodeProvisioningMode: 'Continuous',
});
export const onEks = (...InstanceGroups: GroupInput[]): ClusterInput => ({
  InstanceGroups,
  VpcConfig: vpc,
  Orchestrator: { Eks: { ClusterArn: 'arn:aws:eks:us-west-2:111122223333:cluster/main' } },
});
export const slurm = (...InstanceGroups: GroupInput[]): ClusterInput => ({
  InstanceGroups,
  VpcConfig: vpc,
  Orchestrator: { Slurm: { SlurmConfigStrategy: 'Managed' } },
  NodeProvisioningMode: 'Continuous',
});
export const classic = (...InstanceGroups: GroupInput[]): ClusterInput => ({ InstanceGroups });

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `2h`, `90s`, `1h 30m` */
export const ms = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|[smhd])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * unitMs[unit as keyof typeof unitMs],
    0,
  );

export interface FleetOptions {
  readonly pace?: Pace;
  readonly seed?: number;
  readonly store?: Store;
}

export const fleet = (options: FleetOptions = {}): Fleet => new Fleet(options);

export class Fleet {
  readonly store: Store;
  readonly #notifications: Notification[] = [];
  /** What the engine called a defect; the next step of the test fails with it. */
  readonly defects: Error[] = [];
  readonly #options: FleetOptions;
  engine: Engine;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.store = options.store ?? new MemoryStore();
    this.engine = this.#open(testStart);
  }

  #open(now: number): Engine {
    return new Engine({
      state: load(this.store).state,
      store: this.store,
      clock: new VirtualClock(now),
      random: seededRandom(this.#options.seed ?? 1),
      pace: this.#options.pace ?? 'realistic',
      webhook: false,
      market: seededMarket,
      publish: (notifications) => this.#notifications.push(...notifications),
      onDefect: (error, where) => {
        if (where !== 'commit') this.defects.push(new Error(`defect in ${where}`, { cause: error }));
      },
    });
  }

  /** The bridge events that went out. */
  get sent(): BridgeEvent[] {
    return this.#notifications.map(({ event }) => event);
  }

  /** What a stop and a start leave: memory made anew from the store. */
  restart(): void {
    this.engine = this.#open(this.now);
  }

  get now(): number {
    return this.engine.clock.now();
  }

  async call<O extends Operation>(
    operation: O,
    input: Input<O>,
    world: World = testWorld,
  ): Promise<Output<O>> {
    if (operation in writes) {
      const command = { type: 'operation', operation: operation as WriteName, input, world } as const;
      const reply = (await this.engine.execute(command)) as Output<O>;
      this.#sound();
      return reply;
    }
    const rule = reads[operation as ReadName] as (...args: unknown[]) => Output<O>;
    return rule(this.engine.state, input, { ...this.engine.context(), world });
  }

  /** Asserts that the call is refused so, and that nothing was written for it. */
  async refused<O extends Operation>(
    operation: O,
    input: Input<O>,
    code: RefusalCode,
    text: RegExp,
  ): Promise<void> {
    const before = this.store.revision;
    await assert.rejects(this.call(operation, input), (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, text);
      return true;
    });
    assert.equal(this.store.revision, before, 'a refused call wrote something');
  }

  /** Creates a cluster, and stays at that moment. */
  async create(name: string, input: ClusterInput): Promise<this> {
    await this.call('CreateCluster', { ClusterName: name, ...input });
    return this;
  }

  /** Creates a cluster, and waits until everything has come up. */
  async with(name: string, input: ClusterInput): Promise<this> {
    await this.create(name, input);
    return this.settle();
  }

  /** Moves the clock on by so much. */
  async advance(by: string | number): Promise<this> {
    await this.engine.advanceTo(this.now + (typeof by === 'number' ? by : ms(by)));
    return this.#sound();
  }

  /** Moves the clock on until nothing is under way, at the most a day. */
  async settle(): Promise<this> {
    await this.engine.runUntilIdle();
    return this.#sound();
  }

  /** Buys the first training plan for clusters that is offered; its payment is under way. */
  async buy(TrainingPlanName: string, asked: Input<'SearchTrainingPlanOfferings'>): Promise<string> {
    const search = { TargetResources: ['hyperpod-cluster' as const], ...asked };
    const { TrainingPlanOfferings } = await this.call('SearchTrainingPlanOfferings', search);
    const { TrainingPlanOfferingId } = TrainingPlanOfferings[0]!;
    const bought = await this.call('CreateTrainingPlan', { TrainingPlanName, TrainingPlanOfferingId });
    return bought.TrainingPlanArn;
  }

  async fault(spec: FaultSpec, more: { count?: number; durationMs?: number } = {}): Promise<string> {
    const fault = (await this.engine.execute({ type: 'createFault', request: { spec, ...more } })) as Fault;
    return fault.id;
  }

  async endFault(id: string): Promise<void> {
    await this.engine.execute({ type: 'deleteFault', id });
  }

  faultOf(id: string): Fault {
    return this.engine.state.get('fault', id)!;
  }

  describe(name = 'ml'): Promise<Output<'DescribeCluster'>> {
    return this.call('DescribeCluster', { ClusterName: name });
  }

  async status(name = 'ml'): Promise<string | undefined> {
    return (await this.describe(name)).ClusterStatus;
  }

  async group(groupName: string, name = 'ml'): Promise<ClusterInstanceGroupDetails> {
    const { InstanceGroups = [] } = await this.describe(name);
    return InstanceGroups.find(({ InstanceGroupName }) => InstanceGroupName === groupName)!;
  }

  /** All nodes with their logical ids, as ListClusterNodes shows them, in order of creation. */
  async nodes(groupName = '', name = 'ml'): Promise<readonly ClusterNodeSummary[]> {
    const input = { ClusterName: name, IncludeNodeLogicalIds: true, InstanceGroupNameContains: groupName };
    return (await this.call('ListClusterNodes', input)).ClusterNodeSummaries;
  }

  /** Statuses of the nodes, in order of creation. */
  async statuses(groupName = '', name = 'ml'): Promise<string> {
    const nodes = await this.nodes(groupName, name);
    return nodes.map(({ InstanceStatus }) => InstanceStatus.Status).join(' ');
  }

  /** The document of a cluster or of its nodes, as remembered. */
  document(name = 'ml'): Cluster {
    return this.#entry(name).cluster;
  }

  nodeDocuments(name = 'ml'): Node[] {
    return [...this.#entry(name).nodes.all()];
  }

  /** Descriptions of the events so far, oldest first; on clusters of the default mode too. */
  events(name = 'ml'): string[] {
    return this.#entry(name).events.entries.map(({ description }) => description);
  }

  #sound(): this {
    if (this.defects.length > 0) throw this.defects[0]!;
    return this;
  }

  #entry(name: string) {
    const { state } = this.engine;
    return state.clusters.get(state.named('cluster', testWorld).get(name)!.id)!;
  }
}
