import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { isAccelerated, stepEndsAt } from './job-pace.ts';
import { statusMessages } from './messages.ts';
import { inStatus, saveJob } from './save-job.ts';
import type { TrainingJob } from './training-job.ts';

/** The job has its instances, and they are made ready; those of a warm pool are that sooner. */
export function prepare(draft: Draft, job: TrainingJob, context: Context): void {
  const { now } = context;
  const { ResourceConfig } = job.spec;
  const step = job.reuses
    ? 'PrepareWarm'
    : isAccelerated(ResourceConfig?.InstanceType ?? ResourceConfig?.InstanceGroups?.[0]?.InstanceType)
      ? 'PrepareAccelerated'
      : 'Prepare';
  const preparing = inStatus(job, 'Pending', statusMessages.preparing, now);
  const dueAt = stepEndsAt(job, step, context);
  saveJob(
    draft,
    { ...preparing, waitedMs: waitedUntil(job, now), step: { kind: 'Prepare', dueAt } },
    context,
  );
}

/** How long it has waited, as far as that counts. */
export const waitedUntil = ({ step, waitedMs }: TrainingJob, now: number): number =>
  step?.kind === 'Wait' && step.countsSince !== undefined ? waitedMs + now - step.countsSince : waitedMs;
