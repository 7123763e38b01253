/**
 * Finds flavors for a workload: pod set by pod set, resource group by resource group, the first flavor that
 * is good enough for the queue's fungibility, else the best of all. How far the flavors were tried is part of
 * the result, so that the next attempt goes on from there instead of starting over.
 */
import {
  type Assignment,
  addQuantity,
  amountIn,
  type FlavorAssignment,
  type PodSetAssignment,
  representativeMode,
} from './assignment.ts';
import {
  type ClusterQueue,
  type CompiledFlavor,
  type CompiledGroup,
  groupOf,
  type Requests,
} from './cluster-queue.ts';
import { type AssignContext, fitsResourceQuota } from './fits-resource-quota.ts';
import { ratingDecides } from './flavor-alternatives.ts';
import { mismatch } from './flavor-match.ts';
import type { Quantity } from './flavor-resource.ts';
import {
  assignmentMode,
  BEST,
  type GranularMode,
  isPreferred,
  shouldTryNextFlavor,
  WORST,
} from './granular-mode.ts';
import type { Obstacle } from './obstacle.ts';
import type { LastAssignment, PodSet, WorkloadInfo } from './workload.ts';

/** Assigns flavors to the workload, with these counts instead of its full ones where given. */
export function assignFlavors(
  workload: WorkloadInfo,
  context: AssignContext,
  counts?: readonly number[],
): Assignment {
  const { queue } = workload;
  const last = currentLastAssignment(workload, context.cycle);
  const podSets: PodSetAssignment[] = [];
  const tried: ReadonlyMap<string, number>[] = [];
  const usage: Quantity[] = [];
  let borrow = 0;
  let index = 0;
  for (const podSet of workload.workload.podSets) {
    const count = counts?.[index] ?? podSet.count;
    const scan: Scan = { workload, context, podSet, index, usage, tried: last?.tried[index] };
    const found = podSetFlavors(scan, requestsOf(podSet, count, queue));
    const { flavors, ratedFit, obstacles } = found;
    podSets.push({ name: podSet.name, count, flavors, ratedFit, obstacles });
    const triedHere = new Map<string, number>();
    tried.push(triedHere);
    if (flavors === undefined) break;
    for (const [resource, flavor] of flavors) {
      triedHere.set(resource, flavor.tried);
      addQuantity(usage, flavor.fr, amountOf(podSet, resource, count));
      borrow = Math.max(borrow, flavor.borrow);
    }
    index += 1;
  }
  const mode = representativeMode(podSets);
  return {
    podSets,
    mode,
    borrow,
    usage,
    last: { tried, generation: queue.generation, cycle: context.cycle },
    given: undefined,
  };
}

/** One pod set's search. */
interface Scan {
  readonly workload: WorkloadInfo;
  readonly context: AssignContext;
  readonly podSet: PodSet;
  readonly index: number;
  /** What earlier pod sets take. */
  readonly usage: readonly Quantity[];
  readonly tried: ReadonlyMap<string, number> | undefined;
}

/** Progress of the scan, unless quota has come free since and it is not fresh from the cycle before. */
function currentLastAssignment(workload: WorkloadInfo, cycle: number): LastAssignment | undefined {
  const last = workload.lastAssignment;
  if (last === undefined) return undefined;
  return last.cycle < cycle - 1 && workload.queue.generation > last.generation ? undefined : last;
}

/** What a pod set with so many pods requests here, `pods` included where the queue counts them. */
export function requestsOf(podSet: PodSet, count: number, queue: ClusterQueue): Requests {
  const { lastAsked } = queue;
  if (lastAsked?.podSet === podSet && lastAsked.count === count) return lastAsked.requests;
  const resources = Object.keys(podSet.requests);
  if (groupOf(queue, 'pods') !== undefined && !resources.includes('pods')) resources.push('pods');
  if (resources.length > 1) resources.sort();
  const requests = resources.map((resource) => [resource, amountOf(podSet, resource, count)] as const);
  queue.lastAsked = { podSet, count, requests };
  return requests;
}

function amountOf({ requests }: PodSet, resource: string, count: number): number {
  return resource === 'pods' ? count : requests[resource]! * count;
}

/** A flavor for each resource that has quota here. */
function podSetFlavors(scan: Scan, requests: Requests): Omit<PodSetAssignment, 'name' | 'count'> {
  const { queue } = scan.workload;
  const flavors = new Map<string, FlavorAssignment>();
  const obstacles: Obstacle[] = [];
  let ratedFit = true;
  for (const [resource, amount] of requests) {
    if (flavors.has(resource)) continue;
    const group = groupOf(queue, resource);
    if (group === undefined) {
      if (amount === 0 || queue.spec.ignoreUndeclared) continue;
      return { flavors: undefined, ratedFit: false, obstacles: [{ kind: 'Unavailable', resource }] };
    }
    const found = findFlavor(scan, group, requests, resource);
    const { flavor, tried } = found;
    if (flavor === undefined) return { flavors: undefined, ratedFit: false, obstacles: found.obstacles };
    for (const { resource, fr, mode, borrow } of found.resources)
      flavors.set(resource, { flavor, fr, mode, borrow, tried });
    if (found.mode.mode === 'fit') continue;
    ratedFit = false;
    obstacles.push(...found.obstacles);
  }
  return { flavors, ratedFit, obstacles };
}

interface Rated {
  /** The worst of all resources. */
  readonly mode: GranularMode;
  /** Undefined: it cannot serve. */
  readonly flavor: string | undefined;
  readonly resources: readonly RatedResource[];
}

interface RatedResource extends Pick<FlavorAssignment, 'fr' | 'mode' | 'borrow'> {
  readonly resource: string;
}

interface Found extends Rated {
  readonly tried: number;
  readonly obstacles: readonly Obstacle[];
}

const CANNOT_SERVE: Rated = { mode: WORST, flavor: undefined, resources: [] };

/** One flavor for all resources of a group; no flavor where there is none. */
function findFlavor(scan: Scan, group: CompiledGroup, requests: Requests, resource: string): Found {
  const fungibility = scan.workload.queue.spec.flavorFungibility;
  const inGroup = requests.filter(([name]) => group.resources.has(name));
  const obstacles: Obstacle[] = [];
  let best = CANNOT_SERVE;
  let at = (scan.tried?.get(resource) ?? -1) + 1;
  let lookedAt = -1;
  const couldServe = (flavor: CompiledFlavor): boolean =>
    isWithinPotential(scan, flavor, inGroup) && ineligibility(scan, flavor, resource) === undefined;
  const simulates = ratingDecides(scan.workload, scan.context.tree.policy, group, at, couldServe);
  for (; at < group.flavors.length; at += 1) {
    lookedAt = at;
    const flavor = group.flavors[at]!;
    const obstacle = ineligibility(scan, flavor, resource);
    if (obstacle !== undefined) {
      obstacles.push(obstacle);
      continue;
    }
    const rated = rate(scan, flavor, inGroup, simulates, obstacles);
    if (!shouldTryNextFlavor(rated.mode, fungibility)) {
      best = rated;
      break;
    }
    if (isPreferred(rated.mode, best.mode, fungibility)) best = rated;
  }
  const tried = lookedAt === group.flavors.length - 1 ? -1 : lookedAt;
  const { mode, flavor, resources } = best;
  return { mode, flavor, resources, tried, obstacles };
}

/** Why a flavor is not even rated. */
function ineligibility(
  { context, podSet, index }: Scan,
  { name }: CompiledFlavor,
  resource: string,
): Obstacle | undefined {
  if (context.only !== undefined && context.only[index]?.get(resource) !== name) {
    return { kind: 'NotNominated', flavor: name, resource };
  }
  const flavor = context.tree.flavors.get(name);
  if (flavor === undefined) return { kind: 'FlavorNotFound', flavor: name };
  const text = mismatch(flavor, podSet);
  return text === undefined ? undefined : { kind: 'Mismatch', flavor: name, text };
}

/** Whether the queue could ever have as much of the flavor. */
function isWithinPotential({ workload, usage }: Scan, { frs }: CompiledFlavor, requests: Requests): boolean {
  return requests.every(([resource, request]) => {
    const fr = frs.get(resource);
    return fr !== undefined && amountIn(usage, fr) + request <= workload.queue.potential[fr]!;
  });
}

/** Rates a flavor by the worst of its resources. */
function rate(
  scan: Scan,
  flavor: CompiledFlavor,
  requests: Requests,
  simulates: boolean,
  obstacles: Obstacle[],
): Rated {
  const fungibility = scan.workload.queue.spec.flavorFungibility;
  const { workload, context, usage } = scan;
  let worst = BEST;
  const resources: RatedResource[] = [];
  for (const [resource, request] of requests) {
    const fr = flavor.frs.get(resource);
    if (fr === undefined) return CANNOT_SERVE;
    const before = amountIn(usage, fr);
    const mode = fitsResourceQuota({ workload, context, fr, before, request, simulates }, obstacles);
    if (isPreferred(worst, mode, fungibility)) worst = mode;
    resources.push({ resource, fr, mode: assignmentMode(mode.mode), borrow: mode.borrow });
  }
  return worst.mode === 'noFit' ? CANNOT_SERVE : { mode: worst, flavor: flavor.name, resources };
}
