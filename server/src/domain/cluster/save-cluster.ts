import { bridgeEvent, send } from '../bridge-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { groupsChanged } from '../workload/groups-changed.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import { describe } from './describe-cluster.ts';

/**
 * Writes a cluster. Where its status changed, or a group's status, target or training plan, the state-change event goes out with the
 * cluster as DescribeCluster shows it, timestamps in epoch ms (observed).
 */
export function saveCluster(draft: Draft, cluster: Cluster, context: Context): Cluster {
  const before = draft.get('cluster', cluster.id);
  const saved: Cluster = { ...cluster, generation: cluster.generation + 1 };
  draft.put('cluster', saved.id, saved);
  if (before !== undefined) groupsChanged(draft, before, saved, context);
  if (
    before === undefined ||
    before.status !== saved.status ||
    groupStatuses(before) !== groupStatuses(saved)
  ) {
    sendStateChange(draft, saved, context);
  }
  return saved;
}

const groupStatuses = (cluster: Cluster): string =>
  cluster.groups
    .map(({ name, status, targetCount, spec }) => `${name}=${status}/${targetCount}/${spec.TrainingPlanArn}`)
    .join();

/** What a group of a live event says that is on no training plan (observed). */
const noPlan = { TrainingPlanArn: '', TrainingPlanStatus: 'NotApplicable' } as const;

const withPlan = <G extends { readonly TrainingPlanArn?: string }>(group: G) =>
  group.TrainingPlanArn === undefined ? { ...group, ...noPlan } : group;

function sendStateChange(draft: Draft, cluster: Cluster, context: Context): void {
  const described = describe(draft.state, draft.state.clusters.get(cluster.id)!, context.now);
  const detail = {
    Tags: {},
    ...described,
    InstanceGroups: described.InstanceGroups?.map(withPlan),
    RestrictedInstanceGroups: described.RestrictedInstanceGroups?.map(withPlan),
    FailureMessage: described.FailureMessage ?? '',
  };
  const event = () =>
    bridgeEvent(cluster, {
      arn: clusterArn(cluster),
      detailType: 'SageMaker HyperPod Cluster State Change',
      id: context.random('bridge', 'state', cluster.id, cluster.generation).uuid(),
      detail,
      at: context.now,
    });
  send(draft, cluster.id, event, context);
}
