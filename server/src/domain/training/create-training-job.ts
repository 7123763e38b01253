import type { CreateTrainingJobRequest, CreateTrainingJobResponse } from '../../shapes/training-job.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TRAINING_JOBS_PER_WORLD_MAX } from '../limits.ts';
import { putTags } from '../tag/write-tags.ts';
import { worldKey } from '../world.ts';
import { checkRequest } from './check-request.ts';
import { forgetJob } from './forget-job.ts';
import { startAgain } from './interrupt.ts';
import { jobRefusals } from './messages.ts';
import { runSpecOf } from './run-spec.ts';
import { DEFAULT_RUNTIME_SECONDS } from './training.ts';
import { isOpen, jobArn, jobKey, type TrainingJob } from './training-job.ts';

/** CreateTrainingJob: the job is InProgress at once, and begins by itself. */
export function createTrainingJob(
  draft: Draft,
  input: CreateTrainingJobRequest,
  context: OperationContext,
): CreateTrainingJobResponse {
  const { world } = context;
  const { TrainingJobName: name, Tags = [] } = input;
  const holder = draft.get('trainingJob', jobKey(world, name));
  if (holder !== undefined) throw jobRefusals.nameInUse(jobArn(holder));
  checkRequest(draft.state, input, world);
  const job = newJob(draft, input, context);
  makeRoom(draft, context);
  putTags(draft, jobArn(job), Tags);
  startAgain(draft, job, context);
  return { TrainingJobArn: jobArn(job) };
}

function newJob(draft: Draft, input: CreateTrainingJobRequest, context: OperationContext): TrainingJob {
  const { world, now, random } = context;
  const { TrainingJobName: name, Tags: _, ...spec } = input;
  const counter = `trainingJobs of ${worldKey(world)}`;
  const sequence = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: sequence });
  const seconds = spec.StoppingCondition?.MaxRuntimeInSeconds ?? DEFAULT_RUNTIME_SECONDS;
  return {
    ...world,
    name,
    sequence,
    spec: { ...spec, StoppingCondition: { ...spec.StoppingCondition, MaxRuntimeInSeconds: seconds } },
    run: runSpecOf(input, seconds * 1_000, random('run', jobKey(world, name), sequence)),
    createdAt: now,
    modifiedAt: now,
    status: 'InProgress',
    secondary: 'Starting',
    transitions: [],
    onInstancesMs: 0,
    trainedMs: 0,
    savedMs: 0,
    waitedMs: 0,
    attempt: 0,
    retries: 0,
  };
}

/** Jobs are kept up to a limit: the ended one that ended first makes room; those under way are never forgotten. */
function makeRoom(draft: Draft, context: OperationContext): void {
  const jobs = draft.state.named('trainingJob', context.world);
  if (jobs.size < TRAINING_JOBS_PER_WORLD_MAX) return;
  let first: TrainingJob | undefined;
  for (const job of jobs.values()) {
    if (isOpen(job) || job.warmPool?.status === 'Available') continue;
    if (
      first === undefined ||
      job.endedAt! < first.endedAt! ||
      (job.endedAt === first.endedAt && job.sequence < first.sequence)
    )
      first = job;
  }
  if (first === undefined) throw jobRefusals.tooMany(TRAINING_JOBS_PER_WORLD_MAX);
  forgetJob(draft, first);
}
