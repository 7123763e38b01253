import { bridgeEvent, type DetailType, send } from '../bridge-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { tagsOf } from '../tag/write-tags.ts';
import { type World, worldKey } from '../world.ts';
import { allVariants, type Endpoint, endpointArn } from './endpoint.ts';
import { configArn, type EndpointConfig } from './endpoint-config.ts';
import { type Model, modelArn } from './model.ts';

/**
 * The events of models, endpoint configurations and endpoints. Names of members as the operations give them, instants
 * in epoch ms, tags as a map and none of what is deleted, null where there is nothing (observed in handlers of such
 * events and their tests). That a model or configuration is gone shows in its missing tags alone.
 */
interface Occasion {
  readonly world: World;
  readonly arn: string;
  readonly detailType: DetailType;
  readonly tagged: boolean;
  readonly detail: object;
}

function sendEvent(
  draft: Draft,
  { world, arn, detailType, tagged, detail }: Occasion,
  context: Context,
): void {
  const counter = `endpointEvents of ${worldKey(world)}`;
  const number = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: number });
  const tags = tagged ? tagsOf(draft.state, arn) : [];
  const Tags = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  const event = () => {
    const id = context.random('bridge', 'inference', worldKey(world), number).uuid();
    return bridgeEvent(world, { arn, detailType, id, detail: { ...detail, Tags }, at: context.now });
  };
  send(draft, arn, event, context);
}

/** `SageMaker Model State Change`: a model was created or deleted (documented). */
export function sendModelEvent(
  draft: Draft,
  model: Model,
  what: 'created' | 'deleted',
  context: Context,
): void {
  const arn = modelArn(model, model.name);
  const {
    PrimaryContainer = null,
    Containers = null,
    ExecutionRoleArn = null,
    VpcConfig = null,
  } = model.spec;
  sendEvent(
    draft,
    {
      world: model,
      arn,
      detailType: 'SageMaker Model State Change',
      tagged: what === 'created',
      detail: {
        ModelName: model.name,
        PrimaryContainer,
        Containers,
        ExecutionRoleArn,
        VpcConfig,
        CreationTime: model.createdAt,
        ModelArn: arn,
        EnableNetworkIsolation: model.spec.EnableNetworkIsolation ?? false,
      },
    },
    context,
  );
}

/** `SageMaker Endpoint Config State Change`: a configuration was created or deleted (observed). */
export function sendConfigEvent(
  draft: Draft,
  config: EndpointConfig,
  what: 'created' | 'deleted',
  context: Context,
): void {
  const arn = configArn(config, config.name);
  const { spec } = config;
  sendEvent(
    draft,
    {
      world: config,
      arn,
      detailType: 'SageMaker Endpoint Config State Change',
      tagged: what === 'created',
      detail: {
        EndpointConfigName: config.name,
        EndpointConfigArn: arn,
        ProductionVariants: spec.ProductionVariants,
        DataCaptureConfig: spec.DataCaptureConfig ?? null,
        KmsKeyId: spec.KmsKeyId ?? null,
        CreationTime: config.createdAt,
        AsyncInferenceConfig: spec.AsyncInferenceConfig ?? null,
        ExplainerConfig: spec.ExplainerConfig ?? null,
        ShadowProductionVariants: spec.ShadowProductionVariants ?? null,
      },
    },
    context,
  );
}

/** `SageMaker Endpoint State Change`: statuses in capitals, DELETED at the very end (observed). */
export function sendEndpointEvent(draft: Draft, endpoint: Endpoint, context: Context, isGone = false): void {
  const arn = endpointArn(endpoint, endpoint.name);
  sendEvent(
    draft,
    {
      world: endpoint,
      arn,
      detailType: 'SageMaker Endpoint State Change',
      tagged: !isGone,
      detail: {
        EndpointName: endpoint.name,
        EndpointArn: arn,
        EndpointConfigName: endpoint.present.configName,
        ProductionVariants: allVariants(endpoint.present).map(({ name, weight, count = null }) => ({
          VariantName: name,
          DesiredWeight: weight,
          DesiredInstanceCount: count,
        })),
        EndpointStatus: isGone
          ? 'DELETED'
          : endpoint.status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
        FailureReason: endpoint.failureReason ?? null,
        CreationTime: endpoint.createdAt,
        LastModifiedTime: endpoint.modifiedAt,
      },
    },
    context,
  );
}
