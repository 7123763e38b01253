import type { CreateClusterRequest, CreateClusterResponse } from '../../shapes/cluster.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { CLUSTERS_PER_WORLD_MAX, GROUPS_PER_CLUSTER_MAX, NODES_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { putTags } from '../tag/write-tags.ts';
import { type World, worldKey } from '../world.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import { clusterEvents } from './event-text/cluster-events.ts';
import { type AskedGroup, askedGroups, checkGroup, type GroupSetting, newGroup } from './group-rules.ts';
import { refusals } from './messages.ts';
import { checkPlans } from './plan-check.ts';
import { settleHolds } from './plan-holds.ts';
import { tellOfPlans } from './plan-news.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';

/** CreateCluster: takes the request, and starts the cluster on its way to InService. */
export function createCluster(
  draft: Draft,
  input: CreateClusterRequest,
  context: OperationContext,
): CreateClusterResponse {
  const { world } = context;
  const asked = askedGroups(input.InstanceGroups, input.RestrictedInstanceGroups);
  checkRequest(input, asked);
  checkWorld(draft.state, input, asked, world);
  const setting: GroupSetting = {
    eks: input.Orchestrator?.Eks !== undefined,
    continuous: input.NodeProvisioningMode === 'Continuous',
    world,
  };
  for (const group of asked) checkGroup(group, setting, context.now);
  const made = newCluster(draft, input, asked, setting, context);
  checkPlans(draft.state, made, undefined, asked);
  const created = saveCluster(draft, made, context);
  recordEvent(draft, created, clusterEvents.creationStarted(created), context);
  const cluster = settleHolds(draft, created, context);
  if (cluster !== created) saveCluster(draft, cluster, context);
  tellOfPlans(draft, undefined, cluster, context);
  putTags(draft, clusterArn(cluster), input.Tags ?? []);
  return { ClusterArn: clusterArn(cluster) };
}

/** What members of the request forbid each other. */
function checkRequest(input: CreateClusterRequest, asked: readonly AskedGroup[]): void {
  if (asked.length === 0) throw refusals.noGroups();
  if (asked.length > GROUPS_PER_CLUSTER_MAX)
    throw refusals.tooManyGroups(GROUPS_PER_CLUSTER_MAX, asked.length);
  const orchestrator = input.Orchestrator;
  const continuous = input.NodeProvisioningMode === 'Continuous';
  const autoscaling = input.AutoScaling?.Mode === 'Enable';
  if (orchestrator !== undefined) {
    const both = orchestrator.Eks !== undefined && orchestrator.Slurm !== undefined;
    if (both) throw refusals.orchestrator('both');
    if (orchestrator.Eks === undefined && orchestrator.Slurm === undefined)
      throw refusals.orchestrator('neither');
  }
  if (orchestrator?.Eks !== undefined && input.VpcConfig === undefined) throw refusals.eksNeedsVpc();
  if (input.RestrictedInstanceGroups !== undefined && (continuous || autoscaling))
    throw refusals.restrictedNotAllowed();
  if (autoscaling && (orchestrator?.Eks === undefined || !continuous)) throw refusals.autoscalingNeeds();
  if (autoscaling && input.ClusterRole === undefined) throw refusals.roleNeeded();
  if (continuous && orchestrator?.Eks === undefined) checkSlurmRoles(input.ClusterName, asked);
}

/** A continuous Slurm cluster knows what each group is for, and has one controller (documented, observed). */
export function checkSlurmRoles(cluster: string, groups: readonly Pick<AskedGroup, 'spec'>[]): void {
  if (groups.some(({ spec }) => spec.SlurmConfig === undefined)) throw refusals.slurmConfigMissing(cluster);
  const controllers = groups.filter(({ spec }) => spec.SlurmConfig?.NodeType === 'Controller').length;
  if (controllers !== 1) throw refusals.slurmControllers(controllers);
}

/** What the account and region already hold. */
function checkWorld(
  state: State,
  input: CreateClusterRequest,
  asked: readonly AskedGroup[],
  world: World,
): void {
  const clusters = state.named('cluster', world);
  if (clusters.has(input.ClusterName)) throw refusals.nameInUse(input.ClusterName);
  if (clusters.size >= CLUSTERS_PER_WORLD_MAX) throw refusals.tooManyClusters(CLUSTERS_PER_WORLD_MAX);
  const eks = input.Orchestrator?.Eks?.ClusterArn;
  if (eks !== undefined && state.eksArnInUse(world, eks)) throw refusals.eksInUse(eks);
  checkNodeLimit(
    state,
    asked.reduce((sum, group) => sum + group.count, 0),
  );
}

/** Refuses what would take the server over its limit of nodes. */
export function checkNodeLimit(state: State, delta: number): void {
  if (state.nodeCount + delta > NODES_MAX) throw refusals.tooManyNodes(NODES_MAX, state.nodeCount, delta);
}

function newCluster(
  draft: Draft,
  input: CreateClusterRequest,
  asked: readonly AskedGroup[],
  setting: GroupSetting,
  context: OperationContext,
): Cluster {
  return {
    ...context.world,
    id: newClusterId(draft, input.ClusterName, context),
    name: input.ClusterName,
    createdAt: context.now,
    status: 'Creating',
    orchestrator: input.Orchestrator,
    continuous: setting.continuous,
    nodeRecovery: input.NodeRecovery ?? 'Automatic',
    vpcConfig: input.VpcConfig,
    tieredStorageConfig: input.TieredStorageConfig,
    clusterRole: input.ClusterRole,
    autoScaling: input.AutoScaling,
    restrictedInstanceGroupsConfig: input.RestrictedInstanceGroupsConfig,
    groups: asked.map((group) => newGroup(group, setting, context)),
    nodesCreated: 0,
    generation: 0,
    operation: {
      kind: 'Create',
      phase: 'Setup',
      startedAt: context.now,
      dueAt: context.now + waitMs('clusterSetup', context.pace),
    },
  };
}

/** An id that no cluster has or had: its stream is named by how many of that name came before. */
function newClusterId(draft: Draft, name: string, { world, random }: OperationContext): string {
  const counter = `clusters of ${worldKey(world)}`;
  const ordinal = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: ordinal });
  const stream = random('cluster', worldKey(world), name, ordinal);
  let id = stream.alphanumeric(12);
  while (draft.state.clusters.has(id)) id = stream.alphanumeric(12);
  return id;
}
