/** Every operation with its input, its output and the errors that AWS declares for it. */
import * as batch from './batch-nodes.ts';
import * as cluster from './cluster.ts';
import * as event from './cluster-event.ts';
import * as scheduler from './cluster-scheduler-config.ts';
import * as quota from './compute-quota.ts';
import * as endpoint from './endpoint.ts';
import * as endpointConfig from './endpoint-config.ts';
import * as health from './health-check.ts';
import * as model from './inference-model.ts';
import * as node from './node.ts';
import * as volume from './node-volume.ts';
import type { StructureShape } from './shape.ts';
import * as software from './software-update.ts';
import * as tag from './tag.ts';
import * as job from './training-job.ts';
import * as plan from './training-plan.ts';
import * as offering from './training-plan-offering.ts';

export interface OperationShapes {
  readonly input: StructureShape;
  readonly output: StructureShape;
  readonly errors: readonly ApiErrorName[];
}

/** The errors that operations declare. */
export type ApiErrorName =
  | 'ConflictException'
  | 'ResourceInUse'
  | 'ResourceLimitExceeded'
  | 'ResourceNotFound';

export const operationShapes = {
  CreateCluster: {
    input: cluster.CreateClusterRequest,
    output: cluster.CreateClusterResponse,
    errors: ['ResourceInUse', 'ResourceLimitExceeded'],
  },
  DescribeCluster: {
    input: cluster.DescribeClusterRequest,
    output: cluster.DescribeClusterResponse,
    errors: ['ResourceNotFound'],
  },
  ListClusters: { input: cluster.ListClustersRequest, output: cluster.ListClustersResponse, errors: [] },
  UpdateCluster: {
    input: cluster.UpdateClusterRequest,
    output: cluster.UpdateClusterResponse,
    errors: ['ConflictException', 'ResourceNotFound', 'ResourceLimitExceeded'],
  },
  UpdateClusterSoftware: {
    input: software.UpdateClusterSoftwareRequest,
    output: software.UpdateClusterSoftwareResponse,
    errors: ['ConflictException', 'ResourceNotFound'],
  },
  DeleteCluster: {
    input: cluster.DeleteClusterRequest,
    output: cluster.DeleteClusterResponse,
    errors: ['ConflictException', 'ResourceNotFound'],
  },

  ListClusterNodes: {
    input: node.ListClusterNodesRequest,
    output: node.ListClusterNodesResponse,
    errors: ['ResourceNotFound'],
  },
  DescribeClusterNode: {
    input: node.DescribeClusterNodeRequest,
    output: node.DescribeClusterNodeResponse,
    errors: ['ResourceNotFound'],
  },
  BatchAddClusterNodes: {
    input: batch.BatchAddClusterNodesRequest,
    output: batch.BatchAddClusterNodesResponse,
    errors: ['ResourceNotFound', 'ResourceLimitExceeded'],
  },
  BatchDeleteClusterNodes: {
    input: batch.BatchDeleteClusterNodesRequest,
    output: batch.BatchDeleteClusterNodesResponse,
    errors: ['ResourceNotFound'],
  },
  BatchRebootClusterNodes: {
    input: batch.BatchRebootClusterNodesRequest,
    output: batch.BatchRebootClusterNodesResponse,
    errors: ['ResourceNotFound'],
  },
  BatchReplaceClusterNodes: {
    input: batch.BatchReplaceClusterNodesRequest,
    output: batch.BatchReplaceClusterNodesResponse,
    errors: ['ResourceNotFound'],
  },

  ListClusterEvents: {
    input: event.ListClusterEventsRequest,
    output: event.ListClusterEventsResponse,
    errors: ['ResourceNotFound'],
  },
  DescribeClusterEvent: {
    input: event.DescribeClusterEventRequest,
    output: event.DescribeClusterEventResponse,
    errors: ['ResourceNotFound'],
  },
  StartClusterHealthCheck: {
    input: health.StartClusterHealthCheckRequest,
    output: health.StartClusterHealthCheckResponse,
    errors: ['ResourceNotFound'],
  },
  AttachClusterNodeVolume: {
    input: volume.AttachClusterNodeVolumeRequest,
    output: volume.AttachClusterNodeVolumeResponse,
    errors: ['ResourceNotFound'],
  },
  DetachClusterNodeVolume: {
    input: volume.DetachClusterNodeVolumeRequest,
    output: volume.DetachClusterNodeVolumeResponse,
    errors: ['ResourceNotFound'],
  },

  CreateComputeQuota: {
    input: quota.CreateComputeQuotaRequest,
    output: quota.CreateComputeQuotaResponse,
    errors: ['ConflictException', 'ResourceLimitExceeded'],
  },
  DescribeComputeQuota: {
    input: quota.DescribeComputeQuotaRequest,
    output: quota.DescribeComputeQuotaResponse,
    errors: ['ResourceNotFound'],
  },
  ListComputeQuotas: {
    input: quota.ListComputeQuotasRequest,
    output: quota.ListComputeQuotasResponse,
    errors: [],
  },
  UpdateComputeQuota: {
    input: quota.UpdateComputeQuotaRequest,
    output: quota.UpdateComputeQuotaResponse,
    errors: ['ConflictException', 'ResourceNotFound', 'ResourceLimitExceeded'],
  },
  DeleteComputeQuota: {
    input: quota.DeleteComputeQuotaRequest,
    output: quota.DeleteComputeQuotaResponse,
    errors: ['ResourceNotFound'],
  },

  CreateClusterSchedulerConfig: {
    input: scheduler.CreateClusterSchedulerConfigRequest,
    output: scheduler.CreateClusterSchedulerConfigResponse,
    errors: ['ConflictException', 'ResourceLimitExceeded'],
  },
  DescribeClusterSchedulerConfig: {
    input: scheduler.DescribeClusterSchedulerConfigRequest,
    output: scheduler.DescribeClusterSchedulerConfigResponse,
    errors: ['ResourceNotFound'],
  },
  ListClusterSchedulerConfigs: {
    input: scheduler.ListClusterSchedulerConfigsRequest,
    output: scheduler.ListClusterSchedulerConfigsResponse,
    errors: [],
  },
  UpdateClusterSchedulerConfig: {
    input: scheduler.UpdateClusterSchedulerConfigRequest,
    output: scheduler.UpdateClusterSchedulerConfigResponse,
    errors: ['ConflictException', 'ResourceNotFound', 'ResourceLimitExceeded'],
  },
  DeleteClusterSchedulerConfig: {
    input: scheduler.DeleteClusterSchedulerConfigRequest,
    output: scheduler.DeleteClusterSchedulerConfigResponse,
    errors: ['ResourceNotFound'],
  },

  SearchTrainingPlanOfferings: {
    input: offering.SearchTrainingPlanOfferingsRequest,
    output: offering.SearchTrainingPlanOfferingsResponse,
    errors: ['ResourceLimitExceeded'],
  },
  CreateTrainingPlan: {
    input: plan.CreateTrainingPlanRequest,
    output: plan.CreateTrainingPlanResponse,
    errors: ['ResourceNotFound', 'ResourceInUse', 'ResourceLimitExceeded'],
  },
  DescribeTrainingPlan: {
    input: plan.DescribeTrainingPlanRequest,
    output: plan.DescribeTrainingPlanResponse,
    errors: ['ResourceNotFound'],
  },
  ListTrainingPlans: {
    input: plan.ListTrainingPlansRequest,
    output: plan.ListTrainingPlansResponse,
    errors: [],
  },
  DescribeReservedCapacity: {
    input: plan.DescribeReservedCapacityRequest,
    output: plan.DescribeReservedCapacityResponse,
    errors: ['ResourceNotFound'],
  },
  ListUltraServersByReservedCapacity: {
    input: plan.ListUltraServersByReservedCapacityRequest,
    output: plan.ListUltraServersByReservedCapacityResponse,
    errors: ['ResourceNotFound'],
  },
  ExtendTrainingPlan: {
    input: plan.ExtendTrainingPlanRequest,
    output: plan.ExtendTrainingPlanResponse,
    errors: ['ResourceNotFound'],
  },
  DescribeTrainingPlanExtensionHistory: {
    input: plan.DescribeTrainingPlanExtensionHistoryRequest,
    output: plan.DescribeTrainingPlanExtensionHistoryResponse,
    errors: ['ResourceNotFound'],
  },

  CreateModel: {
    input: model.CreateModelInput,
    output: model.CreateModelOutput,
    errors: ['ResourceLimitExceeded'],
  },
  DescribeModel: { input: model.DescribeModelInput, output: model.DescribeModelOutput, errors: [] },
  ListModels: { input: model.ListModelsInput, output: model.ListModelsOutput, errors: [] },
  DeleteModel: { input: model.DeleteModelInput, output: model.DeleteModelOutput, errors: [] },
  CreateEndpointConfig: {
    input: endpointConfig.CreateEndpointConfigInput,
    output: endpointConfig.CreateEndpointConfigOutput,
    errors: ['ResourceLimitExceeded'],
  },
  DescribeEndpointConfig: {
    input: endpointConfig.DescribeEndpointConfigInput,
    output: endpointConfig.DescribeEndpointConfigOutput,
    errors: [],
  },
  ListEndpointConfigs: {
    input: endpointConfig.ListEndpointConfigsInput,
    output: endpointConfig.ListEndpointConfigsOutput,
    errors: [],
  },
  DeleteEndpointConfig: {
    input: endpointConfig.DeleteEndpointConfigInput,
    output: endpointConfig.DeleteEndpointConfigOutput,
    errors: [],
  },
  CreateEndpoint: {
    input: endpoint.CreateEndpointInput,
    output: endpoint.CreateEndpointOutput,
    errors: ['ResourceLimitExceeded'],
  },
  DescribeEndpoint: {
    input: endpoint.DescribeEndpointInput,
    output: endpoint.DescribeEndpointOutput,
    errors: [],
  },
  ListEndpoints: { input: endpoint.ListEndpointsInput, output: endpoint.ListEndpointsOutput, errors: [] },
  UpdateEndpoint: {
    input: endpoint.UpdateEndpointInput,
    output: endpoint.UpdateEndpointOutput,
    errors: ['ResourceLimitExceeded'],
  },
  UpdateEndpointWeightsAndCapacities: {
    input: endpoint.UpdateEndpointWeightsAndCapacitiesInput,
    output: endpoint.UpdateEndpointWeightsAndCapacitiesOutput,
    errors: ['ResourceLimitExceeded'],
  },
  DeleteEndpoint: { input: endpoint.DeleteEndpointInput, output: endpoint.DeleteEndpointOutput, errors: [] },

  CreateTrainingJob: {
    input: job.CreateTrainingJobRequest,
    output: job.CreateTrainingJobResponse,
    errors: ['ResourceNotFound', 'ResourceInUse', 'ResourceLimitExceeded'],
  },
  DescribeTrainingJob: {
    input: job.DescribeTrainingJobRequest,
    output: job.DescribeTrainingJobResponse,
    errors: ['ResourceNotFound'],
  },
  ListTrainingJobs: { input: job.ListTrainingJobsRequest, output: job.ListTrainingJobsResponse, errors: [] },
  StopTrainingJob: {
    input: job.StopTrainingJobRequest,
    output: job.StopTrainingJobResponse,
    errors: ['ResourceNotFound'],
  },
  UpdateTrainingJob: {
    input: job.UpdateTrainingJobRequest,
    output: job.UpdateTrainingJobResponse,
    errors: ['ResourceNotFound', 'ResourceLimitExceeded'],
  },
  DeleteTrainingJob: {
    input: job.DeleteTrainingJobRequest,
    output: job.DeleteTrainingJobResponse,
    errors: ['ResourceNotFound', 'ResourceInUse'],
  },

  AddTags: { input: tag.AddTagsInput, output: tag.AddTagsOutput, errors: [] },
  ListTags: { input: tag.ListTagsInput, output: tag.ListTagsOutput, errors: [] },
  DeleteTags: { input: tag.DeleteTagsInput, output: tag.DeleteTagsOutput, errors: [] },
} as const satisfies { readonly [operation: string]: OperationShapes };

export type OperationName = keyof typeof operationShapes;
