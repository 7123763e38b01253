import { type OperationName, operationShapes } from '../../src/shapes/operations.ts';
import { membersOf, type Shape, type StringShape, type StructureShape } from '../../src/shapes/shape.ts';
import type { Json, JsonObject } from './fuzz-json.ts';
import { groups, instanceTypes, type Names } from './fuzz-names.ts';
import { poolOf } from './fuzz-pattern.ts';
import type { Draws } from './random.ts';

/**
 * Inputs out of the operations' own shapes, valid ones, so that rules are reached. Names that the server has
 * given out come back in later inputs, wherever a member of that name is asked for.
 */
export const operations = Object.keys(operationShapes) as OperationName[];

/** One user's inputs for one server. */
export class Inputs {
  readonly #draws: Draws;
  readonly #names: Names;

  constructor(draws: Draws, names: Names) {
    this.#draws = draws;
    this.#names = names;
  }

  /** An input that satisfies the operation's shape, more often than not with names that exist. */
  valid(operation: OperationName): JsonObject {
    const known = this.#names.nodes.inputFor(operation, this.#draws);
    if (known !== undefined) return known;
    if (operation === 'CreateCluster' && this.#draws.chance(0.7)) return this.#create();
    if (operation === 'CreateComputeQuota' && this.#draws.chance(0.7)) return this.#quota();
    if (operation === 'SearchTrainingPlanOfferings' && this.#draws.chance(0.7)) return this.#search();
    if (operation === 'CreateTrainingJob' && this.#draws.chance(0.7)) return this.#job();
    if (operation === 'CreateModel' && this.#draws.chance(0.7)) return this.#model();
    if (operation === 'CreateEndpointConfig' && this.#draws.chance(0.7)) return this.#endpointConfig();
    const input = this.structure(operationShapes[operation].input, 0);
    if (operation === 'UpdateCluster' && this.#draws.chance(0.6)) input.InstanceGroups = [this.#group({})];
    return input;
  }

  #group(other: Json): Json {
    return {
      ...(other as object),
      InstanceGroupName: this.#draws.pick(groups),
      InstanceType: this.#draws.pick(instanceTypes),
      InstanceCount: this.#draws.chance(0.004) ? 6_758 : this.#draws.between(1, 4),
      ExecutionRole: 'arn:aws:iam::123456789012:role/fuzz',
    };
  }

  /** A quota that governs tasks. */
  #quota(): JsonObject {
    const ClusterArn = this.#names.forMember('ClusterArn', this.#draws) ?? 'x';
    const sizes: JsonObject[] = instanceTypes.map((InstanceType) => ({
      InstanceType,
      Count: this.#draws.between(1, 4),
    }));
    return {
      Name: `quota-${this.#draws.between(1, 30)}`,
      ClusterArn,
      ComputeQuotaConfig: { ComputeQuotaResources: sizes },
      ComputeQuotaTarget: { TeamName: this.#names.forMember('TeamName', this.#draws)! },
    };
  }

  /** A training job that runs, on a plan where one is known, more often than not. */
  #job(): JsonObject {
    const draws = this.#draws;
    const TrainingPlanArn = this.#names.forMember('TrainingPlanArn', draws);
    const isOnPlan = TrainingPlanArn !== undefined && draws.chance(0.5);
    return {
      TrainingJobName: this.#names.forMember('TrainingJobName', draws)!,
      RoleArn: 'arn:aws:iam::123456789012:role/fuzz',
      AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/models' },
      ResourceConfig: {
        InstanceType: draws.pick(['ml.p5.48xlarge', 'ml.g5.xlarge']),
        InstanceCount: draws.between(1, 4),
        KeepAlivePeriodInSeconds: draws.pick([0, 600]),
        ...(isOnPlan && { TrainingPlanArn }),
      },
      StoppingCondition: { MaxRuntimeInSeconds: draws.between(60, 7_200) },
      Environment: { QUARTERMASTER_RUN_SECONDS: String(draws.between(1, 3_600)) },
    };
  }

  /** A search that finds something, more often than not: for a plan, or for an extension of one. */
  #search(): JsonObject {
    const DurationHours = this.#draws.pick([1, 24, 48, 168]);
    const TrainingPlanArn = this.#names.forMember('TrainingPlanArn', this.#draws);
    if (TrainingPlanArn !== undefined && this.#draws.chance(0.3)) return { TrainingPlanArn, DurationHours };
    const TargetResources = [this.#draws.pick(['training-job', 'hyperpod-cluster', 'endpoint'])];
    return this.#draws.chance(0.15)
      ? { UltraServerType: 'ml.u-p6e-gb200x72', UltraServerCount: 1, DurationHours, TargetResources }
      : {
          InstanceType: this.#draws.pick(['ml.p5.48xlarge', 'ml.p4d.24xlarge']),
          InstanceCount: this.#draws.pick([1, 1, 2, 4]),
          DurationHours,
          TargetResources,
        };
  }

  #model(): JsonObject {
    const ModelName = this.#names.forMember('ModelName', this.#draws)!;
    return { ModelName, PrimaryContainer: { Image: 'image:1' } };
  }

  /** A configuration that can be deployed where its model is there, and its plan Active. */
  #endpointConfig(): JsonObject {
    const arn = this.#draws.chance(0.5) ? this.#names.forMember('MlReservationArn', this.#draws) : undefined;
    const variant: JsonObject = {
      VariantName: 'main',
      ModelName: this.#names.forMember('ModelName', this.#draws)!,
      InstanceType: 'ml.p5.48xlarge',
      InitialInstanceCount: this.#draws.between(1, 3),
      ...(arn !== undefined && { CapacityReservationConfig: { MlReservationArn: arn } }),
    };
    const extra = this.structure(operationShapes.CreateEndpointConfig.input, 0, 0.08);
    return {
      ...extra,
      EndpointConfigName: this.#names.forMember('EndpointConfigName', this.#draws)!,
      ProductionVariants: [variant],
    };
  }

  /** A request that is taken, with a few more members than it needs. */
  #create(): JsonObject {
    const name = `fuzz-${this.#draws.between(1, 6)}`;
    const extra = this.structure(operationShapes.CreateCluster.input, 0, 0.08);
    const kinds: Record<string, JsonObject> = {
      plain: {},
      eks: {
        Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-east-1:123456789012:cluster/${name}` } },
        VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] },
      },
    };
    kinds.continuous = { ...kinds.eks, NodeProvisioningMode: 'Continuous' };
    const others = ((extra.InstanceGroups ?? [{}]) as Json[])
      .slice(0, 2)
      .map((other) => this.#group(this.#draws.chance(0.3) ? other : {}));
    return {
      ...extra,
      ClusterName: name,
      InstanceGroups: others,
      ...kinds[this.#draws.pick(['plain', 'eks', 'continuous', 'continuous'])],
    };
  }

  /** A value of the shape; `optional` is how often a member that need not be there is there. */
  structure(shape: StructureShape, depth: number, optional = depth > 2 ? 0.15 : 0.3): JsonObject {
    const value: JsonObject = {};
    const members = membersOf(shape);
    if (members.length <= 3 && optional === 0.3) return this.structure(shape, depth, 0.5);
    const chosen = shape.union ? [this.#draws.pick(members)] : members;
    for (const [name, { shape: member, required }] of chosen) {
      if (required || shape.union || this.#draws.chance(optional))
        value[name] = this.#value(member, name, depth + 1);
    }
    return value;
  }

  #value(shape: Shape, name: string, depth: number): Json {
    switch (shape.type) {
      case 'boolean':
        return this.#draws.chance(0.5);
      case 'enum':
        return name.startsWith('InstanceType')
          ? this.#draws.pick(instanceTypes)
          : this.#draws.pick(shape.values);
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return this.#number(shape.min ?? 0, shape.max ?? 1_000, name);
      case 'timestamp':
        return this.#draws.pick([0, 1.7e9, 1_795_476_777.25, 4e9]);
      case 'string':
        return this.#text(shape, name);
      case 'list': {
        const most = Math.min(shape.max ?? 4, this.#draws.chance(0.02) ? 60 : 3);
        const length = this.#draws.between(Math.min(shape.min ?? 0, most), most);
        return Array.from({ length }, () => this.#value(shape.member, name.replace(/s$/, ''), depth + 1));
      }
      case 'map': {
        const length = this.#draws.between(shape.min ?? 0, 3);
        return Object.fromEntries(
          Array.from({ length }, () => [
            String(this.#value(shape.key, name, depth + 1)),
            this.#value(shape.value, name, depth + 1),
          ]),
        );
      }
      case 'structure':
        return this.structure(shape, depth);
    }
  }

  #number(min: number, max: number, name: string): number {
    if (name.endsWith('Version')) return this.#draws.between(1, 4);
    if (name.endsWith('Count')) return Math.min(max, Math.max(min, this.#draws.between(0, 4)));
    return this.#draws.chance(0.2)
      ? this.#draws.pick([min, max])
      : this.#draws.between(min, Math.min(max, min + 100));
  }

  #text(shape: StringShape, name: string): string {
    const special = this.#draws.chance(0.9) ? this.#names.forMember(name, this.#draws) : undefined;
    return special ?? this.#draws.pick(poolOf(shape));
  }
}
