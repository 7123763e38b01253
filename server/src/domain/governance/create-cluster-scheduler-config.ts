import type {
  CreateClusterSchedulerConfigRequest,
  CreateClusterSchedulerConfigResponse,
} from '../../shapes/cluster-scheduler-config.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { putTags } from '../tag/write-tags.ts';
import { findClusterToGovern } from './find-governance-resource.ts';
import { governanceRefusals } from './messages.ts';
import { newResource } from './new-governance-resource.ts';
import { type ClusterSchedulerConfig, schedulerConfigArn } from './scheduler-config.ts';
import { checkSchedulerConfig, filledSchedulerConfig } from './scheduler-config-rules.ts';

/** CreateClusterSchedulerConfig: gives a cluster its policy, of which it has one (observed). */
export function createClusterSchedulerConfig(
  draft: Draft,
  input: CreateClusterSchedulerConfigRequest,
  context: OperationContext,
): CreateClusterSchedulerConfigResponse {
  checkSchedulerConfig(input.SchedulerConfig);
  const { id: clusterId } = findClusterToGovern(draft.state, input.ClusterArn, context.world);
  const asked = { name: input.Name, description: input.Description, clusterId };
  const config: ClusterSchedulerConfig = {
    ...newResource(draft, 'schedulerConfig', asked, context),
    config: filledSchedulerConfig(input.SchedulerConfig),
  };
  const holder = draft.state.clusters.get(clusterId)!.governance.schedulerConfig;
  if (holder !== undefined) throw governanceRefusals.clusterHasPolicy(holder);
  draft.put('schedulerConfig', config.id, config);
  putTags(draft, schedulerConfigArn(config), input.Tags ?? []);
  return { ClusterSchedulerConfigArn: schedulerConfigArn(config), ClusterSchedulerConfigId: config.id };
}
