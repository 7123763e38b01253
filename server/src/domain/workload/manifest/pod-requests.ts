/**
 * What one pod asks for, as Kubernetes and Kueue count it: what the containers ask for together, or what the
 * init containers need while they run, whichever is more, and the pod's overhead on top. A request that is not
 * given is the limit. Init containers that stay (`restartPolicy: Always`) count with everything that starts
 * after them (documented).
 */
import { EFA, GPU, NEURON } from '../../catalog/resource-names.ts';
import { POD_SET_RESOURCES_MAX } from '../../limits.ts';
import { parseAmount, parseQuantity } from '../../scheduler/amount.ts';
import { checkFields, containerFields, resourcesFields } from './known-fields.ts';
import { refusals, warnings } from './messages.ts';
import { items, member, members, type Place, text } from './place.ts';

type Amounts = ReadonlyMap<string, number>;

/** What quotas govern, besides partitions. */
const GOVERNED: readonly string[] = ['cpu', 'memory', GPU, NEURON, EFA];
const PARTITION = /^nvidia\.com\/mig-\d{1,2}g\.\d{1,4}gb$/;
/** Kubernetes' own, which quotas of HyperPod do not cover. */
const UNGOVERNED = /^(ephemeral-storage|hugepages-[A-Za-z0-9]+)$/;

/** The requests of a pod: resource → whole amount. Zero is not asked for. */
export function podRequests(pod: Place): Record<string, number> {
  const containers = items(member(pod, 'containers'));
  if (containers.length === 0)
    throw refusals.missing(member(pod, 'containers').path, 'at least one container');
  let running: Amounts = sum(containers.map(containerRequests));
  let starting: Amounts = new Map();
  let staying: Amounts = new Map();
  for (const container of items(member(pod, 'initContainers'))) {
    const own = containerRequests(container);
    if (text(member(container, 'restartPolicy')) === 'Always') {
      running = sum([running, own]);
      staying = sum([staying, own]);
      starting = larger(starting, staying);
    } else starting = larger(starting, sum([own, staying]));
  }
  const whole = over(larger(running, starting), podLevel(member(pod, 'resources'), running));
  const total = sum([whole, amounts(member(pod, 'overhead'))]);
  return checked(pod, total);
}

function checked(pod: Place, total: Amounts): Record<string, number> {
  for (const [resource, amount] of total)
    if (!Number.isSafeInteger(amount)) throw refusals.tooLarge(pod.path, resource);
  const asked = [...total].filter(([, amount]) => amount > 0);
  if (asked.length > POD_SET_RESOURCES_MAX)
    throw refusals.tooMany(pod.path, 'resources', asked.length, POD_SET_RESOURCES_MAX);
  return Object.fromEntries(asked);
}

function containerRequests(container: Place): Amounts {
  checkFields(container, containerFields, 'a container');
  return resourceRequests(member(container, 'resources'));
}

/** Requests, each defaulted from its limit. */
function resourceRequests(resources: Place): Amounts {
  checkFields(resources, resourcesFields, 'resources');
  const [requested, limited] = [member(resources, 'requests'), member(resources, 'limits')];
  const [requests, limits] = [amounts(requested), amounts(limited)];
  for (const [resource, amount] of requests) {
    const [request, limit] = [member(requested, resource), member(limited, resource)];
    const most = limits.get(resource);
    if (isDivisible(resource)) {
      if (most !== undefined && amount > most)
        throw refusals.aboveLimit(request.path, request.value, resource, limit.value);
    } else if (most === undefined) {
      if (amount > 0) throw refusals.limitNeeded(request.path, limit.path, request.value);
    } else if (most !== amount)
      throw refusals.mustEqualLimit(request.path, request.value, resource, limit.value);
  }
  return over(limits, requests);
}

/** What the pod asks for as a whole: it stands above what its containers say. */
function podLevel(resources: Place, running: Amounts): Amounts {
  checkFields(resources, resourcesFields, 'resources');
  const limits = [...amounts(member(resources, 'limits'))].filter(([resource]) => !running.has(resource));
  return over(new Map(limits), amounts(member(resources, 'requests')));
}

/** The amounts of a map of quantities; what no quota governs is left out, with a warning. */
function amounts(place: Place): Amounts {
  const found = new Map<string, number>();
  for (const [resource, quantity] of members(place)) {
    if (quantity.value === undefined) continue;
    const amount = amountOf(resource, quantity);
    if (UNGOVERNED.test(resource)) {
      if (amount > 0) place.warnings.push(warnings.notGoverned(quantity));
    } else found.set(resource, amount);
  }
  return found;
}

function amountOf(resource: string, place: Place): number {
  const { value } = place;
  const written = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  const exact = typeof written === 'string' ? parseQuantity(written) : undefined;
  if (exact === undefined) throw refusals.quantity(place);
  if (exact < 0) throw refusals.negative(place);
  const isKnown = GOVERNED.includes(resource) || PARTITION.test(resource) || UNGOVERNED.test(resource);
  if (!isKnown && exact > 0) throw refusals.unknownResource(place, resource, GOVERNED);
  if (!isDivisible(resource) && !Number.isInteger(exact)) throw refusals.notWhole(place);
  if (resource === 'memory' && !Number.isInteger(exact)) place.warnings.push(warnings.fractionalBytes(place));
  return parseAmount(resource, written as string)!;
}

const isDivisible = (resource: string): boolean =>
  resource === 'cpu' || resource === 'memory' || UNGOVERNED.test(resource);

function sum(all: readonly Amounts[]): Amounts {
  const total = new Map<string, number>();
  for (const one of all)
    for (const [resource, amount] of one) total.set(resource, (total.get(resource) ?? 0) + amount);
  return total;
}

function larger(a: Amounts, b: Amounts): Amounts {
  const most = new Map(a);
  for (const [resource, amount] of b) most.set(resource, Math.max(amount, most.get(resource) ?? 0));
  return most;
}

/** The second's amounts stand over the first's. */
const over = (a: Amounts, b: Amounts): Amounts => new Map([...a, ...b]);
