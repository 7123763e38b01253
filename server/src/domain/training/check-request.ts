import type { CreateTrainingJobRequest } from '../../shapes/training-job.ts';
import type { ResourceConfig } from '../../shapes/training-job-resources.ts';
import { planForUse } from '../capacity/plan-for-use.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import { TRAINING_RUNTIME_MAX_MS } from '../limits.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { jobRefusals } from './messages.ts';
import { DEFAULT_RUNTIME_SECONDS } from './training.ts';

/** Refuses a request that no job can come of, or that would not do what it says. */
export function checkRequest(state: State, input: CreateTrainingJobRequest, world: World): void {
  checkAlgorithm(input);
  checkStopping(input);
  const { ResourceConfig: resources } = input;
  if (resources !== undefined) checkInstances(resources);
  else if (input.ServerlessJobConfig === undefined)
    throw jobRefusals.missing('ResourceConfig', 'It says which instances the job runs on.');
  checkChannels(input);
  checkPool(input);
  const plan = resources?.TrainingPlanArn === undefined ? undefined : planOfRequest(state, input, world);
  checkPlacement(resources, plan);
}

function checkAlgorithm({ AlgorithmSpecification, ServerlessJobConfig }: CreateTrainingJobRequest): void {
  if (AlgorithmSpecification === undefined) {
    if (ServerlessJobConfig !== undefined) return;
    throw jobRefusals.missing('AlgorithmSpecification', 'It says what the job runs.');
  }
  const { TrainingImage, AlgorithmName } = AlgorithmSpecification;
  if ((TrainingImage === undefined) === (AlgorithmName === undefined))
    throw jobRefusals.oneOf(
      'AlgorithmSpecification.TrainingImage',
      'AlgorithmSpecification.AlgorithmName',
      TrainingImage !== undefined,
    );
}

/** The limits on time, and that a wait limit belongs to spot training (observed). */
function checkStopping({
  StoppingCondition = {},
  EnableManagedSpotTraining,
}: CreateTrainingJobRequest): void {
  const { MaxRuntimeInSeconds: runtime = DEFAULT_RUNTIME_SECONDS, MaxWaitTimeInSeconds: wait } =
    StoppingCondition;
  const max = TRAINING_RUNTIME_MAX_MS / 1_000;
  if (runtime > max) throw jobRefusals.tooLong(runtime, max);
  if (EnableManagedSpotTraining === true) {
    if (wait === undefined || wait < runtime) throw jobRefusals.waitTooShort();
  } else if (wait !== undefined) throw jobRefusals.waitWithoutSpot();
}

function checkInstances({ InstanceType, InstanceCount, InstanceGroups = [] }: ResourceConfig): void {
  const isPlain = InstanceType !== undefined || InstanceCount !== undefined;
  if (isPlain === InstanceGroups.length > 0)
    throw jobRefusals.oneOf(
      'ResourceConfig.InstanceType with InstanceCount',
      'ResourceConfig.InstanceGroups',
      isPlain,
    );
  if (isPlain) {
    if (InstanceType === undefined || InstanceCount === undefined)
      throw jobRefusals.missing(
        `ResourceConfig.${InstanceType === undefined ? 'InstanceType' : 'InstanceCount'}`,
        'InstanceType and InstanceCount go together.',
      );
    if (InstanceCount < 1) throw jobRefusals.noInstances('ResourceConfig.InstanceCount', InstanceCount);
  }
  const seen = new Set<string>();
  for (const [i, { InstanceGroupName: name, InstanceCount: count }] of InstanceGroups.entries()) {
    if (seen.has(name)) throw jobRefusals.groupTwice(name);
    if (count < 1) throw jobRefusals.noInstances(`ResourceConfig.InstanceGroups[${i}].InstanceCount`, count);
    seen.add(name);
  }
}

function checkChannels({ InputDataConfig = [], ResourceConfig }: CreateTrainingJobRequest): void {
  const groups = (ResourceConfig?.InstanceGroups ?? []).map(({ InstanceGroupName }) => InstanceGroupName);
  const seen = new Set<string>();
  for (const { ChannelName, DataSource } of InputDataConfig) {
    if (seen.has(ChannelName)) throw jobRefusals.channelTwice(ChannelName);
    seen.add(ChannelName);
    const unknown = DataSource.S3DataSource?.InstanceGroupNames?.find((name) => !groups.includes(name));
    if (unknown !== undefined) throw jobRefusals.unknownGroup(unknown, groups);
  }
}

/** The plan, where it would not be ignored: users report that a plan was silently dropped. */
function planOfRequest(state: State, input: CreateTrainingJobRequest, world: World): TrainingPlan {
  const { InstanceType, InstanceCount, InstanceGroups = [], TrainingPlanArn } = input.ResourceConfig!;
  if (input.EnableManagedSpotTraining === true)
    throw jobRefusals.planIgnored(
      'EnableManagedSpotTraining',
      'spot instances are not reserved.',
      'Leave one of them out.',
    );
  if (InstanceGroups.length > 0)
    throw jobRefusals.planIgnored(
      'InstanceGroups',
      'a plan has instances of one type.',
      'Give InstanceType and InstanceCount instead.',
    );
  if (input.ServerlessJobConfig !== undefined)
    throw jobRefusals.planIgnored(
      'ServerlessJobConfig',
      'a serverless job has no instances of its own.',
      'Leave one of them out.',
    );
  return planForUse(
    state,
    TrainingPlanArn!,
    {
      user: `training job '${input.TrainingJobName}'`,
      member: 'ResourceConfig.TrainingPlanArn',
      target: 'training-job',
      ...(InstanceType !== undefined && { instanceType: InstanceType }),
      ...(InstanceCount !== undefined && { count: InstanceCount }),
      statuses: ['Scheduled', 'Active'],
    },
    world,
  );
}

/** Warm pools are of instances on demand or on a plan, all alike (documented). */
function checkPool({ ResourceConfig, EnableManagedSpotTraining }: CreateTrainingJobRequest): void {
  if ((ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) === 0) return;
  if (EnableManagedSpotTraining === true) throw jobRefusals.spotPool();
  if ((ResourceConfig?.InstanceGroups ?? []).length > 0) throw jobRefusals.groupsPool();
}

/** Where in UltraServers the instances are: only where there are any, for all of them, and where they fit. */
function checkPlacement(resources: ResourceConfig | undefined, plan: TrainingPlan | undefined): void {
  const placement = resources?.InstancePlacementConfig;
  if (placement === undefined) return;
  if (plan?.ultraServer === undefined) throw jobRefusals.placementIgnored();
  const specifications = placement.PlacementSpecifications ?? [];
  if (specifications.length === 0) return;
  const pools = plan.capacities.flatMap((capacity) => capacity.pools);
  const ids = pools.flatMap(({ ultraServerId }) => ultraServerId ?? []);
  const most = Math.max(...pools.map(({ total, configuredSpare }) => total - configuredSpare));
  let placed = 0;
  for (const { UltraServerId: id, InstanceCount: count } of specifications) {
    if (id !== undefined && !ids.includes(id)) throw jobRefusals.unknownUltraServer(id, ids);
    if (count > most) throw jobRefusals.placementTooLarge(id ?? '', count, most);
    placed += count;
  }
  const wanted = resources?.InstanceCount ?? 0;
  if (placed !== wanted) throw jobRefusals.placementSum(placed, wanted);
}
