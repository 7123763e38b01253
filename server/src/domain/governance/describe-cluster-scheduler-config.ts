import type {
  DescribeClusterSchedulerConfigRequest,
  DescribeClusterSchedulerConfigResponse,
} from '../../shapes/cluster-scheduler-config.ts';
import type { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { userContext } from './caller.ts';
import { findResource } from './find-governance-resource.ts';
import { governedClusterArn } from './governance-resource.ts';
import { atVersion } from './past-version.ts';
import { type ClusterSchedulerConfig, schedulerConfigArn } from './scheduler-config.ts';

/** DescribeClusterSchedulerConfig: a policy as it is, or as it was when the next version came. */
export function describeClusterSchedulerConfig(
  state: State,
  input: DescribeClusterSchedulerConfigRequest,
  context: OperationContext,
): DescribeClusterSchedulerConfigResponse {
  const { ClusterSchedulerConfigId: id, ClusterSchedulerConfigVersion: version } = input;
  const present = findResource(state, 'schedulerConfig', id, context.world);
  const config = atVersion(state, 'schedulerConfig', present, version);
  return {
    ClusterSchedulerConfigArn: schedulerConfigArn(config),
    ClusterSchedulerConfigId: id,
    Name: config.name,
    ClusterSchedulerConfigVersion: config.version,
    Status: config.status,
    FailureReason: config.failureReason,
    StatusDetails: statusDetails(config),
    ClusterArn: governedClusterArn(config),
    SchedulerConfig: config.config,
    Description: config.description,
    CreationTime: config.createdAt,
    CreatedBy: userContext(config.createdBy),
    LastModifiedTime: config.modifiedAt,
    LastModifiedBy: config.modifiedBy === undefined ? undefined : userContext(config.modifiedBy),
  };
}

const components = ['PriorityClasses', 'FairShare', 'IdleResourceSharing'] as const;

/**
 * The status of each component that the policy says something about: its own, save that a component which an
 * update leaves as it governs is Updated from the start, and stays so where the update fails (our choice).
 */
function statusDetails({ config, applied, status }: ClusterSchedulerConfig) {
  const details: { [component: string]: SchedulerResourceStatus } = {};
  for (const component of components) {
    if (config[component] === undefined) continue;
    const governs = JSON.stringify(config[component]) === JSON.stringify(applied?.[component]);
    details[component] = governs && status.startsWith('Updat') ? 'Updated' : status;
  }
  return details;
}
