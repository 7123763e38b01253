/** What a flavor assignment says: which flavor each pod set would take its resources from, and at what price. */
import type { Quantity, Usage } from './flavor-resource.ts';
import type { AssignmentMode } from './granular-mode.ts';
import type { Obstacle } from './obstacle.ts';
import type { LastAssignment, PodSetFlavors, Reservation } from './workload.ts';

/** One resource of one pod set. */
export interface FlavorAssignment {
  readonly flavor: string;
  readonly fr: number;
  readonly mode: AssignmentMode;
  readonly borrow: number;
  readonly tried: number;
}

export interface PodSetAssignment {
  readonly name: string;
  readonly count: number;
  /** By resource; undefined when the pod set found no place. */
  readonly flavors: ReadonlyMap<string, FlavorAssignment> | undefined;
  /**
   * Every flavor was rated as fitting. Where borrowing counts as worse than preemption, the worst of a flavor's
   * resources may be one that fits while another must preempt; Kueue then takes the whole for a fit, finds at
   * admission that it is none, and tries for ever. So does this.
   */
  readonly ratedFit: boolean;
  /** What stood in the way, of what was not rated as fitting. */
  readonly obstacles: readonly Obstacle[];
}

export interface Assignment {
  /** Ends with the first pod set that found no place. */
  readonly podSets: readonly PodSetAssignment[];
  readonly mode: AssignmentMode;
  /** The highest borrowing level of all. */
  readonly borrow: number;
  readonly usage: Usage;
  readonly last: LastAssignment;
  /** Kept by `podSetFlavors`. */
  given?: readonly PodSetFlavors[] | undefined;
}

const MODES: readonly AssignmentMode[] = ['NoFit', 'Preempt', 'DeferredFit', 'Fit'];

/** The worst mode of all pod sets and resources. */
export function representativeMode(podSets: readonly PodSetAssignment[]): AssignmentMode {
  let worst = MODES.length - 1;
  for (const { flavors, ratedFit } of podSets) {
    if (flavors === undefined) return 'NoFit';
    if (ratedFit) continue;
    for (const { mode } of flavors.values()) worst = Math.min(worst, MODES.indexOf(mode));
  }
  return MODES[worst]!;
}

/** The flavor-resources that preemption would have to free. */
export function contested({ podSets }: Assignment): readonly number[] {
  const frs = new Set<number>();
  for (const { flavors } of podSets) {
    for (const { fr, mode } of flavors?.values() ?? []) if (mode === 'Preempt') frs.add(fr);
  }
  return [...frs];
}

/** The usage that counts in preemption: a request for nothing contests nothing. */
export function nonZero(usage: Usage): Usage {
  return usage.some(({ amount }) => amount === 0) ? usage.filter(({ amount }) => amount !== 0) : usage;
}

/** The amount of a flavor-resource. */
export function amountIn(usage: Usage, fr: number): number {
  for (const quantity of usage) if (quantity.fr === fr) return quantity.amount;
  return 0;
}

/** Adds to the amounts of flavor-resources. */
export function addQuantity(usage: Quantity[], fr: number, amount: number): void {
  const index = usage.findIndex((quantity) => quantity.fr === fr);
  if (index === -1) usage.push({ fr, amount });
  else usage[index] = { fr, amount: usage[index]!.amount + amount };
}

/** The assignment as the workload keeps it. */
export function podSetFlavors(assignment: Assignment): readonly PodSetFlavors[] {
  assignment.given ??= assignment.podSets.map(({ name, count, flavors }) => ({
    name,
    count,
    flavors: namesIn(flavors),
  }));
  return assignment.given;
}

function namesIn(flavors: PodSetAssignment['flavors']): PodSetFlavors['flavors'] {
  const names: Record<string, string> = {};
  flavors?.forEach(({ flavor }, resource) => {
    names[resource] = flavor;
  });
  return names;
}

/** What an assignment gives a workload. */
type Given = Pick<Reservation, 'podSets' | 'usage'>;

/**
 * What the assignment gives: the lists that the workload before was given, if they say the same, for those of
 * thousands are kept.
 */
export function givenBy(assignment: Assignment, last: Given | undefined): Given {
  const podSets = podSetFlavors(assignment);
  const { usage } = assignment;
  const same = last !== undefined && isSameUsage(usage, last.usage) && isSameFlavors(podSets, last.podSets);
  return same ? last : { podSets, usage };
}

const isSameUsage = (a: Usage, b: Usage): boolean =>
  a.length === b.length && a.every(({ fr, amount }, i) => fr === b[i]!.fr && amount === b[i]!.amount);

const isSameFlavors = (a: readonly PodSetFlavors[], b: readonly PodSetFlavors[]): boolean =>
  a.length === b.length &&
  a.every(({ name, count, flavors }, i) => {
    const other = b[i]!;
    return name === other.name && count === other.count && isSameRecord(flavors, other.flavors);
  });

function isSameRecord(a: PodSetFlavors['flavors'], b: PodSetFlavors['flavors']): boolean {
  for (const name in a) if (a[name] !== b[name]) return false;
  for (const name in b) if (!Object.hasOwn(a, name)) return false;
  return true;
}
