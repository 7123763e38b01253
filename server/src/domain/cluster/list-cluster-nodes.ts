import type {
  ClusterNodeSummary,
  ListClusterNodesRequest,
  ListClusterNodesResponse,
} from '../../shapes/node.ts';
import type { OperationContext } from '../context.ts';
import { PAGE_SIZE_DEFAULT } from '../limits.ts';
import { decodeToken, encodeToken } from '../paging.ts';
import type { ClusterEntry, State } from '../state.ts';
import type { Cluster } from './cluster.ts';
import { findEntry } from './find-cluster.ts';
import type { Node } from './node.ts';
import type { GroupIndex } from './nodes-index.ts';
import { hostnameOf } from './placement.ts';
import { imageVersionStatus } from './release.ts';

/**
 * ListClusterNodes. Both orders stand on numbers that a node keeps for life (its group, its sequence), so a
 * page can start exactly after the node that ended the last one, whatever was replaced, added or removed in
 * between: no node comes twice, none that stays is missed. Finding that place takes a binary search in each
 * group, so a page costs the same in a small cluster and a large one.
 */
export function listClusterNodes(
  state: State,
  input: ListClusterNodesRequest,
  context: OperationContext,
): ListClusterNodesResponse {
  const entry = findEntry(state, input.ClusterName, context.world);
  const page = nodePage(entry, input);
  return {
    NextToken: page.nextToken,
    ClusterNodeSummaries: page.nodes.map((node) =>
      nodeSummary(entry.cluster, node, input.IncludeNodeLogicalIds === true, context.now),
    ),
  };
}

/** One page of nodes, and the token of the next: empty on the last page (observed). */
export function nodePage(
  entry: ClusterEntry,
  input: ListClusterNodesRequest,
): { nodes: Node[]; nextToken: string } {
  const { ClusterName: _, MaxResults = PAGE_SIZE_DEFAULT, NextToken, ...rest } = input;
  const scope = `ListClusterNodes ${entry.cluster.id} ${JSON.stringify(rest)}`;
  const after = decodeToken(NextToken, scope);
  const nodes: Node[] = [];
  for (const node of walk(entry, input, after)) {
    if (!isListed(node, input.IncludeNodeLogicalIds === true)) continue;
    if (nodes.length === MaxResults) {
      return { nodes, nextToken: encodeToken(scope, positionOf(nodes.at(-1)!, input)) };
    }
    nodes.push(node);
  }
  return { nodes, nextToken: '' };
}

/** Without logical ids only nodes with an instance are listed; one whose instance has ended is not (observed). */
function isListed(node: Node, includeLogicalIds: boolean): boolean {
  if (node.work?.kind === 'Terminate' && node.work.step === 'DeleteEni') return false;
  return includeLogicalIds || node.instanceId !== undefined;
}

const positionOf = (node: Node, { SortBy }: ListClusterNodesRequest): string =>
  SortBy === 'NAME' ? `${node.group} ${node.sequence}` : String(node.sequence);

/** The part of a group that can match, as positions [from, to) in its order of creation. */
interface Span {
  readonly index: GroupIndex;
  from: number;
  to: number;
}

function walk(
  entry: ClusterEntry,
  input: ListClusterNodesRequest,
  after: string | undefined,
): Iterable<Node> {
  const descending = input.SortOrder === 'Descending';
  const names = [...entry.nodes.groups.keys()]
    .filter(
      (name) =>
        input.InstanceGroupNameContains === undefined || name.includes(input.InstanceGroupNameContains),
    )
    .sort();
  const spans = names.map((name) => spanOf(entry.nodes.group(name), input));
  if (input.SortBy === 'NAME') return byName(names, spans, after, descending);
  return byCreation(spans, after === undefined ? undefined : Number(after), descending);
}

function spanOf(index: GroupIndex, { CreationTimeAfter, CreationTimeBefore }: ListClusterNodesRequest): Span {
  return {
    index,
    from: CreationTimeAfter === undefined ? 0 : index.seekCreatedAt(CreationTimeAfter + 1),
    to: CreationTimeBefore === undefined ? index.size : index.seekCreatedAt(CreationTimeBefore),
  };
}

/** Cuts a span to what comes after the sequence. */
function cut(span: Span, sequence: number, descending: boolean): void {
  if (descending) span.to = Math.min(span.to, span.index.seek(sequence));
  else span.from = Math.max(span.from, span.index.seek(sequence + 1));
}

function* byName(
  names: string[],
  spans: Span[],
  after: string | undefined,
  descending: boolean,
): Iterable<Node> {
  const [lastName = '', lastSequence = ''] = after?.split(' ') ?? [];
  const order = names.map((name, i) => ({ name, span: spans[i]! }));
  if (descending) order.reverse();
  for (const { name, span } of order) {
    if (after !== undefined && (descending ? name > lastName : name < lastName)) continue;
    if (after !== undefined && name === lastName) cut(span, Number(lastSequence), descending);
    if (descending) for (let i = span.to - 1; i >= span.from; i -= 1) yield span.index.entries[i]!.node;
    else for (let i = span.from; i < span.to; i += 1) yield span.index.entries[i]!.node;
  }
}

/**
 * A merge of the groups by sequence. The groups are few, so the one whose turn it is is found by looking at
 * each; and it keeps its turn until another group's node comes first, which for groups that were made one after
 * the other is long.
 */
function* byCreation(spans: Span[], after: number | undefined, descending: boolean): Iterable<Node> {
  if (after !== undefined) for (const span of spans) cut(span, after, descending);
  const next = (span: Span): number => {
    if (span.from >= span.to) return Number.POSITIVE_INFINITY;
    const { sequence } = span.index.entries[descending ? span.to - 1 : span.from]!;
    return descending ? -sequence : sequence;
  };
  for (;;) {
    let best: Span | undefined;
    let bestNext = Number.POSITIVE_INFINITY;
    let othersNext = Number.POSITIVE_INFINITY;
    for (const span of spans) {
      const mine = next(span);
      if (mine < bestNext) {
        othersNext = bestNext;
        best = span;
        bestNext = mine;
      } else if (mine < othersNext) othersNext = mine;
    }
    if (best === undefined) return;
    for (; next(best) < othersNext; ) {
      if (descending) best.to -= 1;
      else best.from += 1;
      yield best.index.entries[descending ? best.to : best.from - 1]!.node;
    }
  }
}

/**
 * One row. A node that has no instance yet has an empty instance id (the member is required; our choice) and
 * shows when it was created in place of when it was launched.
 */
export function nodeSummary(
  cluster: Cluster,
  node: Node,
  includeLogicalId: boolean,
  now: number,
): ClusterNodeSummary {
  return {
    InstanceGroupName: node.group,
    InstanceId: node.instanceId ?? '',
    NodeLogicalId: includeLogicalId ? node.logicalId : undefined,
    InstanceType: node.instanceType as ClusterNodeSummary['InstanceType'],
    LaunchTime: node.launchedAt ?? node.createdAt,
    LastSoftwareUpdateTime: node.softwareUpdatedAt,
    InstanceStatus: { Status: node.status, Message: node.message ?? '' },
    UltraServerInfo: node.ultraServer && { Id: node.ultraServer.id, Type: node.ultraServer.type },
    PrivateDnsHostname: hostnameOf(cluster, node),
    CurrentImageReleaseVersion: node.instanceId === undefined ? undefined : node.image.release,
    ImageVersionStatus: node.instanceId === undefined ? undefined : imageVersionStatus(node.image, now),
  };
}
