import { planArn } from '../../src/domain/capacity/training-plan.ts';
import { type Call, plansOf } from './choices.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Command, JobPlan } from './steps.ts';

/** Calls on training jobs, in the world of a cluster. */
export function train(simulation: Simulation, job: JobPlan, call: Call): Promise<Outcome> {
  const { cluster, on, seconds, maxSeconds } = job;
  const plans = plansOf(simulation, cluster).filter(({ targets }) => targets.includes('training-job'));
  const plan = on === 'plan' ? plans[job.plan % Math.max(1, plans.length)] : undefined;
  const isSpot = on === 'spot';
  const input = {
    TrainingJobName: `job-${job.job}`,
    RoleArn: 'arn:aws:iam::111122223333:role/training',
    AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' as const },
    OutputDataConfig: { S3OutputPath: 's3://bucket/models' },
    ResourceConfig: {
      InstanceType: 'ml.p5.48xlarge' as const,
      InstanceCount: job.count,
      KeepAlivePeriodInSeconds: job.keepSeconds,
      ...(plan && { TrainingPlanArn: planArn(plan) }),
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: maxSeconds,
      ...(isSpot && { MaxWaitTimeInSeconds: maxSeconds + 600 }),
    },
    ...(isSpot && { EnableManagedSpotTraining: true }),
    ...(job.checkpoints && { CheckpointConfig: { S3Uri: 's3://bucket/checkpoints' } }),
    RetryStrategy: { MaximumRetryAttempts: 1 },
    Environment: {
      QUARTERMASTER_RUN_SECONDS: String(seconds),
      QUARTERMASTER_EXIT_CODE: String(job.exitCode),
    },
    Tags: [{ Key: 'made', Value: 'by' }],
  };
  return call(simulation, 'CreateTrainingJob', input, cluster);
}

export function endJob(
  simulation: Simulation,
  { do: what, cluster, job }: Extract<Command, { do: 'stop job' | 'delete job' | 'give up pool' }>,
  call: Call,
): Promise<Outcome> {
  const TrainingJobName = `job-${job}`;
  if (what === 'stop job') return call(simulation, 'StopTrainingJob', { TrainingJobName }, cluster);
  if (what === 'delete job') return call(simulation, 'DeleteTrainingJob', { TrainingJobName }, cluster);
  const ResourceConfig = { KeepAlivePeriodInSeconds: 0 };
  return call(simulation, 'UpdateTrainingJob', { TrainingJobName, ResourceConfig }, cluster);
}
