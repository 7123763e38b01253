import type { OperationName } from '../../src/shapes/operations.ts';
import type { JsonObject } from './fuzz-json.ts';
import type { Draws } from './random.ts';

/**
 * The nodes and volumes that a server has told of. A call on one node is refused unless cluster and node belong
 * together, which names drawn one by one hardly ever do: so they are kept together.
 */
interface KnownNode {
  readonly clusterArn: string;
  readonly instanceId?: string;
  readonly logicalId?: string;
}

interface KnownVolume extends JsonObject {
  readonly ClusterArn: string;
  readonly NodeId: string;
  readonly VolumeId: string;
}

/** The members of replies that are looked at. */
interface Reply {
  readonly ClusterName?: string;
  readonly ClusterArn?: string;
  readonly ClusterSummaries?: readonly { readonly ClusterName: string; readonly ClusterArn: string }[];
  readonly ClusterNodeSummaries?: readonly { readonly InstanceId: string; readonly NodeLogicalId?: string }[];
}

const KNOWN_MAX = 40;
/** A page is cut to so many, so that one large cluster does not push out all others. */
const OF_A_PAGE_MAX = 8;
/** Of the calls on nodes, those that name one that is known; the rest are drawn as all others are. */
const KNOWN_SHARE = 0.8;

export class Nodes {
  readonly #arns = new Map<string, string>();
  /** ARNs of the clusters that take volumes: those orchestrated by EKS. */
  readonly #takesVolumes = new Set<string>();
  #nodes: KnownNode[] = [];
  #volumes: KnownVolume[] = [];

  /** Keeps what a call that came through tells of clusters, nodes and volumes. */
  learn(operation: string, input: JsonObject, reply: Reply): void {
    const name = String(reply.ClusterName ?? input.ClusterName);
    if (reply.ClusterArn !== undefined) this.#arns.set(name, reply.ClusterArn);
    for (const cluster of reply.ClusterSummaries ?? [])
      this.#arns.set(cluster.ClusterName, cluster.ClusterArn);
    if (operation === 'CreateCluster' && isEks(input)) this.#takesVolumes.add(reply.ClusterArn!);
    if (operation === 'ListClusterNodes') this.#listed(name, reply.ClusterNodeSummaries ?? []);
    if (operation === 'DeleteCluster') this.#deleted(reply.ClusterArn!);
    if (operation === 'AttachClusterNodeVolume')
      this.#volumes = [...this.#volumes, input as KnownVolume].slice(-KNOWN_MAX);
    if (operation === 'DetachClusterNodeVolume')
      this.#volumes = this.#volumes.filter(({ VolumeId }) => VolumeId !== input.VolumeId);
  }

  #listed(cluster: string, rows: NonNullable<Reply['ClusterNodeSummaries']>): void {
    const clusterArn = cluster.startsWith('arn:') ? cluster : this.#arns.get(cluster);
    if (clusterArn === undefined) return;
    const nodes = rows.slice(0, OF_A_PAGE_MAX).map(({ InstanceId, NodeLogicalId }) => ({
      clusterArn,
      instanceId: InstanceId || undefined,
      logicalId: NodeLogicalId,
    }));
    this.#nodes = [...this.#nodes, ...nodes].slice(-KNOWN_MAX);
  }

  #deleted(arn: string): void {
    this.#nodes = this.#nodes.filter(({ clusterArn }) => clusterArn !== arn);
    this.#volumes = this.#volumes.filter(({ ClusterArn }) => ClusterArn !== arn);
  }

  /** After a reset of the server nothing of it is there any more. */
  forget(): void {
    this.#arns.clear();
    this.#takesVolumes.clear();
    this.#nodes = [];
    this.#volumes = [];
  }

  /** An input that names what is there; undefined for other operations, and where nothing is known yet. */
  inputFor(operation: OperationName, draws: Draws): JsonObject | undefined {
    switch (operation) {
      case 'DescribeClusterNode':
        return this.#describe(draws);
      case 'AttachClusterNodeVolume':
        return this.#attach(draws);
      case 'DetachClusterNodeVolume':
        return this.#volumes.length > 0 && draws.chance(KNOWN_SHARE) ? draws.pick(this.#volumes) : undefined;
      default:
        return undefined;
    }
  }

  #describe(draws: Draws): JsonObject | undefined {
    if (this.#nodes.length === 0 || !draws.chance(KNOWN_SHARE)) return undefined;
    const { clusterArn: ClusterName, instanceId, logicalId } = draws.pick(this.#nodes);
    const byLogicalId = logicalId !== undefined && (instanceId === undefined || draws.chance(0.5));
    return byLogicalId ? { ClusterName, NodeLogicalId: logicalId } : { ClusterName, NodeId: instanceId! };
  }

  #attach(draws: Draws): JsonObject | undefined {
    const launched = this.#nodes.filter(
      ({ clusterArn, instanceId }) => instanceId !== undefined && this.#takesVolumes.has(clusterArn),
    );
    if (launched.length === 0 || !draws.chance(KNOWN_SHARE)) return undefined;
    const { clusterArn, instanceId } = draws.pick(launched);
    const isTaken = this.#volumes.length > 0 && draws.chance(0.15);
    const VolumeId = isTaken ? draws.pick(this.#volumes).VolumeId : `vol-${draws.hex(17)}`;
    return { ClusterArn: clusterArn, NodeId: instanceId!, VolumeId };
  }
}

const isEks = ({ Orchestrator: of }: JsonObject): boolean =>
  typeof of === 'object' && of !== null && 'Eks' in of;
