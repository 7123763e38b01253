import { type Cluster, clusterArn, groupOf, type InstanceGroup } from '../cluster/cluster.ts';
import { type BegunWork, type Node, nodeKey, type Step } from '../cluster/node.ts';
import { subnetZonesOf } from '../cluster/placement.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { FAULT_HITS_MAX } from '../limits.ts';
import { type World, worldKey } from '../world.ts';
import type { Fault, FaultSpec } from './fault.ts';
import { stepDurationMs } from './pace.ts';

/**
 * What the embedded fleet does with a step: how long it takes and how it ends. Left alone, everything
 * succeeds; what goes wrong is what a standing fault says.
 */

/** How long the step takes, in ms: the pace's draw, times the factor of a `slow` fault. */
export function durationMs(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  work: BegunWork,
  context: Context,
): number {
  const duration = stepDurationMs(work.step, work, node, context.pace, context.random);
  const slow = matching(draft, cluster, (spec) => spec.type === 'slow' && concerns(spec, node));
  if (slow === undefined || slow.spec.type !== 'slow') return duration;
  hitFault(draft, slow, `${work.step} of ${nodeKey(node)}`, context.now);
  return Math.round(duration * slow.spec.factor);
}

/** Texts of failures; the first three verbatim from the service (observed). */
export const failures = {
  capacity:
    'We currently do not have sufficient capacity for the requested instance type(s). Please try again.',
  script:
    'Lifecycle scripts did not run successfully. Ensure the scripts exist in provided S3 path, are accessible, and run without errors. Please see CloudWatch logs for lifecycle script execution details.',
  replacement:
    'Instance replacement failed: EFA health checks did not run successfully. Ensure that your VPC and security groups are properly configured before attempting to create a new cluster.',
  launch: 'Request to service failed. If failure persists after retry, contact customer support.',
  healthCheck: 'Deep health checks failed on the instance.',
  softwareUpdate: 'The software update did not complete on the instance.',
} as const;

/** Why the step fails, or undefined: it succeeds. A fault that is the reason counts as hit. */
export function failureOf(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  step: Step,
  context: Context,
): string | undefined {
  const type = faultTypeOf(step, node);
  if (step === 'DeepHealthCheck' && node.ailment !== undefined) return failures.healthCheck;
  if (type === undefined) return undefined;
  const fault = matching(draft, cluster, (spec) => spec.type === type && concerns(spec, node));
  if (fault === undefined) return undefined;
  hitFault(draft, fault, `${step} of ${nodeKey(node)}`, context.now);
  return {
    launch: failures.launch,
    replacement: failures.replacement,
    'lifecycle-script': failures.script,
    'deep-health-check': failures.healthCheck,
    'software-update': failures.softwareUpdate,
  }[type];
}

function faultTypeOf(step: Step, node: Node) {
  switch (step) {
    case 'LaunchInstance':
      return node.work?.kind === 'Replace' ? 'replacement' : 'launch';
    case 'RunLifecycleScript':
      return 'lifecycle-script';
    case 'DeepHealthCheck':
      return 'deep-health-check';
    case 'WriteRootVolume':
      return 'software-update';
    default:
      return undefined;
  }
}

/**
 * Where and as what an instance can be launched: the first type and subnet that no capacity fault bars. A launch
 * that a fault bars from several of them is one hit.
 */
export function findCapacity(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  context: Context,
): { instanceType: string; subnetIndex: number } | undefined {
  const group = groupOf(cluster, node.group)!;
  const types = node.instanceTypes ?? group.spec.InstanceRequirements?.InstanceTypes ?? [node.instanceType];
  const subnets = subnetsFor(cluster, group, node);
  const met = new Map<Fault, string>();
  const found = firstThat(types, subnets, (instanceType, zone) => {
    const fault = matching(draft, cluster, (spec) => bars(spec, instanceType, zone));
    if (fault !== undefined && !met.has(fault)) met.set(fault, `${instanceType} in ${zone}`);
    return fault === undefined;
  });
  for (const [fault, what] of met)
    hitFault(draft, fault, `launch of ${nodeKey(node)} as ${what}`, context.now);
  return found;
}

function firstThat(
  types: readonly string[],
  subnets: ReturnType<typeof subnetsFor>,
  isOpen: (instanceType: string, zone: string) => boolean,
): { instanceType: string; subnetIndex: number } | undefined {
  for (const instanceType of types) {
    const open = subnets.find(({ zone }) => isOpen(instanceType, zone));
    if (open !== undefined) return { instanceType, subnetIndex: open.subnetIndex };
  }
  return undefined;
}

/** The node's subnets, beginning with its own, within the zones it was asked to be in. */
function subnetsFor(cluster: Cluster, group: InstanceGroup, node: Node) {
  const all = subnetZonesOf(cluster, group).map((zone, subnetIndex) => ({ subnetIndex, zone }));
  const start = node.subnetIndex % all.length;
  const turned = [...all.slice(start), ...all.slice(0, start)];
  return node.availabilityZones === undefined
    ? turned
    : turned.filter(({ zone }) => node.availabilityZones!.includes(zone));
}

const bars = (spec: FaultSpec, instanceType: string, zone: string): boolean =>
  spec.type === 'capacity' &&
  (spec.instanceType === undefined || spec.instanceType === instanceType) &&
  (spec.availabilityZone === undefined || spec.availabilityZone === zone);

/** Whether a fault of a step names this node, its group, or nothing narrower than its cluster. */
function concerns(spec: FaultSpec, node: Node): boolean {
  if (
    'node' in spec &&
    spec.node !== undefined &&
    spec.node !== node.instanceId &&
    spec.node !== node.logicalId
  ) {
    return false;
  }
  return !('instanceGroup' in spec) || spec.instanceGroup === undefined || spec.instanceGroup === node.group;
}

/** The first standing fault of this world and cluster that satisfies the condition. */
export const matching = (
  draft: Draft,
  cluster: Cluster,
  condition: (spec: FaultSpec) => boolean,
): Fault | undefined =>
  standingFault(draft, cluster, (spec) => {
    if ('cluster' in spec && spec.cluster !== undefined && !isNamed(cluster, spec.cluster)) return false;
    return condition(spec);
  });

/** The first standing fault of this world that satisfies the condition. */
export function standingFault(
  draft: Draft,
  resource: World,
  condition: (spec: FaultSpec) => boolean,
): Fault | undefined {
  const { standingFaults } = draft.state;
  if (standingFaults.size === 0) return undefined;
  const world = worldKey(resource);
  for (const fault of standingFaults.values()) {
    if (fault.world !== undefined && fault.world !== world) continue;
    if (condition(fault.spec)) return fault;
  }
  return undefined;
}

/** Whether the text names the cluster: its name, its id or its ARN. */
export const isNamed = (cluster: Cluster, name: string): boolean =>
  [cluster.name, cluster.id, clusterArn(cluster)].includes(name);

/** Writes down what a fault hit; the last of its counted hits ends it. */
export function hitFault(draft: Draft, fault: Fault, what: string, now: number): void {
  const remaining = fault.remaining === undefined ? undefined : fault.remaining - 1;
  draft.put('fault', fault.id, {
    ...fault,
    remaining,
    hitCount: fault.hitCount + 1,
    hits: [...fault.hits.slice(1 - FAULT_HITS_MAX), { at: now, what }],
    ...(remaining === 0 ? { endedAt: now, endedBecause: 'count' } : {}),
  });
}

/** Ends a standing fault. */
export function endFault(
  draft: Draft,
  id: string,
  because: NonNullable<Fault['endedBecause']>,
  now: number,
): void {
  const fault = draft.get('fault', id);
  if (fault === undefined || fault.endedAt !== undefined) return;
  draft.put('fault', id, { ...fault, endedAt: now, endedBecause: because });
}
