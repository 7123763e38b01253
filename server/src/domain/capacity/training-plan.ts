import type { ReservedCapacityInstanceType } from '../../shapes/training-plan-offering.ts';
import type { Due } from '../due.ts';
import { arnOf, type World, worldKey } from '../world.ts';
import { type Counts, countsOf, type InstancePool } from './instance-pool.ts';
import { nextLetGoAt } from './letting-go.ts';
import type { Target } from './offering.ts';
import { isStanding, nextMoveAt, type PlanStatus } from './plan-status.ts';

/** A training plan: capacity that is paid for, in one block of time or two. Its name is the id in its ARN. */
export interface TrainingPlan extends World {
  readonly name: string;
  /** Order of creation among the plans of its world; never used twice. */
  readonly sequence: number;
  /** The offering that it was bought from. */
  readonly offeringId: string;
  readonly targets: readonly Target[];
  readonly instanceType: ReservedCapacityInstanceType;
  /** What each block consists of, where it is bought in UltraServers. */
  readonly ultraServer?: { readonly type: string; readonly count: number };
  readonly upfrontFee: string;
  readonly currency: 'USD';
  readonly createdAt: number;
  readonly status: PlanStatus;
  readonly statusMessage?: string;
  /** Present while it is Pending: when it is known whether the payment and the capacity came. */
  readonly paymentDueAt?: number;
  /** When instances were given back that others may wait for: they hear of it at that instant. */
  readonly freedAt?: number;
  /** One a block, in order of time. */
  readonly capacities: readonly ReservedCapacity[];
  /** In order of purchase. */
  readonly extensions: readonly Extension[];
}

/** What is reserved in one block. */
export interface ReservedCapacity {
  readonly zone: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly status: PlanStatus;
  /** The targets whose time in the block is up, though it runs: nothing of theirs is in it any more. */
  readonly letGo?: readonly Target[];
  /** One, or one an UltraServer. */
  readonly pools: readonly InstancePool[];
  /** Unhealthy instances that somebody works on, and when each is well again. */
  readonly repairs?: readonly Repair[];
}

/** An unhealthy instance of a pool, given by its place among the pools of the block. */
export interface Repair {
  readonly pool: number;
  readonly dueAt: number;
}

/** An extension that was bought: the last block ends later once it is paid for. */
export interface Extension {
  readonly offeringId: string;
  readonly extendedAt: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly status: PlanStatus;
  readonly payment: 'Pending' | 'Completed' | 'Failed';
  readonly paymentDueAt?: number;
  readonly upfrontFee: string;
  readonly currency: 'USD';
}

export const planKey = (world: World, name: string): string => `${worldKey(world)}/${name}`;
export const planArn = (plan: TrainingPlan): string => arnOf(plan, `training-plan/${plan.name}`);
/** `<plan>-rc1`, as in the documentation's sample. */
export const capacityArn = (plan: TrainingPlan, index: number): string =>
  arnOf(plan, `reserved-capacity/${plan.name}-rc${index + 1}`);

export const startOf = (plan: TrainingPlan): number => plan.capacities[0]!.startAt;
export const endOf = (plan: TrainingPlan): number => plan.capacities.at(-1)!.endAt;

/** How long a plan's blocks last together. */
export const durationOf = ({ capacities }: TrainingPlan): number =>
  capacities.reduce((sum, { startAt, endAt }) => sum + endAt - startAt, 0);

/** The block that the plan's counts are about: the one that runs, or else the next, or else the last. */
export function currentBlock({ capacities }: TrainingPlan): number {
  const running = capacities.findIndex(({ status }) => status === 'Active');
  if (running >= 0) return running;
  const next = capacities.findIndex(({ status }) => isStanding(status));
  return next >= 0 ? next : capacities.length - 1;
}

/** The counts of a plan: those of one block, for no instance is there in two. */
export const planCounts = (plan: TrainingPlan): Counts =>
  countsOf(plan.capacities[currentBlock(plan)]!.pools);

/** When something of a plan moves by itself. Only a payment is under way; a start may be weeks ahead. */
export function planDue(plan: TrainingPlan): Due | undefined {
  const { sequence } = plan;
  if (plan.paymentDueAt !== undefined) return { at: plan.paymentDueAt, inFlight: true, sequence };
  if (!isStanding(plan.status)) return undefined;
  let at = Number.POSITIVE_INFINITY;
  let inFlight = plan.freedAt !== undefined;
  at = Math.min(at, plan.freedAt ?? at);
  for (const capacity of plan.capacities) {
    at = Math.min(at, nextMoveAt(capacity), nextLetGoAt(capacity, plan.targets));
    for (const { dueAt } of capacity.repairs ?? []) at = Math.min(at, dueAt);
  }
  for (const extension of plan.extensions) {
    at = Math.min(at, extension.paymentDueAt ?? nextMoveAt(extension));
    inFlight ||= extension.paymentDueAt !== undefined;
  }
  return { at, inFlight, sequence };
}
