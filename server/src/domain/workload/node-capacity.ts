/**
 * What a node of the fleet offers to tasks, and whether it takes any now. Quota counts whole instances; a node
 * gives less: the kubelet keeps some for itself, and a GPU that is split gives slices instead of itself.
 */
import { allocatableOf } from '../catalog/allocatable.ts';
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { MIG_CONFIG_LABEL, type NodeLayout, nodeLayout } from '../catalog/partition-layout.ts';
import { EFA, GPU, NEURON, partitionResource } from '../catalog/resource-names.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { groupOf } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import { PODS } from './pod-fit.ts';
import type { EvictionReason } from './task.ts';

/** HyperPod's own label of each node (documented). */
const INSTANCE_GROUP_LABEL = 'sagemaker.amazonaws.com/instance-group-name';
/** Pods on one node (Kubernetes' own default). */
const PODS_PER_NODE_MAX = 110;

export interface NodeOffer {
  /** What pods can have, by resource. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** What the instance has by its type: what quotas are counted in. */
  readonly capacity: Readonly<Record<string, number>>;
  readonly layout: NodeLayout;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** What a node offers; nothing where its type is unknown or its GPUs could not be split as asked. */
export function offerOf(cluster: Cluster, node: Pick<Node, 'group' | 'instanceType'>): NodeOffer | undefined {
  const spec = groupOf(cluster, node.group)?.spec;
  const type = instanceTypeOf(node.instanceType);
  if (spec === undefined || type === undefined) return undefined;
  const labels: Record<string, string> = {
    [INSTANCE_GROUP_LABEL]: node.group,
    ...spec.KubernetesConfig?.Labels,
  };
  const layout = nodeLayout(node.instanceType, labels[MIG_CONFIG_LABEL]);
  const devices = devicesOf(layout, node.instanceType);
  const { cpu, memory } = allocatableOf(node.instanceType, spec.ThreadsPerCore);
  return {
    allocatable: { cpu, memory, [PODS]: PODS_PER_NODE_MAX, ...devices },
    capacity: { cpu: type.vCpu * 1_000, memory: Math.floor(type.memoryGiB * 2 ** 30), ...devices },
    layout,
    labels,
    taints: (spec.KubernetesConfig?.Taints ?? []).map(({ Key, Value, Effect }) => ({
      key: Key,
      value: Value,
      effect: Effect,
    })),
  };
}

function devicesOf(layout: NodeLayout, instanceType: string): Readonly<Record<string, number>> {
  const type = instanceTypeOf(instanceType)!;
  const devices: Record<string, number> = {};
  if (type.efaInterfaces) devices[EFA] = type.efaInterfaces;
  if (type.accelerator?.kind === 'neuron') devices[NEURON] = type.accelerator.count;
  if (layout.state === 'failed') return devices;
  if (layout.wholeGpus.length > 0) devices[GPU] = layout.wholeGpus.length;
  for (const { profile } of layout.slices) {
    const resource = partitionResource(profile);
    devices[resource] = (devices[resource] ?? 0) + 1;
  }
  return devices;
}

/** Whether the node takes work now: ready, not worked at, and not known to be ill. */
export function takesWork(node: Node | undefined): node is Node {
  if (node === undefined || !node.joined) return false;
  return node.status === 'Running' && node.work === undefined && !isKnownIll(node);
}

/** The monitor has noticed a fault that needs someone to act: HyperPod then marks the node unschedulable (documented). */
const isKnownIll = ({ ailment }: Node): boolean =>
  ailment !== undefined && ailment.noticedAt === undefined && ailment.needs !== 'Nothing';

/** Why a node takes no work any more, for those whose replicas ran on it. */
export function leavingReason(node: Node | undefined): EvictionReason {
  switch (node?.work?.kind) {
    case 'Reboot':
      return 'NodeReboot';
    case 'Replace':
      return 'NodeReplacement';
    case 'UpdateSoftware':
      return 'NodeUpdate';
    case 'HealthCheck':
      return 'NodeHealthCheck';
    case 'Terminate':
      return 'NodeRemoved';
    default:
      return node === undefined ? 'NodeRemoved' : 'NodeFailure';
  }
}
