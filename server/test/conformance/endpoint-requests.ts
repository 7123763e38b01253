/** What tests of endpoints ask for: a model, configurations, a plan that is Active, requests to an endpoint. */
import assert from 'node:assert/strict';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingPlanCommand,
  DescribeEndpointCommand,
  DescribeTrainingPlanCommand,
  type ProductionVariant,
  type SageMakerClient,
  SearchTrainingPlanOfferingsCommand,
} from '@aws-sdk/client-sagemaker';
import type { RawReply, Service } from './service.ts';

export const image = '123456789012.dkr.ecr.us-west-2.amazonaws.com/llm:1';
const role = 'arn:aws:iam::111122223333:role/inference';

/** A service with a model `llm`, and what one does with it. */
export class Endpoints {
  readonly service: Service;
  readonly client: SageMakerClient;

  constructor(service: Service, client: SageMakerClient) {
    this.service = service;
    this.client = client;
  }

  model(ModelName: string) {
    return this.client.send(
      new CreateModelCommand({ ModelName, PrimaryContainer: { Image: image }, ExecutionRoleArn: role }),
    );
  }

  config(EndpointConfigName: string, ...ProductionVariants: ProductionVariant[]) {
    return this.client.send(new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants }));
  }

  create(EndpointName: string, EndpointConfigName: string) {
    return this.client.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
  }

  describe(EndpointName: string) {
    return this.client.send(new DescribeEndpointCommand({ EndpointName }));
  }

  /** An Active plan for endpoints, bought now; with the time of its end. */
  async plan(name: string, InstanceCount: number, DurationHours = 24) {
    const { TrainingPlanOfferings: found } = await this.client.send(
      new SearchTrainingPlanOfferingsCommand({
        InstanceType: 'ml.p5.48xlarge',
        InstanceCount,
        DurationHours,
        TargetResources: ['endpoint'],
      }),
    );
    assert.ok(found?.[0], 'the market has nothing');
    const { TrainingPlanArn } = await this.client.send(
      new CreateTrainingPlanCommand({
        TrainingPlanName: name,
        TrainingPlanOfferingId: found[0].TrainingPlanOfferingId,
      }),
    );
    const plan = await this.client.send(new DescribeTrainingPlanCommand({ TrainingPlanName: name }));
    await this.until(plan.StartTime!);
    return { arn: TrainingPlanArn!, endsAt: plan.EndTime! };
  }

  async until(time: Date): Promise<void> {
    const { status, json } = await this.service.control('POST', 'clock', { advanceTo: time.toISOString() });
    assert.equal(status, 200, JSON.stringify(json));
  }

  /** InvokeEndpoint as it is on the wire. */
  invoke(name: string, body: string, headers: Record<string, string> = {}): Promise<RawReply> {
    return this.service.raw({ path: `/endpoints/${name}/invocations`, body, headers });
  }

  /** Total, in use and available instances of a plan. */
  async counts(TrainingPlanName: string) {
    const plan = await this.client.send(new DescribeTrainingPlanCommand({ TrainingPlanName }));
    return [plan.TotalInstanceCount, plan.InUseInstanceCount, plan.AvailableInstanceCount];
  }
}

/** A variant of the model `llm` on demand, or on a plan. */
export const variant = (InitialInstanceCount: number, more: Partial<ProductionVariant> = {}) => ({
  VariantName: 'main',
  ModelName: 'llm',
  InstanceType: 'ml.p5.48xlarge' as const,
  InitialInstanceCount,
  ...more,
});

export const onPlan = (count: number, arn: string, more: Partial<ProductionVariant> = {}) =>
  variant(count, {
    CapacityReservationConfig: {
      MlReservationArn: arn,
      CapacityReservationPreference: 'capacity-reservations-only',
    },
    ...more,
  });
