import type { SecondaryStatus, TrainingJobStatus } from '../../shapes/training-job-resources.ts';
import { bridgeEvent, send } from '../bridge-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TRAINING_JOB_TRANSITIONS_MAX } from '../limits.ts';
import { tagsOf } from '../tag/write-tags.ts';
import { describeJob } from './describe.ts';
import { jobArn, jobKey, type TrainingJob, type Transition } from './training-job.ts';

/**
 * Writes a job, and sends out what changed its status or secondary status. The detail is what DescribeTrainingJob
 * shows, with timestamps in epoch ms and the tags (documented).
 */
export function saveJob(draft: Draft, job: TrainingJob, context: Context): void {
  const key = jobKey(job, job.name);
  const before = draft.get('trainingJob', key);
  draft.put('trainingJob', key, job);
  if (before?.status === job.status && before.secondary === job.secondary) return;
  const { now: at } = context;
  const arn = jobArn(job);
  const tags = tagsOf(draft.state, arn);
  const event = () => {
    const id = context.random('bridge', 'job', key, job.sequence, job.attempt, job.secondary, at).uuid();
    const Tags = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
    const detailType = 'SageMaker Training Job State Change';
    return bridgeEvent(job, { arn, detailType, id, detail: { ...describeJob(job, at), Tags }, at });
  };
  send(draft, arn, event, context);
}

/** The job in another secondary status, or with another word on the one it is in. */
export function inStatus(
  job: TrainingJob,
  secondary: SecondaryStatus,
  message: string,
  now: number,
  status: TrainingJobStatus = job.status,
): TrainingJob {
  const last = job.transitions.at(-1);
  const isSame = last?.status === secondary && last.endAt === undefined;
  const transitions: Transition[] = isSame
    ? [...job.transitions.slice(0, -1), { ...last, message }]
    : [...closed(job.transitions, now), { status: secondary, startAt: now, message }];
  return {
    ...job,
    status,
    secondary,
    modifiedAt: now,
    transitions: transitions.slice(-TRAINING_JOB_TRANSITIONS_MAX),
  };
}

/** The last of them is over. */
export const closed = (transitions: readonly Transition[], now: number): readonly Transition[] => {
  const last = transitions.at(-1);
  return last === undefined || last.endAt !== undefined
    ? transitions
    : [...transitions.slice(0, -1), { ...last, endAt: now }];
};
