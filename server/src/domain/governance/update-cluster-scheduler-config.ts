import type {
  UpdateClusterSchedulerConfigRequest,
  UpdateClusterSchedulerConfigResponse,
} from '../../shapes/cluster-scheduler-config.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { governanceRefusals } from './messages.ts';
import { findToUpdate, nextVersion } from './next-version.ts';
import { type ClusterSchedulerConfig, schedulerConfigArn } from './scheduler-config.ts';
import { checkSchedulerConfig, filledSchedulerConfig } from './scheduler-config-rules.ts';

/** UpdateClusterSchedulerConfig: the next version of a policy; a SchedulerConfig replaces the present one whole. */
export function updateClusterSchedulerConfig(
  draft: Draft,
  input: UpdateClusterSchedulerConfigRequest,
  context: OperationContext,
): UpdateClusterSchedulerConfigResponse {
  const { ClusterSchedulerConfigId: id, SchedulerConfig, Description } = input;
  if (SchedulerConfig === undefined && Description === undefined)
    throw governanceRefusals.nothingToUpdate(['SchedulerConfig', 'Description']);
  if (SchedulerConfig !== undefined) checkSchedulerConfig(SchedulerConfig);
  const config = findToUpdate(draft, 'schedulerConfig', id, input.TargetVersion, context);
  const next: ClusterSchedulerConfig = {
    ...nextVersion<'schedulerConfig'>(draft, config, Description, context),
    config: SchedulerConfig === undefined ? config.config : filledSchedulerConfig(SchedulerConfig),
  };
  draft.put('schedulerConfig', id, next);
  return {
    ClusterSchedulerConfigArn: schedulerConfigArn(next),
    ClusterSchedulerConfigVersion: next.version,
  };
}
