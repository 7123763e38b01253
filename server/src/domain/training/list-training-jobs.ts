import type { ListTrainingJobsRequest, ListTrainingJobsResponse } from '../../shapes/training-job.ts';
import type { OperationContext } from '../context.ts';
import { type Page, pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { worldKey } from '../world.ts';
import { summarizeJob } from './describe.ts';
import { planArnOf, type TrainingJob } from './training-job.ts';
import { poolView } from './warm-pool-view.ts';

/** One value for each job, and the same between two pages as long as the job stays as it is. */
const sortKeys = {
  Name: ({ name }: TrainingJob) => name,
  CreationTime: ({ createdAt, sequence }: TrainingJob) => `${padded(createdAt)} ${padded(sequence)}`,
  Status: ({ status, name }: TrainingJob) => `${status} ${name}`,
};

const padded = (value: number): string => String(value).padStart(16, '0');

/**
 * ListTrainingJobs: the newest first where no order is asked for, and otherwise ascending (documented: the one in
 * the operation's note, the other with SortOrder). With MaxResults a page is taken first and only then confined to
 * StatusEquals (documented), so that it may be short or empty and others follow. Times are not included themselves;
 * a name contains a text whatever its case (our choice).
 */
export function listTrainingJobs(
  state: State,
  input: ListTrainingJobsRequest,
  context: OperationContext,
): ListTrainingJobsResponse {
  const { items, nextToken } = jobPage(state, input, context);
  return {
    TrainingJobSummaries: items.map((job) => summarizeJob(job, context.now)),
    NextToken: nextToken,
  };
}

/** The jobs on one page. */
export function jobPage(
  state: State,
  input: ListTrainingJobsRequest,
  { world, now }: OperationContext,
): Page<TrainingJob> {
  const { NextToken, MaxResults, ...asked } = input;
  const hasStatus = ({ status }: TrainingJob) =>
    asked.StatusEquals === undefined || status === asked.StatusEquals;
  const page = pageOf(state.inOrder('trainingJob', world, sortKeys[asked.SortBy ?? 'CreationTime']), {
    scope: `ListTrainingJobs ${worldKey(world)} ${JSON.stringify(asked)}`,
    token: NextToken,
    size: MaxResults,
    descending:
      (asked.SortOrder ?? (asked.SortBy === undefined ? 'Descending' : 'Ascending')) === 'Descending',
    isWanted: (job) => isAskedFor(job, asked, now) && (MaxResults !== undefined || hasStatus(job)),
  });
  return { ...page, items: page.items.filter(hasStatus) };
}

/** All that is asked, but for the status. */
function isAskedFor(job: TrainingJob, asked: ListTrainingJobsRequest, now: number): boolean {
  const { NameContains, WarmPoolStatusEquals, TrainingPlanArnEquals } = asked;
  return (
    (NameContains === undefined || job.name.toLowerCase().includes(NameContains.toLowerCase())) &&
    (WarmPoolStatusEquals === undefined || poolView(job, now)?.Status === WarmPoolStatusEquals) &&
    (TrainingPlanArnEquals === undefined || planArnOf(job) === TrainingPlanArnEquals) &&
    isWithin(job.createdAt, asked.CreationTimeAfter, asked.CreationTimeBefore) &&
    isWithin(job.modifiedAt, asked.LastModifiedTimeAfter, asked.LastModifiedTimeBefore)
  );
}

const isWithin = (at: number, after: number | undefined, before: number | undefined): boolean =>
  (after === undefined || at > after) && (before === undefined || at < before);
