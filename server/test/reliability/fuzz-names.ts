import { Nodes } from './fuzz-nodes.ts';
import type { Draws } from './random.ts';

/** The names in inputs: those that a server has given out lately, by what they name, and those we choose. */
export class Names {
  /** The nodes it has told of, each with the cluster it is in. */
  readonly nodes = new Nodes();
  readonly #known = new Map<string, string[]>();

  /** Keeps the names in a reply for later requests. */
  learn(reply: unknown): void {
    if (Array.isArray(reply)) for (const entry of reply.slice(0, 5)) this.learn(entry);
    else if (typeof reply === 'object' && reply !== null) {
      for (const [name, value] of Object.entries(reply)) {
        const kind = sources[name];
        if (typeof value !== 'string' || value === '') this.learn(value);
        else if (kind !== undefined) this.#keep(kind, value);
      }
    }
  }

  #keep(kind: string, value: string): void {
    const known = this.#known.get(kind) ?? [];
    known.push(value);
    if (known.length > KNOWN_MAX) known.shift();
    this.#known.set(kind, known);
  }

  #pick(kind: string, draws: Draws): string | undefined {
    const known = this.#known.get(kind);
    return known === undefined || known.length === 0 ? undefined : draws.pick(known);
  }

  /** A text for the member: given out under another name, or what a pattern does not tell. */
  forMember(name: string, draws: Draws): string | undefined {
    switch (name) {
      case 'ClusterName':
        return (draws.chance(0.3) && this.#pick('arn', draws)) || `fuzz-${draws.between(1, 6)}`;
      case 'ClusterArn':
        return this.#pick('arn', draws);
      case 'ResourceArn':
        return this.#pick(
          draws.pick([
            'arn',
            'arn',
            'quota arn',
            'policy arn',
            'plan arn',
            'capacity arn',
            'job arn',
            'endpoint arn',
          ]),
          draws,
        );
      case 'ComputeQuotaId':
        return this.#pick('quota', draws);
      case 'ClusterSchedulerConfigId':
        return this.#pick('policy', draws);
      case 'TrainingPlanName':
        return draws.pick(plans);
      case 'TrainingJobName':
        return draws.pick(jobs);
      case 'TrainingPlanOfferingId':
        return this.#pick('offering', draws);
      case 'TrainingPlanExtensionOfferingId':
        return this.#pick(draws.pick(['extension', 'extension', 'offering']), draws);
      case 'TrainingPlanArn':
        return this.#pick('plan arn', draws);
      case 'ReservedCapacityArn':
        return this.#pick('capacity arn', draws);
      case 'MlReservationArn':
        return this.#pick('plan arn', draws);
      case 'ModelName':
        return draws.pick(models);
      case 'EndpointConfigName':
        return draws.pick(configs);
      case 'EndpointName':
        return draws.pick(endpoints);
      case 'VariantName':
        return draws.pick(['main', 'main', 'blue']);
      case 'TeamName':
        return draws.pick(teams);
      case 'NodeId':
      case 'InstanceId':
        return this.#pick('instance', draws);
      case 'NodeLogicalId':
        return this.#pick('logical', draws);
      case 'EventId':
        return this.#pick('event', draws);
      case 'NextToken':
        return this.#pick('token', draws);
      case 'InstanceGroupName':
      case 'InstanceGroupsToDelete':
        return draws.pick(groups);
      case 'ScheduleExpression':
        return draws.pick([
          'cron(0 3 ? * * *)',
          'cron(* * * * ? *)',
          'cron(0 0 31 2 ? *)',
          'rate(1 day)',
          '0 0 * * *',
        ]);
      case 'ClientToken':
        return draws.pick(['one', 'two', 'three']);
      case 'ImageReleaseVersion':
        return draws.pick(['1.1.0', '1.2.0', '9.9.9']);
      case 'SourceS3Uri':
        return 's3://sagemaker-scripts/';
      default:
        return undefined;
    }
  }
}

const KNOWN_MAX = 40;
/** Few, so that a quota is asked for twice. */
export const teams = ['research', 'ads', 'team-3'];

/** Few, so that a name is met again, and free often enough. */
const plans = ['plan-1', 'plan-2', 'plan-3', 'plan-4', 'plan-5', 'plan-6', 'plan-7', 'plan-8'];

const jobs = ['job-1', 'job-2', 'job-3', 'job-4', 'job-5', 'job-6'];
/** Few, so that what is deployed is met again. */
const models = ['model-1', 'model-2', 'model-3'];
const configs = ['config-1', 'config-2', 'config-3', 'config-4', 'config-5', 'config-6'];
export const endpoints = ['endpoint-1', 'endpoint-2', 'endpoint-3'];

/** The instance groups of every cluster. */
export const groups = ['workers', 'gpu', 'controller-machine'];
/** Few, so that groups meet in the same capacity. */
export const instanceTypes = ['ml.c5.large', 'ml.p5.48xlarge', 'ml.t3.medium'];

/** Members of replies whose values come back in requests, and as what. */
const sources: Readonly<Record<string, string>> = {
  ClusterArn: 'arn',
  InstanceId: 'instance',
  NodeId: 'instance',
  NodeLogicalId: 'logical',
  EventId: 'event',
  NextToken: 'token',
  ComputeQuotaId: 'quota',
  ComputeQuotaArn: 'quota arn',
  ClusterSchedulerConfigId: 'policy',
  ClusterSchedulerConfigArn: 'policy arn',
  TrainingPlanOfferingId: 'offering',
  TrainingPlanExtensionOfferingId: 'extension',
  TrainingPlanArn: 'plan arn',
  TrainingJobArn: 'job arn',
  ReservedCapacityArn: 'capacity arn',
  ModelArn: 'endpoint arn',
  EndpointConfigArn: 'endpoint arn',
  EndpointArn: 'endpoint arn',
};
