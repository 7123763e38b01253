import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plansAreHeld } from '../../../test/simulation/checkers/plan-users.ts';
import { planAddsUp, planAgreesWithClock } from '../../../test/simulation/checkers/plans.ts';
import { jobsAreSound } from '../../../test/simulation/checkers/training-jobs.ts';
import { openBlock } from '../capacity/letting-go.ts';
import { planArn } from '../capacity/training-plan.ts';
import { testWorld } from '../cluster/testing.ts';
import type { Context } from '../context.ts';
import { decide } from '../decide.ts';
import type { JobFailure } from '../fleet/fault.ts';
import { kinds } from '../objects.ts';
import { Refusal } from '../refusal.ts';
import { deleteTrainingJob } from './delete-training-job.ts';
import { stopTrainingJob } from './stop-training-job.ts';
import { JobStage } from './testing.ts';
import { instancesOf, planArnOf, type TrainingJob } from './training-job.ts';
import { updateTrainingJob } from './update-training-job.ts';

type Step =
  | {
      what: 'create';
      plan: 0 | 1 | undefined;
      count: number;
      hours: number;
      checkpoint: boolean;
      spot: boolean;
      keep: number;
      maxHours: number;
      shares: boolean;
    }
  | { what: 'stop' | 'delete' | 'give up pool'; job: number }
  | { what: 'fault'; failure: JobFailure; count: number | undefined }
  | { what: 'no capacity' | 'cure' }
  | { what: 'extend'; plan: 0 | 1; days: number }
  | { what: 'wait'; hours: number };

const steps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    {
      weight: 8,
      arbitrary: fc.record({
        what: fc.constant('create'),
        plan: fc.constantFrom(0, 0, 0, 1, undefined),
        count: fc.constantFrom(1, 1, 2, 3, 4, 8, 16),
        hours: fc.constantFrom(0.2, 1, 5, 20, 100),
        checkpoint: fc.boolean(),
        spot: fc.boolean(),
        keep: fc.constantFrom(0, 0, 600, 21_600),
        maxHours: fc.constantFrom(4, 24, 672),
        shares: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constantFrom('stop', 'delete', 'give up pool'), job: fc.nat(9) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant('fault'),
        failure: fc.constantFrom(
          'start',
          'algorithm',
          'internal-error',
          'interruption',
          'instance',
          'instance',
        ),
        count: fc.constantFrom(1, 1, 3, undefined),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('no capacity', 'cure') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('extend'),
        plan: fc.constantFrom(0, 1),
        days: fc.constantFrom(1, 3),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ what: fc.constant('wait'), hours: fc.constantFrom(0.01, 0.1, 0.5, 3, 12, 30) }),
    },
  ),
  { minLength: 5, maxLength: 40 },
);

test('whatever is asked of jobs on two plans: none runs outside its block, none waits for what is there, counts add up', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const life = new Life();
      for (const step of sequence) {
        life.perform(step);
        life.check();
      }
      life.goesOnTheSameAfterARestart();
    }),
    { numRuns: 400 },
  );
});

/** Two plans of two blocks, one of them in UltraServers, and jobs that want more than they have. */
class Life {
  readonly stage = new JobStage();
  readonly #plans: readonly string[];
  #jobs = 0;
  #seated = new Map<string, boolean>();

  constructor() {
    const { stage } = this;
    this.#plans = [
      stage.planFor('plain', 8, [
        [2, 14],
        [20, 40],
      ]),
      stage.planFor(
        'ultra',
        12,
        [
          [1, 20],
          [20, 30],
        ],
        {
          instanceType: 'ml.p6e-gb200.36xlarge',
          ultraServer: { type: 'ml.u-p6e-gb200x72', count: 3 },
        },
      ),
    ];
  }

  perform(step: Step): void {
    try {
      this.#attempt(step);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  #attempt(step: Step): void {
    const { stage } = this;
    switch (step.what) {
      case 'wait':
        return this.#wait(step.hours);
      case 'fault':
        return stage.strike({ type: 'training-job', failure: step.failure }, step.count);
      case 'no capacity':
        return stage.strike({ type: 'capacity' });
      case 'cure':
        for (const id of stage.draft.state.standingFaults.keys())
          decide(stage.draft, { type: 'deleteFault', id }, stage.context);
        return;
      case 'extend':
        return stage.extend(stage.offerExtension(step.plan === 0 ? 'plain' : 'ultra', step.days * 24));
      case 'create':
        return this.#create(step);
      default:
        return this.#end(step);
    }
  }

  #create({
    plan,
    count,
    hours,
    checkpoint,
    spot,
    keep,
    maxHours,
    shares,
  }: Extract<Step, { what: 'create' }>) {
    this.#jobs += 1;
    const isSpot = plan === undefined && spot;
    this.stage.create(`job-${this.#jobs}`, {
      hours,
      ...(checkpoint && { checkpointHours: 1 }),
      ...(isSpot && { EnableManagedSpotTraining: true }),
      StoppingCondition: {
        MaxRuntimeInSeconds: maxHours * 3_600,
        ...(isSpot && { MaxWaitTimeInSeconds: maxHours * 3_600 + 600 }),
        ...(count === 3 && { MaxPendingTimeInSeconds: 7_200 }),
      },
      RetryStrategy: { MaximumRetryAttempts: 2 },
      ResourceConfig: {
        InstanceCount: count,
        InstanceType: plan === 1 ? 'ml.p6e-gb200.36xlarge' : 'ml.p5.48xlarge',
        ...(plan !== undefined && { TrainingPlanArn: this.#plans[plan]! }),
        ...(plan === 1 && shares && { InstancePlacementConfig: { EnableMultipleJobs: true } }),
        KeepAlivePeriodInSeconds: isSpot ? 0 : keep,
      },
    });
  }

  #end({ what, job }: Extract<Step, { what: 'stop' | 'delete' | 'give up pool' }>): void {
    const { stage } = this;
    const TrainingJobName = stage.jobs[job % Math.max(1, stage.jobs.length)]?.name ?? 'none';
    const ResourceConfig = { KeepAlivePeriodInSeconds: 0 };
    if (what === 'stop') stage.call(stopTrainingJob, { TrainingJobName });
    else if (what === 'delete') stage.call(deleteTrainingJob, { TrainingJobName });
    else stage.call(updateTrainingJob, { TrainingJobName, ResourceConfig });
  }

  /** Everything is looked at each time that something falls due. */
  #wait(hours: number): void {
    const { stage } = this;
    const end = stage.now + hours * 3_600_000;
    for (let entry = stage.draft.state.due.peek(); entry !== undefined && entry.at <= end; ) {
      stage.now = Math.max(stage.now, entry.at);
      this.#seated = new Map(stage.jobs.map((job) => [job.name, job.hold !== undefined]));
      const before = stage.jobs.filter(isWaiting);
      decide(
        stage.draft,
        { type: 'due', kind: entry.kind as 'node', key: entry.key },
        stage.context as Context,
      );
      this.#firstCameFirst(before);
      entry = stage.draft.state.due.peek();
      if (entry === undefined || entry.at > stage.now) this.check();
    }
    stage.now = end;
  }

  /** Whoever got instances of the plain plan came before all that still wait for as few. */
  #firstCameFirst(waitedBefore: readonly TrainingJob[]): void {
    const { stage } = this;
    const plain = this.#plans[0]!;
    const seated = stage.jobs.filter(
      (job) =>
        planArnOf(job) === plain &&
        job.hold !== undefined &&
        job.reuses !== true &&
        !this.#seated.get(job.name),
    );
    for (const job of seated)
      for (const { name } of waitedBefore) {
        const other = stage.job(name);
        if (other === undefined || !isWaiting(other) || planArnOf(other) !== plain) continue;
        const isPassed = other.sequence < job.sequence && instancesOf(other) <= instancesOf(job);
        assert.ok(!isPassed, `${job.name} went before ${other.name}`);
      }
  }

  check(): void {
    const { stage } = this;
    const { state } = stage.draft;
    jobsAreSound(state, stage.now);
    plansAreHeld(state);
    for (const plan of state.named('trainingPlan', testWorld).values()) {
      planAddsUp(plan);
      planAgreesWithClock(plan, stage.now);
      if (openBlock(plan, 'training-job') !== undefined) continue;
      const holders = stage.jobs.filter((job) => planArnOf(job) === planArn(plan) && job.hold !== undefined);
      assert.deepEqual(holders, []);
    }
  }

  /** All that is known follows from the documents: a server that is started on them does what this one does. */
  goesOnTheSameAfterARestart(): void {
    const { stage } = this;
    const restarted = new JobStage();
    restarted.now = stage.now;
    for (const kind of kinds.filter(hasNoOwner))
      for (const [key, doc] of stage.draft.state.all(kind))
        restarted.draft.put(kind, key, structuredClone(doc));
    jobsAreSound(restarted.draft.state, restarted.now);
    for (const each of [stage, restarted]) each.advanceHours(100);
    assert.deepEqual(documents(restarted), documents(stage));
  }
}

const hasNoOwner = (kind: string): kind is 'trainingJob' =>
  ['setting', 'tags', 'fault', 'offering', 'trainingPlan', 'trainingJob'].includes(kind);

const documents = ({ draft }: JobStage): object =>
  Object.fromEntries(kinds.filter(hasNoOwner).map((kind) => [kind, new Map(draft.state.all(kind))]));

const isWaiting = ({ step }: TrainingJob): boolean => step?.kind === 'Wait';
