import type { ClusterCapacityType, ClusterInstanceStatus } from '../../shapes/node.ts';
import type { VolumeAttachmentStatus } from '../../shapes/node-volume.ts';
import type { Due } from '../due.ts';
import type { Image } from './cluster.ts';

/**
 * A node: one place in an instance group, which instances come and go in. The logical id is its identity;
 * the instance id changes with each replacement, and is absent before the first launch and between two.
 */
export interface Node {
  readonly clusterId: string;
  /** A lower-case UUID, for the node's whole life (documented, observed). */
  readonly logicalId: string;
  readonly group: string;
  /** Order of creation within the cluster; never used twice. Lists are sorted by it. */
  readonly sequence: number;
  /** Launches so far: names the streams of the instance's ids and durations. */
  readonly generation: number;
  readonly instanceType: string;
  readonly createdAt: number;
  readonly instanceId?: string;
  readonly launchedAt?: number;
  /** Which of the node's addresses it has; `address.ts` makes IP and host name of it. */
  readonly address?: number;
  /** Subnet and zone come from the group's VPC settings by this number. */
  readonly subnetIndex: number;
  /** Zones that BatchAddClusterNodes asked for. */
  readonly availabilityZones?: readonly string[];
  /** Instance types that BatchAddClusterNodes asked for. */
  readonly instanceTypes?: readonly string[];
  readonly status: ClusterInstanceStatus;
  /** Stays while what failed is tried again, as the service's does; a node that runs well has none (observed). */
  readonly message?: string;
  /** The present instance has finished provisioning: the node counts in CurrentCount. */
  readonly joined: boolean;
  readonly image: Image;
  readonly softwareUpdatedAt?: number;
  readonly capacityType?: ClusterCapacityType;
  readonly ultraServer?: { readonly id: string; readonly type: string };
  /** Whose instance the node has, or is about to get, where it comes from a training plan. */
  readonly place?: Place;
  /** Lost its instance, and gets another as soon as the plan has one to give. */
  readonly awaitsPlan?: true;
  readonly volumes?: readonly NodeVolume[];
  readonly ailment?: Ailment;
  readonly work?: NodeWork;
}

/** A pool of instances of a training plan, by the plan's ARN, the block's place in it and the pool's in the block. */
export interface Place {
  readonly plan: string;
  readonly block: number;
  readonly pool: number;
}

/** A hardware fault of the present instance. It ends with its cure. */
export interface Ailment {
  readonly faultId: string;
  /** What cures it; `Nothing`: it passes at `endsAt`. */
  readonly needs: 'Reboot' | 'Replacement' | 'Nothing';
  readonly startedAt: number;
  /** When the health monitor notices; absent once it has. */
  readonly noticedAt?: number;
  readonly endsAt?: number;
}

/** A volume attached with AttachClusterNodeVolume. */
export interface NodeVolume {
  readonly volumeId: string;
  readonly deviceName: string;
  readonly attachedAt: number;
  readonly status: VolumeAttachmentStatus;
  /** When `attaching` or `detaching` ends. */
  readonly dueAt?: number;
}

export type WorkKind =
  | 'Provision'
  | 'Reboot'
  | 'Replace'
  | 'Terminate'
  | 'UpdateSoftware'
  | 'HealthCheck'
  | 'Retry';

export type Step =
  | 'CreateEni'
  | 'LaunchInstance'
  | 'Boot'
  | 'RunLifecycleScript'
  | 'DeepHealthCheck'
  | 'Reboot'
  | 'TerminateInstance'
  | 'DeleteEni'
  | 'WriteRootVolume'
  | 'BackOff';

/** What is being done to a node, one step at a time. */
export interface NodeWork {
  readonly kind: WorkKind;
  readonly step: Step;
  readonly startedAt: number;
  readonly dueAt: number;
  /** Tries so far, the first being 1. */
  readonly attempt: number;
  /** Who asked: an API call, the cluster's own recovery, or an update. */
  readonly cause?: 'Request' | 'Recovery' | 'Update';
  /** Deep health checks asked for by StartClusterHealthCheck; otherwise the group's own apply. */
  readonly checks?: readonly string[];
}

/** Work whose step has begun, before it is known how long that takes. */
export type BegunWork = Omit<NodeWork, 'dueAt'>;

/** The steps of each kind of work, in order. `DeepHealthCheck` is passed over where none is configured. */
export const steps = {
  Provision: ['CreateEni', 'LaunchInstance', 'Boot', 'RunLifecycleScript', 'DeepHealthCheck'],
  Reboot: ['Reboot'],
  Replace: [
    'TerminateInstance',
    'CreateEni',
    'LaunchInstance',
    'Boot',
    'RunLifecycleScript',
    'DeepHealthCheck',
  ],
  Terminate: ['TerminateInstance', 'DeleteEni'],
  UpdateSoftware: ['WriteRootVolume', 'RunLifecycleScript'],
  HealthCheck: ['DeepHealthCheck'],
  Retry: ['BackOff'],
} as const satisfies Record<WorkKind, readonly Step[]>;

/** The status that a node shows during its work; DeepHealthCheck has one of its own. */
export const statusDuring = {
  Provision: 'Pending',
  Reboot: 'Pending',
  Replace: 'Pending',
  Terminate: 'ShuttingDown',
  UpdateSoftware: 'SystemUpdating',
  HealthCheck: 'DeepHealthCheckInProgress',
  Retry: 'Failure',
} as const satisfies Record<WorkKind, ClusterInstanceStatus>;

export const nodeKey = (node: Pick<Node, 'clusterId' | 'logicalId'>): string =>
  `${node.clusterId}/${node.logicalId}`;

/** Whether there is an instance; on a node that goes, its id outlives it for the last events. */
export const hasInstance = (node: Node): boolean =>
  node.instanceId !== undefined && node.work?.step !== 'DeleteEni';

/**
 * A launch that failed so often in a row waits for capacity rather than moves: whoever runs the clock until
 * nothing is in flight does not wait for it.
 */
const LAUNCHES_IN_FLIGHT_MAX = 5;

const isWaitingForCapacity = (work: NodeWork): boolean =>
  work.kind === 'Retry' && work.attempt >= LAUNCHES_IN_FLIGHT_MAX;

/** When the node next moves by itself: the end of its step, of a volume's, of an ailment's. */
export function nodeDue(node: Node): Due | undefined {
  const { work, ailment, sequence } = node;
  let at = work?.dueAt;
  let inFlight = work !== undefined && !isWaitingForCapacity(work);
  const consider = (other: number | undefined): void => {
    if (other === undefined) return;
    inFlight = true;
    if (at === undefined || other < at) at = other;
  };
  consider(ailment?.noticedAt);
  consider(ailment?.endsAt);
  for (const volume of node.volumes ?? []) consider(volume.dueAt);
  return at === undefined ? undefined : { at, inFlight, sequence };
}
