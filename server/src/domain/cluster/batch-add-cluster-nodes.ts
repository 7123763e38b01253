import type {
  AddClusterNodeSpecification,
  BatchAddClusterNodesError,
  BatchAddClusterNodesRequest,
  BatchAddClusterNodesResponse,
} from '../../shapes/batch-nodes.ts';
import { currentBlock, type TrainingPlan } from '../capacity/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { CLIENT_TOKEN_TTL_MS } from '../limits.ts';
import type { ClusterEntry, State } from '../state.ts';
import { type ClientToken, clientTokenKey } from './client-token.ts';
import { type Cluster, groupOf, type InstanceGroup, withGroup } from './cluster.ts';
import { checkNodeLimit } from './create-cluster.ts';
import { findEntry } from './find-cluster.ts';
import { refusals } from './messages.ts';
import type { Node } from './node.ts';
import { subnetZonesOf } from './placement.ts';
import { whyNoMore } from './plan-check.ts';
import { settleHolds } from './plan-holds.ts';
import { planOf } from './plan-of-group.ts';
import { reconcile } from './reconcile.ts';
import { saveCluster } from './save-cluster.ts';
import { addNodes } from './scale.ts';

/** Nodes added by one request (documented). */
const NODES_PER_REQUEST_MAX = 50;
/** Nodes of one group (documented: the most that InstanceCount takes). */
const NODES_PER_GROUP_MAX = 6758;

/**
 * BatchAddClusterNodes: raises groups' targets and answers with the logical ids of the nodes to come. Each
 * entry succeeds or fails by itself. The same client token with the same parameters adds nothing again, and
 * answers with the same nodes and what has become of them (documented).
 */
export function batchAddClusterNodes(
  draft: Draft,
  input: BatchAddClusterNodesRequest,
  context: OperationContext,
): BatchAddClusterNodesResponse {
  const entry = findEntry(draft.state, input.ClusterName, context.world);
  if (!entry.cluster.continuous) throw refusals.addNeedsContinuous(entry.cluster);
  const parameters = JSON.stringify(input.NodesToAdd);
  const replay = input.ClientToken && draft.get('token', clientTokenKey(entry.cluster.id, input.ClientToken));
  if (replay) {
    if (replay.parameters !== parameters) throw refusals.tokenReused(replay.token);
    return answer(entry, replay.rows, replay.failed as BatchAddClusterNodesError[]);
  }
  const total = input.NodesToAdd.reduce((sum, { IncrementTargetCountBy }) => sum + IncrementTargetCountBy, 0);
  if (total > NODES_PER_REQUEST_MAX) throw refusals.tooManyToAdd(total, NODES_PER_REQUEST_MAX);
  checkNodeLimit(draft.state, total);
  const added: Node[] = [];
  const failed: BatchAddClusterNodesError[] = [];
  for (const asked of input.NodesToAdd) {
    const refusal = refuse(draft.state, entry.cluster, asked);
    if (refusal === undefined) added.push(...add(draft, entry.cluster, asked, context));
    else failed.push(refusal);
  }
  reconcile(draft, entry.cluster.id, context);
  const rows = added.map(({ logicalId, group, availabilityZones, instanceTypes }) => ({
    logicalId,
    group,
    availabilityZones,
    instanceTypes,
  }));
  if (input.ClientToken !== undefined)
    remember(draft, entry.cluster, input.ClientToken, { parameters, rows, failed }, context);
  return answer(entry, rows, failed);
}

function add(
  draft: Draft,
  cluster: Cluster,
  asked: AddClusterNodeSpecification,
  context: OperationContext,
): Node[] {
  const { InstanceGroupName: name, IncrementTargetCountBy: count } = asked;
  const group = groupOf(cluster, name)!;
  const asking = saveCluster(
    draft,
    withGroup(cluster, name, { targetCount: group.targetCount + count }),
    context,
  );
  const raised = settleHolds(draft, asking, context);
  return addNodes(draft, raised, name, count, context, {
    availabilityZones: asked.AvailabilityZones,
    instanceTypes: asked.InstanceTypes,
  }).nodes;
}

function remember(
  draft: Draft,
  cluster: Cluster,
  token: string,
  outcome: Pick<ClientToken, 'parameters' | 'rows' | 'failed'>,
  context: OperationContext,
): void {
  const expiresAt = context.now + CLIENT_TOKEN_TTL_MS;
  draft.put('token', clientTokenKey(cluster.id, token), {
    clusterId: cluster.id,
    token,
    ...outcome,
    expiresAt,
  });
}

/** Where the instances of the present block are. */
const zoneOf = (plan: TrainingPlan): string => plan.capacities[currentBlock(plan)]!.zone;

/** One row a node, with its present status; a node that has gone since is `NotFound` (documented). */
const answer = (
  { nodes }: ClusterEntry,
  rows: ClientToken['rows'],
  failed: readonly BatchAddClusterNodesError[],
): BatchAddClusterNodesResponse => ({
  Successful: rows.map((row) => ({
    NodeLogicalId: row.logicalId,
    InstanceGroupName: row.group,
    Status: nodes.get(row.logicalId)?.status ?? 'NotFound',
    AvailabilityZones: row.availabilityZones,
    InstanceTypes: row.instanceTypes as AddClusterNodeSpecification['InstanceTypes'],
  })),
  Failed: failed,
});

function refuse(
  state: State,
  cluster: Cluster,
  asked: AddClusterNodeSpecification,
): BatchAddClusterNodesError | undefined {
  const reason = reasonAgainst(state, cluster, asked, groupOf(cluster, asked.InstanceGroupName));
  return (
    reason && {
      InstanceGroupName: asked.InstanceGroupName,
      FailedCount: asked.IncrementTargetCountBy,
      AvailabilityZones: asked.AvailabilityZones,
      InstanceTypes: asked.InstanceTypes,
      ...reason,
    }
  );
}

function reasonAgainst(
  state: State,
  cluster: Cluster,
  asked: AddClusterNodeSpecification,
  group: InstanceGroup | undefined,
): Pick<BatchAddClusterNodesError, 'ErrorCode' | 'Message'> | undefined {
  if (group === undefined) {
    const known = cluster.groups.map(({ name }) => `'${name}'`).join(', ');
    return {
      ErrorCode: 'InstanceGroupNotFound',
      Message: `Instance group '${asked.InstanceGroupName}' does not exist. The cluster has ${known}.`,
    };
  }
  if (!['InService', 'Degraded'].includes(group.status) || cluster.status !== 'InService') {
    return {
      ErrorCode: 'InvalidInstanceGroupStatus',
      Message: `Instance group '${group.name}' is ${group.status} and its cluster ${cluster.status}: nodes can be added once both are InService.`,
    };
  }
  if (group.targetCount + asked.IncrementTargetCountBy > NODES_PER_GROUP_MAX) {
    return {
      ErrorCode: 'InvalidInstanceGroupStatus',
      Message: `Instance group '${group.name}' would have a target of ${group.targetCount + asked.IncrementTargetCountBy} nodes, and the most is ${NODES_PER_GROUP_MAX}.`,
    };
  }
  const plan = planOf(state, cluster, group);
  const lacking = plan && whyNoMore(plan, group, asked.IncrementTargetCountBy);
  if (lacking !== undefined) return { ErrorCode: 'InvalidInstanceGroupStatus', Message: lacking };
  return incompatibility(cluster, asked, group, plan && zoneOf(plan));
}

function incompatibility(
  cluster: Cluster,
  asked: AddClusterNodeSpecification,
  group: InstanceGroup,
  planZone?: string,
): Pick<BatchAddClusterNodesError, 'ErrorCode' | 'Message'> | undefined {
  const zones = new Set(subnetZonesOf(cluster, group));
  const foreignZone = asked.AvailabilityZones?.find((zone) => !zones.has(zone));
  if (foreignZone !== undefined) {
    return {
      ErrorCode: 'IncompatibleAvailabilityZones',
      Message: `Instance group '${group.name}' has no subnet in ${foreignZone}. Its subnets are in ${[...zones].join(', ')}.`,
    };
  }
  if (planZone !== undefined && asked.AvailabilityZones?.includes(planZone) === false) {
    return {
      ErrorCode: 'IncompatibleAvailabilityZones',
      Message: `Instances of instance group '${group.name}' come from its training plan, which is in ${planZone}. Leave AvailabilityZones out.`,
    };
  }
  const types: readonly string[] = group.spec.InstanceRequirements?.InstanceTypes ?? [
    group.spec.InstanceType!,
  ];
  const foreignType = asked.InstanceTypes?.find((type) => !types.includes(type));
  return foreignType === undefined
    ? undefined
    : {
        ErrorCode: 'IncompatibleInstanceTypes',
        Message: `Instance group '${group.name}' does not take ${foreignType}. It takes ${types.join(', ')}.`,
      };
}
