import type { DeleteClusterSchedulerConfigRequest } from '../../shapes/cluster-scheduler-config.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { beginDeletion } from './begin-deletion.ts';

/** DeleteClusterSchedulerConfig: takes a cluster's policy away. */
export function deleteClusterSchedulerConfig(
  draft: Draft,
  input: DeleteClusterSchedulerConfigRequest,
  context: OperationContext,
): Record<string, never> {
  beginDeletion(draft, 'schedulerConfig', input.ClusterSchedulerConfigId, context);
  return {};
}
