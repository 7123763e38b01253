import type { Cluster } from '../cluster/cluster.ts';
import { ail, cure } from '../cluster/health.ts';
import { hasInstance, type Node, nodeKey } from '../cluster/node.ts';
import type { FaultRequest } from '../command.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { Endpoint } from '../inference/endpoint.ts';
import { loseInstance } from '../inference/lost-instances.ts';
import { namedKey } from '../inference/model.ts';
import { saveEndpoint } from '../inference/save-endpoint.ts';
import { FAULTS_MAX } from '../limits.ts';
import { invalid, notFound } from '../refusal.ts';
import type { State } from '../state.ts';
import { strikeRunning } from '../training/job-faults.ts';
import { type World, worldKey } from '../world.ts';
import type { Fault } from './fault.ts';
import { endFault, hitFault, isNamed } from './outcome.ts';

/** Making faults, and ending them. */
export function createFault(draft: Draft, request: FaultRequest, context: Context): Fault {
  const { spec, world, durationMs, count } = request;
  makeRoom(draft);
  const ordinal = Number(draft.get('setting', 'faults')?.value ?? 0) + 1;
  draft.put('setting', 'faults', { value: ordinal });
  const fault: Fault = {
    id: `fault-${context.random('fault', ordinal).hex(8)}`,
    world: world && worldKey(world),
    spec,
    createdAt: context.now,
    endsAt: durationMs === undefined ? undefined : context.now + durationMs,
    remaining: count,
    hitCount: 0,
    hits: [],
  };
  draft.put('fault', fault.id, fault);
  if (spec.type === 'node') ailNode(draft, fault, spec, world, context);
  if (spec.type === 'training-job') strikeRunning(draft, fault.id, context);
  if (spec.type === 'endpoint' && spec.reason === 'instance')
    failEndpointInstance(draft, fault, spec, context);
  return draft.get('fault', fault.id)!;
}

/** The oldest ended fault makes room; standing ones are never forgotten. */
function makeRoom(draft: Draft): void {
  const faults = draft.state.all('fault');
  if (faults.size < FAULTS_MAX) return;
  const ended = [...faults.values()].filter((fault) => fault.endedAt !== undefined);
  const oldest = ended.sort((a, b) => a.createdAt - b.createdAt)[0];
  if (oldest !== undefined) return draft.delete('fault', oldest.id);
  throw invalid(`There are ${FAULTS_MAX} standing faults already. Delete one first.`);
}

/** A hardware fault takes hold at once. `Nothing` needs an end, for nobody else ends it. */
function ailNode(
  draft: Draft,
  fault: Fault,
  spec: Extract<Fault['spec'], { type: 'node' }>,
  world: World | undefined,
  context: Context,
): void {
  if (spec.needs === 'Nothing' && fault.endsAt === undefined) {
    throw invalid("A node fault that needs nothing cures itself: 'durationSeconds' must say when.");
  }
  const { node, cluster } = findNode(draft.state, spec.node, spec.cluster, world);
  if (!hasInstance(node))
    throw invalid(`Node '${spec.node}' has no instance yet: there is no hardware to fail.`);
  if (node.ailment !== undefined)
    throw invalid(`Node '${spec.node}' already has fault '${node.ailment.faultId}'. Delete that one first.`);
  const hit = { at: context.now, what: `${nodeKey(node)} of ${cluster.name} (${node.instanceId})` };
  draft.put('fault', fault.id, { ...fault, hitCount: 1, hits: [hit] });
  ail(
    draft,
    node,
    { faultId: fault.id, needs: spec.needs, endsAt: spec.needs === 'Nothing' ? fault.endsAt : undefined },
    context,
  );
}

/** An instance on a plan fails at once, of the endpoint that is named or of the first that has one. */
function failEndpointInstance(
  draft: Draft,
  fault: Fault,
  { endpoint: name }: Extract<Fault['spec'], { type: 'endpoint' }>,
  context: Context,
): void {
  if ((fault.remaining ?? 1) > 1)
    throw invalid(
      `'count' is ${fault.remaining}, and this fault takes one instance, at once. Leave 'count' out, and make it as often as instances are to fail.`,
    );
  for (const endpoint of [...draft.state.all('endpoint').values()].sort(inOrder)) {
    if (name !== undefined && endpoint.name !== name) continue;
    if (fault.world !== undefined && fault.world !== worldKey(endpoint)) continue;
    const left = loseInstance(draft, endpoint, context);
    if (left === undefined) continue;
    saveEndpoint(draft, left, context);
    return hitFault(
      draft,
      { ...fault, remaining: 1 },
      `an instance of endpoint ${endpoint.name}`,
      context.now,
    );
  }
  throw invalid(
    `There is no ${name === undefined ? 'endpoint' : `endpoint '${name}'`} with instances of a training plan that could fail.`,
  );
}

/** By creation, those of one instant by name: not in the order of a map, which a restart changes. */
const inOrder = (a: Endpoint, b: Endpoint): number =>
  a.createdAt - b.createdAt || (namedKey(a, a.name) < namedKey(b, b.name) ? -1 : 1);

/** A node by either of its names, in one world or anywhere. */
function findNode(
  state: State,
  id: string,
  clusterName: string | undefined,
  world: World | undefined,
): { node: Node; cluster: Cluster } {
  for (const { cluster, nodes } of state.clusters.values()) {
    if (world !== undefined && worldKey(cluster) !== worldKey(world)) continue;
    if (clusterName !== undefined && !isNamed(cluster, clusterName)) continue;
    const node = nodes.byInstanceId(id) ?? nodes.get(id);
    if (node !== undefined) return { node, cluster };
  }
  throw notFound(
    `Node '${id}' does not exist${clusterName === undefined ? '' : ` in cluster '${clusterName}'`}. Name it by instance id or logical id.`,
  );
}

/** Ends a fault by hand. A node that it ails is well again. */
export function deleteFault(draft: Draft, id: string, context: Context): Fault {
  const fault = draft.get('fault', id);
  if (fault === undefined) throw notFound(`Fault '${id}' does not exist.`);
  endFault(draft, id, 'deleted', context.now);
  if (fault.spec.type === 'node') relieve(draft, id, fault.spec.node, context);
  return draft.get('fault', id)!;
}

/** A fault's time is up. A node's own ailment ends by itself and takes its fault with it. */
export function faultTimeIsUp(draft: Draft, id: string, context: Context): void {
  const fault = draft.get('fault', id);
  if (fault === undefined) return;
  endFault(draft, id, 'time', context.now);
  if (fault.spec.type === 'node') relieve(draft, id, fault.spec.node, context);
}

/** The node goes by the name it was given in, for as long as it ails: another instance is free of it. */
function relieve(draft: Draft, faultId: string, name: string, context: Context): void {
  for (const { cluster, nodes } of draft.state.clusters.values()) {
    const node = nodes.byInstanceId(name) ?? nodes.get(name);
    if (node?.ailment?.faultId === faultId) return cure(draft, cluster, node, context);
  }
}
