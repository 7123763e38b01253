import type { UpdateTrainingJobRequest, UpdateTrainingJobResponse } from '../../shapes/training-job.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TRAINING_RUNTIME_MAX_MS } from '../limits.ts';
import { findJob } from './find-job.ts';
import { updateRefusals } from './messages.ts';
import { saveJob } from './save-job.ts';
import { jobArn, jobKey, type TrainingJob } from './training-job.ts';
import { terminatePool } from './warm-pool.ts';
import { poolView } from './warm-pool-view.ts';

/**
 * UpdateTrainingJob: the profiler while the job is InProgress, remote debugging while it is Downloading or Training
 * (documented), and how long the warm pool is kept while there is one.
 */
export function updateTrainingJob(
  draft: Draft,
  input: UpdateTrainingJobRequest,
  context: OperationContext,
): UpdateTrainingJobResponse {
  const job = findJob(draft.state, input.TrainingJobName, context.world);
  checkUpdate(job, input, context.now);
  const { ProfilerConfig, ProfilerRuleConfigurations: rules, RemoteDebugConfig, ResourceConfig } = input;
  const keepSeconds = ResourceConfig?.KeepAlivePeriodInSeconds;
  const updated: TrainingJob = {
    ...job,
    modifiedAt: context.now,
    spec: {
      ...job.spec,
      ...(ProfilerConfig && { ProfilerConfig: { ...job.spec.ProfilerConfig, ...ProfilerConfig } }),
      ...(rules && { ProfilerRuleConfigurations: rules }),
      ...(RemoteDebugConfig && { RemoteDebugConfig }),
      ...(keepSeconds !== undefined && {
        ResourceConfig: { ...job.spec.ResourceConfig, KeepAlivePeriodInSeconds: keepSeconds },
      }),
    },
  };
  const kept = keepSeconds === undefined ? updated : keptFor(updated, keepSeconds);
  saveJob(draft, kept, context);
  if (kept.warmPool?.status === 'Available' && kept.warmPool.untilAt <= context.now)
    terminatePool(draft, draft.get('trainingJob', jobKey(kept, kept.name))!, context);
  return { TrainingJobArn: jobArn(job) };
}

function checkUpdate(job: TrainingJob, input: UpdateTrainingJobRequest, now: number): void {
  const { ProfilerConfig, ProfilerRuleConfigurations, RemoteDebugConfig, ResourceConfig } = input;
  const asked = { ProfilerConfig, ProfilerRuleConfigurations, RemoteDebugConfig, ResourceConfig };
  if (Object.values(asked).every((value) => value === undefined)) throw updateRefusals.nothing();
  for (const member of ['ProfilerConfig', 'ProfilerRuleConfigurations'] as const)
    if (asked[member] !== undefined && job.status !== 'InProgress')
      throw updateRefusals.profiler(member, job.status);
  const isRunning = job.secondary === 'Downloading' || job.secondary === 'Training';
  if (RemoteDebugConfig !== undefined && !isRunning) throw updateRefusals.remoteDebug(job.secondary);
  const pool = poolView(job, now)?.Status ?? 'none';
  if (ResourceConfig !== undefined && pool !== 'InUse' && pool !== 'Available')
    throw updateRefusals.pool(pool);
}

/** A pool that is there already is kept for the new time, counted from its beginning (our choice). */
function keptFor(job: TrainingJob, seconds: number): TrainingJob {
  const { warmPool, endedAt, launchedAt } = job;
  if (warmPool?.status !== 'Available') return job;
  const untilAt = Math.min(endedAt! + seconds * 1_000, launchedAt! + TRAINING_RUNTIME_MAX_MS);
  return { ...job, warmPool: { ...warmPool, untilAt } };
}
