import type { CreateTrainingJobRequest } from '../../shapes/training-job.ts';
import type { ResourceConfig } from '../../shapes/training-job-resources.ts';
import { PlanStage } from '../capacity/testing.ts';
import { planArn, planCounts } from '../capacity/training-plan.ts';
import { testWorld } from '../cluster/testing.ts';
import type { FaultSpec } from '../fleet/fault.ts';
import { createFault } from '../fleet/fault-commands.ts';
import { createTrainingJob } from './create-training-job.ts';
import { jobKey, type TrainingJob } from './training-job.ts';

export type JobChange = Omit<Partial<CreateTrainingJobRequest>, 'ResourceConfig'> & {
  readonly ResourceConfig?: Partial<ResourceConfig>;
  /** How long its work takes, and between checkpoints. */
  readonly hours?: number;
  readonly checkpointHours?: number;
};

/** What a job is asked with, unless the test says otherwise. */
export function jobRequest(name: string, change: JobChange = {}): CreateTrainingJobRequest {
  const { hours, checkpointHours, ResourceConfig, Environment, ...rest } = change;
  return {
    TrainingJobName: name,
    RoleArn: 'arn:aws:iam::111122223333:role/training',
    AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' },
    OutputDataConfig: { S3OutputPath: 's3://bucket/models' },
    StoppingCondition: { MaxRuntimeInSeconds: 28 * 86_400 },
    ...(checkpointHours !== undefined && { CheckpointConfig: { S3Uri: 's3://bucket/checkpoints' } }),
    ...rest,
    ResourceConfig: { InstanceType: 'ml.p5.48xlarge', InstanceCount: 1, ...ResourceConfig },
    Environment: {
      QUARTERMASTER_RUN_SECONDS: String(Math.round((hours ?? 1) * 3_600)),
      ...(checkpointHours !== undefined && {
        QUARTERMASTER_CHECKPOINT_SECONDS: String(Math.round(checkpointHours * 3_600)),
      }),
      ...Environment,
    },
  };
}

/** For tests of training jobs: on demand, or on plans that are there as soon as they are asked for. */
export class JobStage extends PlanStage {
  /** A paid plan for training jobs, its blocks so many hours from now. */
  planFor(
    name: string,
    instanceCount: number,
    blocks: readonly (readonly [fromHours: number, toHours: number])[],
    change: object = {},
  ): string {
    const offering = this.offer(blocks, { targets: ['training-job'], instanceCount, ...change });
    const plan = this.buy(name, offering);
    this.advance(300_000);
    return planArn(plan);
  }

  /** A job of that name; `count` instances of the plan, where there is one. */
  create(name: string, change: JobChange = {}): TrainingJob {
    this.call(createTrainingJob, jobRequest(name, change));
    return this.job(name);
  }

  onPlan(name: string, TrainingPlanArn: string, InstanceCount: number, change: JobChange = {}): TrainingJob {
    const ResourceConfig = { TrainingPlanArn, InstanceCount, ...change.ResourceConfig };
    return this.create(name, { ...change, ResourceConfig });
  }

  job(name: string): TrainingJob {
    return this.draft.get('trainingJob', jobKey(testWorld, name))!;
  }

  get jobs(): readonly TrainingJob[] {
    return [...this.draft.state.named('trainingJob', testWorld).values()];
  }

  /** Its secondary statuses so far, and what it is now. */
  path(name: string): string {
    return this.job(name)
      .transitions.map(({ status }) => status)
      .join(' ');
  }

  /** What a plan has: in use, unhealthy, spare, of all. */
  counts(name: string): string {
    const { inUse, unhealthy, spare, total } = planCounts(this.plan(name));
    return [`${inUse}/${total}`, unhealthy && `${unhealthy} unhealthy`, spare && `${spare} spare`]
      .filter(Boolean)
      .join(', ');
  }

  /** A fault as somebody makes it: it strikes at once what runs. */
  strike(spec: FaultSpec, count?: number): void {
    createFault(this.draft, { spec, ...(count !== undefined && { count }) }, this.context);
  }
}
