import type { DescribeEndpointInput, DescribeEndpointOutput } from '../../shapes/endpoint.ts';
import type { DataCaptureConfigSummary } from '../../shapes/endpoint-summary.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { describePending, describeVariants } from './describe-variants.ts';
import { type Deployment, type Endpoint, endpointArn } from './endpoint.ts';
import { findEndpoint } from './find.ts';
import { isExpired } from './plan-holds.ts';
import { capacityTexts } from './plan-messages.ts';

/** DescribeEndpoint. */
export function describeEndpoint(
  state: State,
  { EndpointName }: DescribeEndpointInput,
  context: OperationContext,
): DescribeEndpointOutput {
  return describedEndpoint(state, findEndpoint(state, EndpointName, context));
}

/** An endpoint as DescribeEndpoint shows it: with its plan as it is now. */
export function describedEndpoint(state: State, endpoint: Endpoint): DescribeEndpointOutput {
  const { present, operation } = endpoint;
  const { config } = present;
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpointArn(endpoint, endpoint.name),
    EndpointConfigName: present.configName,
    ProductionVariants: describeVariants(state, endpoint, 'variants'),
    DataCaptureConfig: captureOf(present, endpoint),
    EndpointStatus: endpoint.status,
    FailureReason: failureOf(state, endpoint),
    CreationTime: endpoint.createdAt,
    LastModifiedTime: endpoint.modifiedAt,
    LastDeploymentConfig: endpoint.deploymentConfig,
    AsyncInferenceConfig: config.AsyncInferenceConfig,
    PendingDeploymentSummary:
      operation?.kind === 'update' ? describePending(operation.next!, operation.startedAt) : undefined,
    ExplainerConfig: config.ExplainerConfig,
    ShadowProductionVariants:
      present.shadows.length === 0 ? undefined : describeVariants(state, endpoint, 'shadows'),
    MetricsConfig: config.MetricsConfig,
  };
}

/** Why the last operation failed, or that the reservation is over (our choice: an endpoint shows it nowhere else). */
function failureOf(state: State, endpoint: Endpoint): string | undefined {
  if (endpoint.failureReason !== undefined) return endpoint.failureReason;
  return endpoint.status === 'InService' && isExpired(state, endpoint) ? capacityTexts.expired : undefined;
}

function captureOf({ config }: Deployment, { status }: Endpoint): DataCaptureConfigSummary | undefined {
  const capture = config.DataCaptureConfig;
  if (capture === undefined) return undefined;
  const enabled = capture.EnableCapture ?? true;
  return {
    EnableCapture: enabled,
    CaptureStatus: enabled && (status === 'InService' || status === 'Updating') ? 'Started' : 'Stopped',
    CurrentSamplingPercentage: capture.InitialSamplingPercentage,
    DestinationS3Uri: capture.DestinationS3Uri,
    KmsKeyId: capture.KmsKeyId ?? '',
  };
}
