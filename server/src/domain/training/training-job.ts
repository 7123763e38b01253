import type { CreateTrainingJobRequest } from '../../shapes/training-job.ts';
import type { SecondaryStatus, TrainingJobStatus } from '../../shapes/training-job-resources.ts';
import type { Hold } from '../capacity/consumers.ts';
import type { Due } from '../due.ts';
import { arnOf, type World, worldKey } from '../world.ts';
import type { RunSpec } from './run-spec.ts';

/** A training job: what was asked for, how far it has come, and what is under way. */
export interface TrainingJob extends World {
  readonly name: string;
  /** Order of creation among the jobs of its world; never used twice. */
  readonly sequence: number;
  readonly spec: JobSpec;
  readonly run: RunSpec;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly status: TrainingJobStatus;
  readonly secondary: SecondaryStatus;
  /** The newest last; the oldest go past a limit. */
  readonly transitions: readonly Transition[];
  /** What is under way; absent: the job has ended. */
  readonly step?: JobStep;
  /** What becomes of it once it has stopped; present from then on. */
  readonly ending?: Ending;
  readonly failureReason?: string;
  /** When it first came onto its instances. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Since when it is on its instances. */
  readonly onInstancesSince?: number;
  /** How long it was on instances before. */
  readonly onInstancesMs: number;
  /** How long it has trained before, all attempts together: what MaxRuntimeInSeconds is about. */
  readonly trainedMs: number;
  /** Work that is done and would not be lost. */
  readonly savedMs: number;
  /** How long it has waited for capacity before, as far as that counts. */
  readonly waitedMs: number;
  readonly attempt: number;
  /** Times that it was retried after an internal error. */
  readonly retries: number;
  /** The plan's instances that it has. */
  readonly hold?: Hold;
  /** When the instances it is on were launched: a warm pool is not kept for ever. */
  readonly launchedAt?: number;
  /** It runs on what another job left. */
  readonly reuses?: boolean;
  /** What it left. */
  readonly warmPool?: WarmPool;
}

/** What was asked for, and how long it may take. */
export type JobSpec = Omit<CreateTrainingJobRequest, 'TrainingJobName' | 'Tags'>;

export interface Transition {
  readonly status: SecondaryStatus;
  readonly startAt: number;
  readonly endAt?: number;
  readonly message: string;
}

/** Why a job is Stopped: its secondary status. */
export type Ending = 'Stopped' | 'MaxRuntimeExceeded' | 'MaxWaitTimeExceeded';

export type JobStep =
  | {
      readonly kind: 'Start' | 'Prepare' | 'DownloadData' | 'DownloadImage' | 'Upload';
      readonly dueAt: number;
    }
  | {
      readonly kind: 'Wait';
      /** Since when the time counts; absent: it does not. */
      readonly countsSince?: number;
      /** When it looks again by itself, or has waited long enough. */
      readonly dueAt?: number;
    }
  | {
      readonly kind: 'Train';
      readonly since: number;
      readonly dueAt: number;
      /** When a fault strikes, if it still stands then. */
      readonly strikeAt?: number;
    }
  /** `saves`: a model is uploaded when it has stopped. */
  | { readonly kind: 'Stop'; readonly dueAt: number; readonly saves: boolean }
  | { readonly kind: 'Delete'; readonly dueAt: number };

/** Instances that were kept when the job ended. */
export interface WarmPool {
  readonly status: 'Available' | 'Reused' | 'Terminated';
  /** While it is Available: when it is given up. */
  readonly untilAt: number;
  /** When it was reused or given up. */
  readonly overAt?: number;
  readonly reusedBy?: string;
}

export const jobKey = (world: World, name: string): string => `${worldKey(world)}/${name}`;
export const jobArn = (job: TrainingJob): string => arnOf(job, `training-job/${job.name}`);

/** Not ended yet. A job that is being deleted has. */
export const isOpen = ({ status }: TrainingJob): boolean => status === 'InProgress' || status === 'Stopping';

export const isSpot = ({ spec }: TrainingJob): boolean => spec.EnableManagedSpotTraining === true;

/** Whether others may be on the UltraServers that it is on (documented: not unless it says so). */
export const sharesUltraServers = ({ spec }: TrainingJob): boolean =>
  spec.ResourceConfig?.InstancePlacementConfig?.EnableMultipleJobs === true;

/** How many instances it runs on. */
export function instancesOf({ spec }: TrainingJob): number {
  const { InstanceCount, InstanceGroups = [] } = spec.ResourceConfig ?? {};
  return InstanceCount ?? InstanceGroups.reduce((sum, group) => sum + group.InstanceCount, 0);
}

/** The plan that a job runs on. */
export const planArnOf = ({ spec }: TrainingJob): string | undefined => spec.ResourceConfig?.TrainingPlanArn;

/** A job names its plan as long as it may still need of it, or has instances of it. */
export function plansOfJob(job: TrainingJob): readonly string[] {
  const arn = planArnOf(job);
  return arn !== undefined && (isOpen(job) || job.hold !== undefined) ? [arn] : [];
}

/** When a spot job has taken as long as it may, waiting included (documented); Infinity: it is no spot job, or stops. */
export function maxWaitAt(job: TrainingJob): number {
  const seconds = job.spec.StoppingCondition?.MaxWaitTimeInSeconds;
  if (seconds === undefined || job.status !== 'InProgress' || job.step?.kind === 'Upload')
    return Number.POSITIVE_INFINITY;
  return job.createdAt + seconds * 1_000;
}

/** When a job moves by itself. What waits is not in flight: nobody knows how long it will. */
export function trainingJobDue(job: TrainingJob): Due | undefined {
  const { step, warmPool, sequence } = job;
  const never = Number.POSITIVE_INFINITY;
  const at = Math.min(
    step?.dueAt ?? never,
    maxWaitAt(job),
    warmPool?.status === 'Available' ? warmPool.untilAt : never,
  );
  const inFlight = step !== undefined && step.kind !== 'Wait';
  return at === never ? undefined : { at, inFlight, sequence };
}
