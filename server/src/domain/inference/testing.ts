import type { ProductionVariant } from '../../shapes/production-variant.ts';
import { PlanStage } from '../capacity/testing.ts';
import { planArn, type TrainingPlan } from '../capacity/training-plan.ts';
import { testWorld } from '../cluster/testing.ts';
import { createFault } from '../fleet/fault-commands.ts';
import { createEndpoint } from './create-endpoint.ts';
import { createEndpointConfig } from './create-endpoint-config.ts';
import { createModel } from './create-model.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { type Invoked, invoke } from './invocation.ts';
import { namedKey } from './model.ts';
import { updateEndpoint } from './update-endpoint.ts';
import { updateEndpointWeightsAndCapacities } from './update-endpoint-weights-and-capacities.ts';

type Blocks = Parameters<PlanStage['offer']>[0];

/** A variant `main` of the model `m`. */
export const variant = (change: Partial<ProductionVariant> = {}): ProductionVariant => ({
  VariantName: 'main',
  ModelName: 'm',
  InstanceType: 'ml.p5.48xlarge',
  InitialInstanceCount: 1,
  ...change,
});

/** For tests of endpoints: a model `m`, plans for endpoints, and what one does with them. */
export class EndpointStage extends PlanStage {
  constructor() {
    super();
    this.model('m');
  }

  model(ModelName: string): void {
    this.call(createModel, { ModelName, PrimaryContainer: { Image: `repository/${ModelName}:1` } });
  }

  /** A plan for endpoints of so many instances, with its payment done. */
  endpointPlan(name: string, instanceCount: number, blocks: Blocks): TrainingPlan {
    this.buy(name, this.offer(blocks, { targets: ['endpoint'], instanceCount }));
    return this.plan(name);
  }

  /** The variant on the instances of a plan. */
  onPlan(plan: string, count: number, change: Partial<ProductionVariant> = {}): ProductionVariant {
    const MlReservationArn = planArn(this.plan(plan));
    return variant({
      InitialInstanceCount: count,
      CapacityReservationConfig: {
        CapacityReservationPreference: 'capacity-reservations-only',
        MlReservationArn,
      },
      ...change,
    });
  }

  config(EndpointConfigName: string, ...ProductionVariants: ProductionVariant[]): void {
    this.call(createEndpointConfig, { EndpointConfigName, ProductionVariants });
  }

  create(EndpointName: string, EndpointConfigName: string): void {
    this.call(createEndpoint, { EndpointName, EndpointConfigName });
  }

  update(EndpointName: string, EndpointConfigName: string, change: object = {}): void {
    this.call(updateEndpoint, { EndpointName, EndpointConfigName, ...change });
  }

  scale(EndpointName: string, DesiredInstanceCount: number, VariantName = 'main'): void {
    const DesiredWeightsAndCapacities = [{ VariantName, DesiredInstanceCount }];
    this.call(updateEndpointWeightsAndCapacities, { EndpointName, DesiredWeightsAndCapacities });
  }

  /** One of its instances on a plan fails. */
  breakInstance(endpoint: string): void {
    createFault(this.draft, { spec: { type: 'endpoint', endpoint, reason: 'instance' } }, this.context);
  }

  delete(EndpointName: string): void {
    this.call(deleteEndpoint, { EndpointName });
  }

  /** As it is, undefined once it is gone. */
  endpoint(name: string): Endpoint | undefined {
    return this.draft.get('endpoint', namedKey(testWorld, name));
  }

  describe(EndpointName: string) {
    return describeEndpoint(this.draft.state, { EndpointName }, this.context);
  }

  invoke(name: string, request = 'body', target?: string): Invoked {
    return invoke(this.draft.state, name, target, request, this.context);
  }

  /** Status, configuration, running and wanted instances of the first variant, why it failed. */
  seen(name: string): string {
    const { EndpointStatus, EndpointConfigName, ProductionVariants, FailureReason } = this.describe(name);
    const { CurrentInstanceCount, DesiredInstanceCount } = ProductionVariants![0]!;
    const counts = `${CurrentInstanceCount}/${DesiredInstanceCount}`;
    return [EndpointStatus, EndpointConfigName, counts, FailureReason && '!'].filter(Boolean).join(' ');
  }

  /** Instances of a plan: in use and available. */
  counts(plan: string): string {
    const { pools } = this.plan(plan).capacities.find(({ status }) => status === 'Active')!;
    return pools.map(({ inUse, total }) => `${inUse}/${total}`).join(' ');
  }
}
