import type {
  ListClusterSchedulerConfigsRequest,
  ListClusterSchedulerConfigsResponse,
} from '../../shapes/cluster-scheduler-config.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { governedClusterArn } from './governance-resource.ts';
import { listResources } from './list-governance-resources.ts';
import { schedulerConfigArn } from './scheduler-config.ts';

/** ListClusterSchedulerConfigs: the policies of all clusters, filtered, sorted and page by page. */
export function listClusterSchedulerConfigs(
  state: State,
  input: ListClusterSchedulerConfigsRequest,
  context: OperationContext,
): ListClusterSchedulerConfigsResponse {
  const { items, nextToken } = listResources(state, 'schedulerConfig', input, context);
  return {
    ClusterSchedulerConfigSummaries: items.map((config) => ({
      ClusterSchedulerConfigArn: schedulerConfigArn(config),
      ClusterSchedulerConfigId: config.id,
      ClusterSchedulerConfigVersion: config.version,
      Name: config.name,
      CreationTime: config.createdAt,
      LastModifiedTime: config.modifiedAt,
      Status: config.status,
      ClusterArn: governedClusterArn(config),
    })),
    NextToken: nextToken,
  };
}
