import type { Context } from '../context.ts';
import { rangeMs } from '../fleet/pace.ts';
import { jobKey, type TrainingJob } from './training-job.ts';

const second = 1_000;

/**
 * How long the steps of a job take, realistically: read off logs of jobs that others published (observed); what a
 * warm pool saves and how long a deletion takes is our choice. A container is given 120 s to stop (documented).
 */
const ranges = {
  Start: [1 * second, 3 * second],
  Prepare: [40 * second, 100 * second],
  PrepareAccelerated: [90 * second, 240 * second],
  PrepareWarm: [3 * second, 10 * second],
  DownloadData: [15 * second, 60 * second],
  DownloadImage: [40 * second, 200 * second],
  DownloadImageWarm: [2 * second, 5 * second],
  Upload: [10 * second, 40 * second],
  StopEarly: [5 * second, 15 * second],
  StopTraining: [120 * second, 120 * second],
  Delete: [2 * second, 5 * second],
} as const satisfies Record<string, readonly [fromMs: number, toMs: number]>;

/** When a step of the job that begins now ends. */
export function stepEndsAt(job: TrainingJob, step: keyof typeof ranges, context: Context): number {
  const draw = context.random('job', jobKey(job, job.name), job.sequence, step, job.attempt, context.now);
  return context.now + rangeMs(ranges[step], draw.next(), context.pace);
}

/** Instance types with accelerators take longer to come. */
export const isAccelerated = (instanceType: string | undefined): boolean =>
  instanceType !== undefined && /^ml\.(p\d|g\d|trn|inf)/.test(instanceType);
