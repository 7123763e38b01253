import { nearest } from '../nearest.ts';
import { invalid, Refusal } from '../refusal.ts';

/** What a secondary status says about itself; where it differs for one status, the last one said stands (observed). */
export const statusMessages = {
  starting: 'Starting the training job',
  waiting: 'Training job waiting for capacity',
  preparing: 'Preparing the instances for training',
  data: 'Downloading input data',
  image: 'Downloading the training image',
  training: 'Training image download completed. Training in progress.',
  uploading: 'Uploading generated training model',
  completed: 'Training job completed',
  failed: 'Training job failed',
  stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  /** Our choice, as those below. */
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  MaxWaitTimeExceeded: 'Training job wait time exceeded MaxWaitTimeInSeconds provided',
  maxPending: 'Training job pending time exceeded MaxPendingTimeInSeconds provided',
  spotInterrupted: 'Spot instances were interrupted',
  blockOver: (minutes: number) => `The capacity block ends in ${minutes} minutes`,
  instanceFailed: 'An instance failed',
} as const;

/** Why a job has Failed. The words before the colon are the service's own. */
export const failureReasons = {
  /** Observed. */
  capacity:
    'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
  /** The code is documented, the rest is our choice, as in those below. */
  planCapacity: (plan: string, days: number) =>
    `InsufficientCapacityError: Training plan '${plan}' did not have the instances the job needs free for ${days} days of its active time.`,
  planOver: (plan: string) =>
    `InsufficientCapacityError: Training plan '${plan}' has no time left for training jobs, and the job has not finished. Run what is left of it on another plan, or extend a plan before its last hour.`,
  start: 'ClientError: Data download failed',
  /** Observed. */
  internal: 'InternalServerError: We encountered an internal error. Please try again.',
  /** Observed. */
  exit: (code: number) => `AlgorithmError: , exit code: ${code}`,
} as const;

const inUse = (message: string): Refusal => new Refusal('ResourceInUse', message);

/** The wording of refusals about training jobs. */
export const jobRefusals = {
  /** Observed, word for word: clients look for it. */
  notFound: () => invalid('Requested resource not found.'),
  /** Observed. */
  nameInUse: (arn: string) =>
    inUse(
      `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
    ),
  /** Observed. */
  cannotStop: (status: string) =>
    invalid(`The request was rejected because the training job is in status ${status}.`),
  /** Observed. */
  waitWithoutSpot: () =>
    invalid(
      'Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true',
    ),
  /** Observed, but for its beginning. */
  waitTooShort: () =>
    invalid(
      'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds',
    ),
  tooLong: (seconds: number, max: number) =>
    invalid(
      `StoppingCondition.MaxRuntimeInSeconds is ${seconds}, and at most ${max} (28 days) can be asked for.`,
    ),
  tooMany: (limit: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `There are ${limit} training jobs in this account and region that have not ended, and ${limit} is the most. Wait until one has ended, or stop one.`,
    ),
  cannotDelete: (name: string, status: string) =>
    inUse(
      `Training job '${name}' is ${status}, and only a job that is Completed, Failed or Stopped can be deleted. Stop it with StopTrainingJob and wait until it is Stopped.`,
    ),
  poolInUse: (name: string) =>
    inUse(
      `Training job '${name}' retains an Available warm pool, and cannot be deleted before that is gone. Set its KeepAlivePeriodInSeconds to 0 with UpdateTrainingJob.`,
    ),
  missing: (member: string, way: string) => invalid(`${member} is missing. ${way}`),
  oneOf: (one: string, other: string, both: boolean) =>
    invalid(`Give ${one} or ${other}${both ? ', not both' : ': one of them is needed'}.`),
  noInstances: (member: string, count: number) =>
    invalid(`${member} is ${count}, and must be 1 at least: a training job runs on instances.`),
  groupTwice: (name: string) =>
    invalid(
      `ResourceConfig.InstanceGroups names the group '${name}' twice. Names of groups are unique within a job.`,
    ),
  channelTwice: (name: string) =>
    invalid(`InputDataConfig has the channel '${name}' twice. Names of channels are unique within a job.`),
  unknownGroup: (name: string, known: readonly string[]) => {
    const near = nearest(name, known);
    return invalid(
      `InputDataConfig names the instance group '${name}', which ResourceConfig.InstanceGroups does not have.${near === undefined ? '' : ` Did you mean '${near}'?`}`,
    );
  },
  planIgnored: (what: string, why: string, way: string) =>
    invalid(
      `ResourceConfig.TrainingPlanArn is given together with ${what}: ${why} The plan would be ignored. ${way}`,
    ),
  spotPool: () =>
    invalid(
      'ResourceConfig.KeepAlivePeriodInSeconds is given together with EnableManagedSpotTraining: spot instances are not kept in a warm pool. Leave one of them out.',
    ),
  groupsPool: () =>
    invalid(
      'ResourceConfig.KeepAlivePeriodInSeconds is given together with InstanceGroups: instances of several groups are not kept in a warm pool. Leave one of them out.',
    ),
  placementIgnored: () =>
    invalid(
      'ResourceConfig.InstancePlacementConfig says where in UltraServers the instances are, and the job has none: it is for training plans that are bought in UltraServers. Leave it out, or name such a plan in TrainingPlanArn.',
    ),
  placementSum: (placed: number, count: number) =>
    invalid(
      `ResourceConfig.InstancePlacementConfig.PlacementSpecifications place ${placed} instances, and InstanceCount is ${count}. Place all of them.`,
    ),
  unknownUltraServer: (id: string, known: readonly string[]) =>
    invalid(
      `ResourceConfig.InstancePlacementConfig names the UltraServer '${id}', which the training plan does not have. It has ${known.join(', ')}.`,
    ),
  placementTooLarge: (id: string, count: number, most: number) =>
    invalid(
      `ResourceConfig.InstancePlacementConfig places ${count} instances on one UltraServer${id === '' ? '' : ` (${id})`}, and one has ${most} usable. Place at most ${most}.`,
    ),
  checkpointsNowhere: (variable: string) =>
    invalid(
      `Environment has ${variable}, but there is no CheckpointConfig: without one an interrupted job starts from the beginning. Give CheckpointConfig, or leave the variable out.`,
    ),
  badVariable: (name: string, value: string, min: number, max: number) =>
    invalid(
      `Environment: ${name} is '${value.slice(0, 64)}', and must be a whole number from ${min} to ${max}.`,
    ),
};

/** Why a job cannot be changed so. */
export const updateRefusals = {
  nothing: () =>
    invalid(
      'UpdateTrainingJob changes ProfilerConfig, ProfilerRuleConfigurations, RemoteDebugConfig or ResourceConfig.KeepAlivePeriodInSeconds, and none of them is given.',
    ),
  profiler: (member: string, status: string) =>
    invalid(
      `${member} can be changed while the training job is InProgress (it is ${status}). Give it to the next job at its creation.`,
    ),
  remoteDebug: (secondary: string) =>
    invalid(
      `RemoteDebugConfig can be changed while the SecondaryStatus is Downloading or Training (it is ${secondary}).`,
    ),
  pool: (status: string) =>
    invalid(
      `ResourceConfig.KeepAlivePeriodInSeconds can be changed while the warm pool is InUse or Available (${status === 'none' ? 'the job has no warm pool' : `it is ${status}`}). Create the job with KeepAlivePeriodInSeconds to have one.`,
    ),
};
