import { test } from 'node:test';
import fc from 'fast-check';
import { clustersStandOnTheirPlans } from '../../../test/simulation/checkers/clusters-on-plans.ts';
import { plansAreHeld } from '../../../test/simulation/checkers/plan-users.ts';
import { planAddsUp, planAgreesWithClock } from '../../../test/simulation/checkers/plans.ts';
import { PlanStage } from '../capacity/testing.ts';
import { planArn, planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import { createFault } from '../fleet/fault-commands.ts';
import { Refusal } from '../refusal.ts';
import { batchAddClusterNodes } from './batch-add-cluster-nodes.ts';
import { batchDeleteClusterNodes } from './batch-delete-cluster-nodes.ts';
import { batchReplaceClusterNodes } from './batch-replace-cluster-nodes.ts';
import { createCluster } from './create-cluster.ts';
import { deleteCluster } from './delete-cluster.ts';
import type { Node } from './node.ts';
import { testSpec, testWorld } from './testing.ts';
import { updateCluster } from './update-cluster.ts';

const p5 = 'ml.p5.48xlarge';
const gb200 = 'ml.p6e-gb200.36xlarge';
const names = ['one', 'two'] as const;

interface Group {
  readonly name: 'a' | 'b';
  readonly count: number;
  /** Which of the plans; none where the number is that of none. */
  readonly plan: number;
  readonly racks: boolean;
  readonly min: number;
}

type Step =
  | {
      what: 'buy';
      count: number;
      racks: boolean;
      hours: readonly [number, number, number, number];
      two: boolean;
    }
  | { what: 'extend'; plan: number; hours: number }
  | { what: 'create'; name: number; continuous: boolean; automatic: boolean; groups: readonly Group[] }
  | { what: 'update'; name: number; groups: readonly Group[]; drop: boolean }
  | { what: 'delete'; name: number }
  | { what: 'add'; name: number; count: number }
  | { what: 'delete nodes' | 'replace' | 'break'; name: number; nodes: readonly number[] }
  | { what: 'fault'; type: 'launch' | 'lifecycle-script' | 'slow'; count: number }
  | { what: 'wait'; hours: number };

const group: fc.Arbitrary<Group> = fc.record({
  name: fc.constantFrom('a', 'b'),
  count: fc.nat(4),
  plan: fc.constantFrom(0, 0, 0, 0, 1, 1, 9),
  racks: fc.boolean(),
  min: fc.constantFrom(0, 0, 0, 1),
});
const groups = fc.uniqueArray(group, { minLength: 1, maxLength: 2, selector: ({ name }) => name });
const name = fc.nat(1);
const hours = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 2, max: 40 }),
  fc.integer({ min: 1, max: 8 }),
  fc.integer({ min: 2, max: 40 }),
);

const steps = fc.array(
  fc.oneof<{ weight: number; arbitrary: fc.Arbitrary<Step> }[]>(
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('buy'),
        count: fc.integer({ min: 2, max: 5 }),
        racks: fc.constantFrom(false, false, true),
        hours,
        two: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('extend'), plan: fc.nat(3), hours: fc.constant(24) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant('create'),
        name,
        continuous: fc.boolean(),
        automatic: fc.boolean(),
        groups,
      }),
    },
    { weight: 6, arbitrary: fc.record({ what: fc.constant('update'), name, groups, drop: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('delete'), name }) },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('add'), name, count: fc.integer({ min: 1, max: 2 }) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constantFrom('delete nodes', 'replace', 'break', 'break'),
        name,
        nodes: fc.array(fc.nat(5), { minLength: 1, maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('fault'),
        type: fc.constantFrom('launch', 'lifecycle-script', 'slow'),
        count: fc.constantFrom(1, 2, 20),
      }),
    },
    {
      weight: 9,
      arbitrary: fc.record({ what: fc.constant('wait'), hours: fc.constantFrom(0.001, 0.05, 0.4, 1, 2, 6) }),
    },
  ),
  { minLength: 8, maxLength: 45, size: 'max' },
);

test('whatever is bought, asked for, broken and replaced: holds, places and counts agree, and nobody runs outside a block', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const life = new Life();
      for (const racks of [true, false])
        life.perform({ what: 'buy', count: 4, racks, hours: [1, 30, 3, 20], two: true });
      for (const step of sequence) {
        life.perform(step);
        life.stage.advance(0);
        life.check();
      }
      life.perform({ what: 'wait', hours: 200 });
    }),
    { numRuns: Number(process.env.QUARTERMASTER_RUNS ?? 150) },
  );
});

/** Clusters and plans of one world, and what must hold at every instant of their lives. */
class Life {
  readonly stage = new PlanStage();
  #bought = 0;

  get plans(): TrainingPlan[] {
    return [...this.stage.draft.state.named('trainingPlan', testWorld).values()];
  }

  perform(step: Step): void {
    const { stage } = this;
    switch (step.what) {
      case 'wait':
        return this.#wait(step.hours);
      case 'buy':
        return this.#buy(step);
      case 'extend':
        return this.#extend(step);
      case 'create':
        return this.#unlessRefused(() =>
          stage.call(createCluster, {
            ClusterName: names[step.name]!,
            InstanceGroups: step.groups.map((each) => this.#input(each, step.continuous)),
            VpcConfig: {
              Subnets: ['subnet-b-us-west-2b', 'subnet-a-us-west-2a'],
              SecurityGroupIds: ['sg-1'],
            },
            NodeRecovery: step.automatic ? 'Automatic' : 'None',
            Orchestrator: {
              Eks: { ClusterArn: `arn:aws:eks:us-west-2:111122223333:cluster/${names[step.name]}` },
            },
            ...(step.continuous && { NodeProvisioningMode: 'Continuous' }),
          }),
        );
      case 'update':
        return this.#update(step);
      case 'delete':
        return this.#unlessRefused(() => stage.call(deleteCluster, { ClusterName: names[step.name]! }));
      case 'add':
        return this.#unlessRefused(() =>
          stage.call(batchAddClusterNodes, {
            ClusterName: names[step.name]!,
            NodesToAdd: [{ InstanceGroupName: 'a', IncrementTargetCountBy: step.count }],
          }),
        );
      case 'fault':
        return stage.fault(
          step.type === 'slow' ? { type: 'slow', factor: 300 } : { type: step.type },
          step.count,
        );
      default:
        return this.#onNodes(step);
    }
  }

  /** Every instant at which something happens is looked at. */
  #wait(length: number): void {
    const { stage } = this;
    const end = stage.now + length * 3_600_000;
    for (let next = stage.draft.state.due.peek(); next !== undefined && next.at <= end; ) {
      stage.advance(Math.max(0, next.at - stage.now));
      this.check();
      next = stage.draft.state.due.peek();
    }
    stage.advance(end - stage.now);
  }

  #buy({ count, racks, two, hours: [wait, first, gap, second] }: Extract<Step, { what: 'buy' }>): void {
    const { stage } = this;
    const begin = wait + first + gap;
    const blocks = [[wait, wait + first] as const, ...(two ? [[begin, begin + second] as const] : [])];
    const id = stage.offer(blocks, {
      instanceCount: racks ? 6 : count,
      ...(racks && { instanceType: gb200, ultraServer: { type: 'ml.u-p6e-gb200x36', count: 2 } }),
    });
    this.#bought += 1;
    stage.buy(`plan-${this.#bought}`, id);
    this.#wait(0.05);
  }

  #extend({ plan: number, hours: length }: Extract<Step, { what: 'extend' }>): void {
    const plan = this.plans[number];
    if (plan === undefined) return;
    const { instanceType } = plan;
    this.#unlessRefused(() => {
      const instanceCount = planCounts(plan).total;
      this.stage.extend(this.stage.offerExtension(plan.name, length, { instanceType, instanceCount }));
    });
  }

  #input({ name: own, count, plan: number, racks, min }: Group, continuous: boolean) {
    const type = racks ? gb200 : p5;
    const fitting = this.plans.filter(({ instanceType }) => instanceType === type);
    const plan = fitting[fitting.length - 1 - number];
    return {
      ...testSpec(own),
      InstanceType: type,
      InstanceCount: Math.max(1, count),
      ...(plan && { TrainingPlanArn: planArn(plan) }),
      ...(continuous && min > 0 && { MinInstanceCount: min }),
    } as const;
  }

  #update({ name: number, groups: asked, drop }: Extract<Step, { what: 'update' }>): void {
    const { state } = this.stage.draft;
    const id = state.named('cluster', testWorld).get(names[number]!)?.id;
    const cluster = id === undefined ? undefined : state.clusters.get(id)!.cluster;
    this.#unlessRefused(() =>
      this.stage.call(updateCluster, {
        ClusterName: names[number]!,
        InstanceGroups: asked.map((each) => {
          const present = cluster?.groups.find((other) => other.name === each.name);
          const type = present?.spec.InstanceType;
          const racks = type === undefined ? each.racks : type === gb200;
          const input = this.#input({ ...each, racks }, cluster?.continuous === true);
          const InstanceCount = present === undefined ? input.InstanceCount : each.count;
          return { ...input, InstanceCount, MinInstanceCount: undefined };
        }),
        ...(drop && {
          InstanceGroupsToDelete: ['b'].filter((one) => asked[0]!.name !== one && asked.length < 2),
        }),
      }),
    );
  }

  #onNodes({ what, name: number, nodes: picks }: Extract<Step, { nodes: readonly number[] }>): void {
    const ClusterName = names[number]!;
    const { state } = this.stage.draft;
    const id = state.named('cluster', testWorld).get(ClusterName)?.id;
    const all: Node[] = id === undefined ? [] : [...state.clusters.get(id)!.nodes.all()];
    const ids = picks.flatMap((pick) => all[pick % Math.max(1, all.length)]?.instanceId ?? []);
    for (const node of what === 'break' ? ids : [])
      this.#unlessRefused(() =>
        createFault(
          this.stage.draft,
          { spec: { type: 'node', node, needs: 'Replacement' } },
          this.stage.context,
        ),
      );
    if (what === 'break' || ids.length === 0) return;
    const rule = what === 'replace' ? batchReplaceClusterNodes : batchDeleteClusterNodes;
    this.#unlessRefused(() => this.stage.call(rule as never, { ClusterName, NodeIds: ids }));
  }

  /** What a rule refuses is no failure of this test, and is taken back as the engine does. */
  #unlessRefused(act: () => unknown): void {
    const { draft } = this.stage;
    const mark = draft.mark();
    try {
      act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      draft.revert(mark);
    }
  }

  check(): void {
    const { state } = this.stage.draft;
    for (const plan of this.plans) {
      planAgreesWithClock(plan, this.stage.now);
      planAddsUp(plan);
    }
    clustersStandOnTheirPlans(state);
    plansAreHeld(state);
  }
}
