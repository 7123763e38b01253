/**
 * Builds the quota tree of a policy. A cohort that is only named, by a queue or as a parent, exists without
 * quota. Cohorts that are their own ancestors are out of order: their queues are never scheduled.
 */
import { UNLIMITED } from './amount.ts';
import type { ClusterQueue, CompiledGroup } from './cluster-queue.ts';
import { type Cohort, rootOf } from './cohort.ts';
import { type FlavorResources, flavorResources } from './flavor-resource.ts';
import { PendingQueue } from './pending-queue.ts';
import type { ClusterQueueSpec, CohortSpec, Policy, ResourceFlavor, ResourceGroup } from './policy.ts';
import { lendableQuota, potentialAvailable, type ResourceNode } from './resource-node.ts';

export interface QuotaTree {
  readonly policy: Policy;
  readonly frs: FlavorResources;
  readonly flavors: ReadonlyMap<string, ResourceFlavor>;
  readonly cohorts: ReadonlyMap<string, Cohort>;
  readonly queues: ReadonlyMap<string, ClusterQueue>;
  /** All queues that share quota with a queue, itself among them. */
  readonly siblings: ReadonlyMap<ClusterQueue, readonly ClusterQueue[]>;
  /** Room to sum up by resource. */
  readonly scratch: Float64Array;
}

type Growing<T extends ResourceNode> = { -readonly [K in keyof T]: T[K] };
type GrowingCohort = Omit<Growing<Cohort>, 'childCohorts' | 'childQueues'> & {
  childCohorts: Cohort[];
  childQueues: ClusterQueue[];
};

/** Builds the tree, all usage zero. */
export function quotaTree(policy: Policy): QuotaTree {
  const frs = flavorResources(policy);
  const cohorts = buildCohorts(policy, frs);
  const circular = cutCircles(cohorts);
  const flavors = new Map(policy.flavors.map((flavor) => [flavor.name, flavor]));
  const queues = new Map<string, ClusterQueue>();
  for (const spec of policy.clusterQueues) {
    const parent = spec.cohort === undefined ? undefined : cohorts.get(spec.cohort)!;
    const complete = spec.resourceGroups.flat().every(({ flavor }) => flavors.has(flavor));
    const inOrder = complete && (parent === undefined || !circular.has(parent));
    const active = inOrder && spec.stopPolicy !== 'Hold';
    const queue = clusterQueue(spec, queues.size, parent, frs, active);
    queues.set(spec.name, queue);
    parent?.childQueues.push(queue);
    parent?.ranking.push(queue);
  }
  for (const cohort of cohorts.values()) if (cohort.parent === undefined) sumUp(cohort, frs);
  for (const cohort of cohorts.values()) if (cohort.parent === undefined) spread(cohort, frs);
  for (const queue of queues.values()) if (queue.parent === undefined) setPotential(queue, frs);
  return {
    policy,
    frs,
    flavors,
    cohorts,
    queues,
    siblings: siblings(queues),
    scratch: new Float64Array(frs.resourceCount),
  };
}

function buildCohorts(policy: Policy, frs: FlavorResources): Map<string, GrowingCohort> {
  const specs = new Map<string, CohortSpec>(policy.cohorts.map((spec) => [spec.name, spec]));
  for (const { parent } of policy.cohorts)
    if (parent && !specs.has(parent)) specs.set(parent, { name: parent });
  for (const { cohort } of policy.clusterQueues) {
    if (cohort !== undefined && !specs.has(cohort)) specs.set(cohort, { name: cohort });
  }
  const cohorts = new Map<string, GrowingCohort>();
  for (const spec of specs.values()) {
    cohorts.set(spec.name, {
      ...resourceNode(spec, undefined, spec.resourceGroups ?? [], frs),
      kind: 'Cohort',
      childCohorts: [],
      childQueues: [],
      height: 0,
      lendable: new Float64Array(frs.resourceCount),
      ranking: [],
      ranked: false,
    });
  }
  for (const { name, parent } of specs.values()) {
    if (!parent) continue;
    cohorts.get(name)!.parent = cohorts.get(parent)!;
    cohorts.get(parent)!.childCohorts.push(cohorts.get(name)!);
  }
  return cohorts;
}

/** Finds the cohorts from which no way up ends, and cuts them apart so that every other way does. */
function cutCircles(cohorts: ReadonlyMap<string, GrowingCohort>): ReadonlySet<Cohort> {
  const circular = new Set<GrowingCohort>();
  for (const cohort of cohorts.values()) {
    const path = new Set<Cohort>();
    let above: Cohort | undefined = cohort;
    for (; above !== undefined && !path.has(above); above = above.parent) path.add(above);
    if (above !== undefined) circular.add(cohort);
  }
  for (const cohort of circular) {
    cohort.parent = undefined;
    cohort.childCohorts = [];
  }
  return circular;
}

function clusterQueue(
  spec: ClusterQueueSpec,
  index: number,
  parent: Cohort | undefined,
  frs: FlavorResources,
  active: boolean,
): ClusterQueue {
  return {
    ...resourceNode(spec, parent, spec.resourceGroups, frs),
    kind: 'ClusterQueue',
    index,
    spec,
    active,
    resourceGroups: spec.resourceGroups.map((group) => compiled(group, frs)),
    pending: new PendingQueue(spec.queueingStrategy),
    holders: [],
    afterLoss: undefined,
    turnover: 0,
    generation: 0,
    lastAsked: undefined,
    lastGiven: undefined,
  };
}

function compiled(group: ResourceGroup, frs: FlavorResources): CompiledGroup {
  return {
    resources: new Set(group.flatMap(({ resources }) => resources.map(({ name }) => name))),
    flavors: group.map(({ flavor, resources }) => ({
      name: flavor,
      frs: new Map(resources.map(({ name }) => [name, frs.indexOf(flavor, name)!])),
    })),
  };
}

function resourceNode(
  { name, fairWeight = 1 }: { readonly name: string; readonly fairWeight?: number | undefined },
  parent: Cohort | undefined,
  groups: readonly ResourceGroup[],
  frs: FlavorResources,
): ResourceNode {
  const size = frs.all.length;
  const node = {
    name,
    parent,
    fairWeight,
    nominal: new Float64Array(size),
    borrowingLimit: new Float64Array(size).fill(UNLIMITED),
    lendingLimit: new Float64Array(size).fill(UNLIMITED),
    subtree: new Float64Array(size),
    potential: new Float64Array(size),
    usage: new Float64Array(size),
    share: undefined,
  };
  for (const { flavor, resources } of groups.flat()) {
    for (const quota of resources) {
      const fr = frs.indexOf(flavor, quota.name)!;
      node.nominal[fr] = quota.nominal;
      node.subtree[fr] = quota.nominal;
      node.borrowingLimit[fr] = quota.borrowingLimit ?? UNLIMITED;
      node.lendingLimit[fr] = quota.lendingLimit ?? UNLIMITED;
    }
  }
  return node;
}

/** Bottom up: what each cohort has with all that its children let out, and how high it stands. */
function sumUp(cohort: Cohort, frs: FlavorResources): void {
  const growing = cohort as GrowingCohort;
  const children: ResourceNode[] = [...cohort.childCohorts, ...cohort.childQueues];
  for (const child of cohort.childCohorts) sumUp(child, frs);
  for (const child of children) {
    for (const { index } of frs.all) growing.subtree[index]! += lendableQuota(child, index);
  }
  if (children.length === 0) return;
  growing.height = Math.max(1, ...cohort.childCohorts.map(({ height }) => height + 1));
}

/** Top down: what each node could reach at most. */
function spread(cohort: Cohort, frs: FlavorResources): void {
  setPotential(cohort, frs);
  for (const { index, resourceIndex } of frs.all) cohort.lendable[resourceIndex]! += cohort.potential[index]!;
  for (const child of cohort.childCohorts) spread(child, frs);
  for (const child of cohort.childQueues) setPotential(child, frs);
}

function setPotential(node: ResourceNode, frs: FlavorResources): void {
  for (const { index } of frs.all) node.potential[index] = potentialAvailable(node, index);
}

function siblings(
  queues: ReadonlyMap<string, ClusterQueue>,
): ReadonlyMap<ClusterQueue, readonly ClusterQueue[]> {
  const byRoot = Map.groupBy(queues.values(), (queue) => rootOf(queue) ?? queue);
  return new Map([...byRoot.values()].flatMap((group) => group.map((queue) => [queue, group] as const)));
}
