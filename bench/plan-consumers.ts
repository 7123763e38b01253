import { planKey, type TrainingPlan } from '../server/src/domain/capacity/training-plan.ts';
import type { WriteName } from '../server/src/domain/operations.ts';
import type { World } from '../server/src/domain/world.ts';
import type { Engine } from '../server/src/engine/engine.ts';

/** Who uses a plan of the virtual year: a cluster, a training job or an endpoint with all of its instances. */
const targets = ['hyperpod-cluster', 'training-job', 'endpoint'] as const;

export const targetOf = (number: number): (typeof targets)[number] => targets[number % targets.length]!;

export const call = <T>(engine: Engine, world: World, operation: WriteName, input: object): Promise<T> =>
  engine.execute({ type: 'operation', operation, input, world }) as Promise<T>;

/** Uses a plan once it can be: an endpoint needs an Active plan, the others one that is paid for. */
export async function useWhenReady(
  engine: Engine,
  world: World,
  number: number,
): Promise<'used' | 'not yet' | 'over'> {
  const plan = engine.state.get('trainingPlan', planKey(world, `plan-${number}`))!;
  if (plan.status === 'Expired' || plan.status === 'Failed') return 'over';
  const target = targetOf(number);
  if (target === 'endpoint' && plan.status !== 'Active') return 'not yet';
  const arn = `arn:aws:sagemaker:${world.region}:${world.account}:training-plan/${plan.name}`;
  await use[target](engine, world, plan, arn, countOf(plan));
  return 'used';
}

const countOf = ({ capacities }: TrainingPlan): number =>
  capacities[0]!.pools.reduce((sum, { total }) => sum + total, 0);

type Use = (engine: Engine, world: World, plan: TrainingPlan, arn: string, count: number) => Promise<unknown>;

const roleOf = ({ account }: World): string => `arn:aws:iam::${account}:role/bench`;
const image = '763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch:latest';

const use: Record<(typeof targets)[number], Use> = {
  'hyperpod-cluster': (engine, world, { name, instanceType }, TrainingPlanArn, InstanceCount) =>
    call(engine, world, 'CreateCluster', {
      ClusterName: name,
      InstanceGroups: [
        {
          InstanceGroupName: 'workers',
          InstanceType: instanceType,
          InstanceCount,
          TrainingPlanArn,
          ExecutionRole: roleOf(world),
          LifeCycleConfig: { SourceS3Uri: 's3://bucket/scripts', OnCreate: 'on_create.sh' },
        },
      ],
      Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:${world.region}:${world.account}:cluster/${name}` } },
      NodeProvisioningMode: 'Continuous',
      VpcConfig: { Subnets: subnets, SecurityGroupIds: ['sg-00000001'] },
    }),

  'training-job': (engine, world, { name, instanceType }, TrainingPlanArn, InstanceCount) =>
    call(engine, world, 'CreateTrainingJob', {
      TrainingJobName: name,
      AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
      RoleArn: roleOf(world),
      OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
      ResourceConfig: {
        InstanceType: instanceType,
        InstanceCount,
        VolumeSizeInGB: 100,
        TrainingPlanArn,
      },
      StoppingCondition: { MaxRuntimeInSeconds: 28 * 86_400 },
      Environment: { QUARTERMASTER_RUN_SECONDS: '100000' },
    }),

  async endpoint(engine, world, { name, instanceType }, MlReservationArn, InitialInstanceCount) {
    await call(engine, world, 'CreateModel', {
      ModelName: name,
      PrimaryContainer: { Image: image },
      ExecutionRoleArn: roleOf(world),
    });
    await call(engine, world, 'CreateEndpointConfig', {
      EndpointConfigName: name,
      ProductionVariants: [
        {
          VariantName: 'all',
          ModelName: name,
          InstanceType: instanceType,
          InitialInstanceCount,
          CapacityReservationConfig: {
            CapacityReservationPreference: 'capacity-reservations-only',
            MlReservationArn,
          },
        },
      ],
    });
    await call(engine, world, 'CreateEndpoint', { EndpointName: name, EndpointConfigName: name });
  },
};

/** As many that one of them is in each zone. */
const subnets = Array.from({ length: 8 }, (_, i) => `subnet-${String(i).padStart(8, '0')}`);
