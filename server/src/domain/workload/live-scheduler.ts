/**
 * The scheduler over one cluster: derived from its quotas, policy, tasks and nodes, and kept beside them so that a
 * submission costs what a submission costs. Rules tell it what they write; where a decision is taken back it is
 * dropped, and made anew when somebody asks. Made anew it tries everything that waits once more, as Kueue does after
 * a restart.
 */
import { MIG_CONFIG_LABEL, nodeLayout } from '../catalog/partition-layout.ts';
import { partitionResource } from '../catalog/resource-names.ts';
import type { Cluster, GroupSpec } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import type { ComputeQuota } from '../governance/compute-quota.ts';
import type { GovernanceIndex } from '../governance/governance-index.ts';
import { type AppliedQuota, policyOf, queueOfTeam } from '../governance/policy-of.ts';
import { LivelockDetector } from '../scheduler/livelock.ts';
import type { Policy } from '../scheduler/policy.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import type { Workload } from '../scheduler/workload.ts';
import type { ClusterEntry, State } from '../state.ts';
import { offerOf, takesWork } from './node-capacity.ts';
import { NodeRoom } from './node-room.ts';
import { isEnded, type Task } from './task.ts';
import { shapeOf } from './task-shape.ts';

export interface LiveScheduler {
  scheduler: Scheduler;
  readonly room: NodeRoom;
  readonly detector: LivelockDetector;
  /** What the policy was made of: another one asks for another policy. */
  basis: Basis;
  /** Nodes have come or gone since the last pass. */
  nodesChanged: boolean;
  /** Another policy is in force since the last pass. */
  policyChanged: boolean;
}

/** Names what a policy depends on, and by which objects it was found: as long as they are the same, it is too. */
interface Basis {
  readonly policyVersion: number;
  readonly cluster: Cluster;
  readonly capacity: ReturnType<NodeRoom['capacity']> | undefined;
  readonly text: string;
}

/** The cluster's scheduler, made where there is none, brought up to date where its policy has changed. */
export function liveScheduler(entry: ClusterEntry): LiveScheduler {
  const { governance } = entry;
  const { live } = governance;
  if (live === undefined) {
    governance.live = build(entry);
    return governance.live;
  }
  const basis = basisOf(entry, live.room, live.basis);
  if (basis.text !== live.basis.text) {
    live.scheduler = live.scheduler.withPolicy(presentPolicy(entry, live.room), live.room);
    live.detector.forgetAll();
    live.policyChanged = true;
  }
  live.basis = basis;
  return live;
}

/**
 * Makes the schedulers of all clusters with open tasks, at the start of a server: whoever asks first would wait for
 * it. `onDefect` hears of one that cannot be made, which is tried again when somebody asks.
 */
export function makeSchedulers(
  { clusters }: Pick<State, 'clusters'>,
  onDefect: (error: unknown, where: string) => void,
): void {
  for (const entry of clusters.values()) {
    if (entry.governance.tasks.openCount === 0) continue;
    try {
      liveScheduler(entry);
    } catch (error) {
      onDefect(error, `the scheduler of cluster ${entry.cluster.id}`);
    }
  }
}

/** The policy that quotas, policy and nodes make now. */
export function presentPolicy({ cluster, governance }: ClusterEntry, room: NodeRoom): Policy {
  return policyOf({
    quotas: appliedQuotas(governance.quotasInOrder),
    config: governance.schedulerConfig?.applied,
    instanceTypes: instanceTypesOf(cluster),
    slices: slicesOf(cluster),
    capacity: sharesIdle(governance) ? room.capacity() : new Map(),
  });
}

/** The quotas in force, in the order given. */
export function appliedQuotas(quotas: Iterable<ComputeQuota>): readonly AppliedQuota[] {
  return [...quotas].flatMap(({ applied }) => applied ?? []);
}

/** The types that the cluster's groups may have. */
export function instanceTypesOf({ groups }: Cluster): readonly string[] {
  return [...new Set(groups.flatMap(({ spec }) => typesOfGroup(spec)))];
}

const typesOfGroup = ({ InstanceType, InstanceRequirements }: GroupSpec): readonly string[] =>
  InstanceType === undefined ? (InstanceRequirements?.InstanceTypes ?? []) : [InstanceType];

/** The slices that the GPUs of its groups are split into. */
function slicesOf({ groups }: Cluster): readonly string[] {
  const slices = new Set<string>();
  for (const { spec } of groups) {
    const config = spec.KubernetesConfig?.Labels?.[MIG_CONFIG_LABEL];
    for (const type of typesOfGroup(spec)) {
      const layout = nodeLayout(type, config);
      if (layout.state === 'failed') continue;
      for (const { profile } of layout.slices) slices.add(partitionResource(profile));
    }
  }
  return [...slices];
}

/** The nodes of a cluster as a room without tasks. */
export function roomOf({ cluster, nodes }: ClusterEntry): NodeRoom {
  const room = new NodeRoom();
  for (const node of nodes.all()) addToRoom(room, cluster, node);
  return room;
}

/** Lets a node into the room, if it takes work. */
export function addToRoom(room: NodeRoom, cluster: Cluster, node: Node | undefined): void {
  if (!takesWork(node)) return;
  const offer = offerOf(cluster, node);
  if (offer === undefined) return;
  room.addNode({ node: node.logicalId, instanceType: node.instanceType, sequence: node.sequence, offer });
}

/** A task in the scheduler's words. Its number is the last word where everything else ties. */
export function workloadOf({
  id,
  sequence,
  priority,
  submittedAt,
  spec,
}: Pick<Task, 'id' | 'sequence' | 'priority' | 'submittedAt' | 'spec'>): Workload {
  return {
    key: id,
    uid: sequence,
    clusterQueue: queueOfTeam(spec.team),
    priority,
    createdAt: submittedAt,
    podSets: shapeOf(spec.podSets).podSets,
  };
}

function build(entry: ClusterEntry): LiveScheduler {
  const { governance } = entry;
  const room = roomOf(entry);
  const open = governance.tasks.entries.filter((task) => !isEnded(task));
  for (const task of open) {
    if (task.admission === undefined) continue;
    const requestsOf = (name: string) => task.spec.podSets.find((podSet) => podSet.name === name)!.requests;
    room.restore(task.id, task.admission.replicas, requestsOf);
  }
  const scheduler = new Scheduler(presentPolicy(entry, room), room);
  for (const task of open) {
    if (!scheduler.tree.queues.has(queueOfTeam(task.spec.team))) continue;
    if (task.admission === undefined) scheduler.submit(workloadOf(task));
    else
      scheduler.restore(workloadOf(task), {
        podSets: task.admission.podSets,
        reservedAt: task.admission.admittedAt,
        evicting: task.status === 'Stopping',
      });
  }
  for (const queue of governance.stopped) if (scheduler.tree.queues.has(queue)) scheduler.stall(queue);
  return {
    scheduler,
    room,
    detector: new LivelockDetector(),
    basis: basisOf(entry, room),
    nodesChanged: false,
    policyChanged: true,
  };
}

function basisOf({ cluster, governance }: ClusterEntry, room: NodeRoom, last?: Basis): Basis {
  const { policyVersion } = governance;
  const capacity = sharesIdle(governance) ? room.capacity() : undefined;
  if (last?.policyVersion === policyVersion && last.cluster === cluster && last.capacity === capacity)
    return last;
  const text = JSON.stringify([policyVersion, instanceTypesOf(cluster), [...(capacity ?? [])]]);
  return { policyVersion, cluster, capacity, text };
}

const sharesIdle = ({ schedulerConfig }: GovernanceIndex): boolean =>
  schedulerConfig?.applied?.IdleResourceSharing === 'Enabled';
