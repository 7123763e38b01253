import { createTrainingPlan } from './capacity/create-training-plan.ts';
import { describeReservedCapacity } from './capacity/describe-reserved-capacity.ts';
import { describeTrainingPlan } from './capacity/describe-training-plan.ts';
import { describeTrainingPlanExtensionHistory } from './capacity/describe-training-plan-extension-history.ts';
import { extendTrainingPlan } from './capacity/extend-training-plan.ts';
import { listTrainingPlans } from './capacity/list-training-plans.ts';
import { listUltraServersByReservedCapacity } from './capacity/list-ultra-servers-by-reserved-capacity.ts';
import { searchTrainingPlanOfferings } from './capacity/search-training-plan-offerings.ts';
import { attachClusterNodeVolume } from './cluster/attach-cluster-node-volume.ts';
import { batchAddClusterNodes } from './cluster/batch-add-cluster-nodes.ts';
import { batchDeleteClusterNodes } from './cluster/batch-delete-cluster-nodes.ts';
import { batchRebootClusterNodes } from './cluster/batch-reboot-cluster-nodes.ts';
import { batchReplaceClusterNodes } from './cluster/batch-replace-cluster-nodes.ts';
import { createCluster } from './cluster/create-cluster.ts';
import { deleteCluster } from './cluster/delete-cluster.ts';
import { describeCluster } from './cluster/describe-cluster.ts';
import { describeClusterEvent } from './cluster/describe-cluster-event.ts';
import { describeClusterNode } from './cluster/describe-cluster-node.ts';
import { detachClusterNodeVolume } from './cluster/detach-cluster-node-volume.ts';
import { listClusterEvents } from './cluster/list-cluster-events.ts';
import { listClusterNodes } from './cluster/list-cluster-nodes.ts';
import { listClusters } from './cluster/list-clusters.ts';
import { startClusterHealthCheck } from './cluster/start-cluster-health-check.ts';
import { updateCluster } from './cluster/update-cluster.ts';
import { updateClusterSoftware } from './cluster/update-cluster-software.ts';
import { createClusterSchedulerConfig } from './governance/create-cluster-scheduler-config.ts';
import { createComputeQuota } from './governance/create-compute-quota.ts';
import { deleteClusterSchedulerConfig } from './governance/delete-cluster-scheduler-config.ts';
import { deleteComputeQuota } from './governance/delete-compute-quota.ts';
import { describeClusterSchedulerConfig } from './governance/describe-cluster-scheduler-config.ts';
import { describeComputeQuota } from './governance/describe-compute-quota.ts';
import { listClusterSchedulerConfigs } from './governance/list-cluster-scheduler-configs.ts';
import { listComputeQuotas } from './governance/list-compute-quotas.ts';
import { updateClusterSchedulerConfig } from './governance/update-cluster-scheduler-config.ts';
import { updateComputeQuota } from './governance/update-compute-quota.ts';
import { createEndpoint } from './inference/create-endpoint.ts';
import { createEndpointConfig } from './inference/create-endpoint-config.ts';
import { createModel } from './inference/create-model.ts';
import { deleteEndpoint } from './inference/delete-endpoint.ts';
import { deleteEndpointConfig } from './inference/delete-endpoint-config.ts';
import { deleteModel } from './inference/delete-model.ts';
import { describeEndpoint } from './inference/describe-endpoint.ts';
import { describeEndpointConfig } from './inference/describe-endpoint-config.ts';
import { describeModel } from './inference/describe-model.ts';
import { listEndpointConfigs } from './inference/list-endpoint-configs.ts';
import { listEndpoints } from './inference/list-endpoints.ts';
import { listModels } from './inference/list-models.ts';
import { updateEndpoint } from './inference/update-endpoint.ts';
import { updateEndpointWeightsAndCapacities } from './inference/update-endpoint-weights-and-capacities.ts';
import { addTags } from './tag/add-tags.ts';
import { deleteTags } from './tag/delete-tags.ts';
import { listTags } from './tag/list-tags.ts';
import { createTrainingJob } from './training/create-training-job.ts';
import { deleteTrainingJob } from './training/delete-training-job.ts';
import { describeTrainingJob } from './training/describe-training-job.ts';
import { listTrainingJobs } from './training/list-training-jobs.ts';
import { stopTrainingJob } from './training/stop-training-job.ts';
import { updateTrainingJob } from './training/update-training-job.ts';

/** Operations that change something: decided by the engine, one after another. */
export const writes = {
  CreateCluster: createCluster,
  UpdateCluster: updateCluster,
  UpdateClusterSoftware: updateClusterSoftware,
  DeleteCluster: deleteCluster,
  BatchAddClusterNodes: batchAddClusterNodes,
  BatchDeleteClusterNodes: batchDeleteClusterNodes,
  BatchRebootClusterNodes: batchRebootClusterNodes,
  BatchReplaceClusterNodes: batchReplaceClusterNodes,
  StartClusterHealthCheck: startClusterHealthCheck,
  AttachClusterNodeVolume: attachClusterNodeVolume,
  DetachClusterNodeVolume: detachClusterNodeVolume,
  CreateComputeQuota: createComputeQuota,
  UpdateComputeQuota: updateComputeQuota,
  DeleteComputeQuota: deleteComputeQuota,
  CreateClusterSchedulerConfig: createClusterSchedulerConfig,
  UpdateClusterSchedulerConfig: updateClusterSchedulerConfig,
  DeleteClusterSchedulerConfig: deleteClusterSchedulerConfig,
  SearchTrainingPlanOfferings: searchTrainingPlanOfferings,
  CreateTrainingPlan: createTrainingPlan,
  ExtendTrainingPlan: extendTrainingPlan,
  CreateModel: createModel,
  DeleteModel: deleteModel,
  CreateEndpointConfig: createEndpointConfig,
  DeleteEndpointConfig: deleteEndpointConfig,
  CreateEndpoint: createEndpoint,
  UpdateEndpoint: updateEndpoint,
  UpdateEndpointWeightsAndCapacities: updateEndpointWeightsAndCapacities,
  DeleteEndpoint: deleteEndpoint,
  CreateTrainingJob: createTrainingJob,
  StopTrainingJob: stopTrainingJob,
  UpdateTrainingJob: updateTrainingJob,
  DeleteTrainingJob: deleteTrainingJob,
  AddTags: addTags,
  DeleteTags: deleteTags,
} as const;

/** Operations that only look. */
export const reads = {
  DescribeCluster: describeCluster,
  ListClusters: listClusters,
  ListClusterNodes: listClusterNodes,
  DescribeClusterNode: describeClusterNode,
  ListClusterEvents: listClusterEvents,
  DescribeClusterEvent: describeClusterEvent,
  DescribeComputeQuota: describeComputeQuota,
  ListComputeQuotas: listComputeQuotas,
  DescribeClusterSchedulerConfig: describeClusterSchedulerConfig,
  ListClusterSchedulerConfigs: listClusterSchedulerConfigs,
  DescribeTrainingPlan: describeTrainingPlan,
  ListTrainingPlans: listTrainingPlans,
  DescribeReservedCapacity: describeReservedCapacity,
  ListUltraServersByReservedCapacity: listUltraServersByReservedCapacity,
  DescribeTrainingPlanExtensionHistory: describeTrainingPlanExtensionHistory,
  DescribeModel: describeModel,
  ListModels: listModels,
  DescribeEndpointConfig: describeEndpointConfig,
  ListEndpointConfigs: listEndpointConfigs,
  DescribeEndpoint: describeEndpoint,
  ListEndpoints: listEndpoints,
  DescribeTrainingJob: describeTrainingJob,
  ListTrainingJobs: listTrainingJobs,
  ListTags: listTags,
} as const;

export type WriteName = keyof typeof writes;
export type ReadName = keyof typeof reads;
