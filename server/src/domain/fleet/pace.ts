import type { BegunWork, Node, Step } from '../cluster/node.ts';
import type { Random } from '../random.ts';

/**
 * How long things take. `realistic` takes the published or observed durations, `brisk` one sixtieth of
 * them, `instant` none. Waits (back-off, deadlines) are no transitions: `instant` keeps them at the brisk
 * length, or a launch that cannot succeed would be tried for ever within one call.
 */
export type Pace = 'realistic' | 'brisk' | 'instant';

export const paces: readonly Pace[] = ['realistic', 'brisk', 'instant'];

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

type Range = readonly [fromMs: number, toMs: number];

/** Instance types with accelerators boot for longer: drivers, fabric, basic health checks. */
const hasAccelerator = (instanceType: string): boolean => /^ml\.(p\d|g\d|trn|inf)/.test(instanceType);

/**
 * Realistic durations. Sources: launch, boot, script and ENI deletion were read off a live cluster's events
 * (observed); reboot 1-3 min, replacement 20-30 min in all, scale-up of accelerator nodes 15-25 min and the
 * deep checks of about 2 h are published; a software update takes 20-30 min a batch (published).
 */
function rangeOf(step: Step, work: BegunWork, node: Node): Range {
  const replacing = work.kind === 'Replace';
  switch (step) {
    case 'CreateEni':
      return [1 * second, 2 * second];
    case 'LaunchInstance':
      return [4 * second, 6 * second];
    case 'Boot':
      if (replacing) return [15 * minute, 22 * minute];
      return hasAccelerator(node.instanceType) ? [14 * minute, 20 * minute] : [102 * second, 111 * second];
    case 'RunLifecycleScript':
      return replacing ? [1 * minute, 2 * minute] : [1 * second, 61 * second];
    case 'DeepHealthCheck':
      return work.checks === undefined ? [110 * minute, 125 * minute] : checksRange(work.checks);
    case 'Reboot':
      return [1 * minute, 3 * minute];
    case 'TerminateInstance':
      return replacing ? [3.8 * minute, 5.8 * minute] : [1 * second, 2 * second];
    case 'DeleteEni':
      return [61 * second, 395 * second];
    case 'WriteRootVolume':
      return [19 * minute, 28 * minute];
    case 'BackOff':
      if (work.kind === 'UpdateSoftware') return [60 * second, 60 * second];
      return work.attempt <= 1 ? [62 * second, 62 * second] : [10 * minute, 10 * minute + 3 * second];
  }
}

/** Deep checks asked for one by one take the sum of their times (published: 1 to 2 h, 7 to 20 min). */
function checksRange(checks: readonly string[]): Range {
  const stress = checks.includes('InstanceStress');
  const connectivity = checks.includes('InstanceConnectivity');
  return [
    (stress ? 60 * minute : 0) + (connectivity ? 7 * minute : 0),
    (stress ? 120 * minute : 0) + (connectivity ? 20 * minute : 0),
  ];
}

/** Waits that belong to no node's step, at their realistic length. */
const waits = {
  clusterSetup: 60_400,
  groupCreation: 4_000,
  clusterTearDown: 30 * second,
  faultDetection: 20 * second,
  minimumDeadline: 3 * hour,
  volumeAttachment: 5 * second,
  /** Kubernetes' default grace period: a task that must go is given time to stop. */
  taskStop: 30 * second,
  governanceOperation: 10 * second,
  /** Payment of a training plan and reservation of its capacity (our choice). */
  planPayment: 2 * minute,
  /** A failed instance of a training plan is repaired, or another put in its place (our choice). */
  instanceRepair: 2 * hour,
  /** Endpoints on instances: some minutes until a new one serves, longer until another fleet does (observed: 4 to 10). */
  endpointCreation: 5 * minute,
  endpointUpdate: 8 * minute,
  endpointScaling: 4 * minute,
  /** An endpoint without any instances (observed: about 2 minutes). */
  serverlessEndpoint: 2 * minute,
  endpointDeletion: 20 * second,
} as const;

/** Transitions among the waits: these take no time at the instant pace. */
const transitions: ReadonlySet<string> = new Set([
  'clusterSetup',
  'groupCreation',
  'clusterTearDown',
  'faultDetection',
  'volumeAttachment',
  'taskStop',
  'governanceOperation',
  'planPayment',
  'endpointCreation',
  'endpointUpdate',
  'endpointScaling',
  'serverlessEndpoint',
  'endpointDeletion',
]);

const scale = { realistic: 1, brisk: 1 / 60, instant: 0 } as const;

/** How long a step of a node's work takes, in ms: drawn from the step's range, at the pace. */
export function stepDurationMs(step: Step, work: BegunWork, node: Node, pace: Pace, random: Random): number {
  const factor = pace === 'instant' && step === 'BackOff' ? scale.brisk : scale[pace];
  if (factor === 0) return 0;
  const [from, to] = rangeOf(step, work, node);
  const draw = random(
    'duration',
    node.clusterId,
    node.logicalId,
    node.generation,
    work.kind,
    step,
    work.attempt,
    work.startedAt,
  );
  return Math.round((from + draw.next() * (to - from)) * factor);
}

/** How long a named wait takes at the pace, in ms. */
export function waitMs(wait: keyof typeof waits, pace: Pace): number {
  const factor = pace === 'instant' && !transitions.has(wait) ? scale.brisk : scale[pace];
  return Math.round(waits[wait] * factor);
}
/** A duration that a request states (a wait between update batches), at the pace; kept brisk where instant. */
export const pacedMs = (durationMs: number, pace: Pace): number =>
  Math.round(durationMs * (pace === 'instant' ? scale.brisk : scale[pace]));
/** A step's duration within its realistic range, at the pace; `draw` is from 0 to 1. */
export const rangeMs = ([from, to]: Range, draw: number, pace: Pace): number =>
  Math.round((from + draw * (to - from)) * scale[pace]);
