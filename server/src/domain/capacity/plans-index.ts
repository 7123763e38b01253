import { entryOf } from '../entry.ts';
import { type World, worldKey } from '../world.ts';
import { Booked } from './booked.ts';
import { bookingsOf } from './bookings.ts';
import { isStanding } from './plan-status.ts';
import type { TrainingPlan } from './training-plan.ts';

/** Plans by what rules ask for besides their names: ARN, what they hold of an instance type, offering. */
export class PlansIndex {
  readonly #worlds = new Map<string, PlansOfWorld>();
  readonly #byArn = new Map<string, TrainingPlan>();
  readonly #sold = new Map<string, TrainingPlan>();

  /** The plan of an ARN, of whatever world. */
  called(arn: string): TrainingPlan | undefined {
    return this.#byArn.get(arn);
  }

  /** How many plans of a world are neither over nor failed. */
  standingCount(world: World): number {
    return this.#worlds.get(worldKey(world))?.standing.size ?? 0;
  }

  /** What is booked of an instance type, in one zone or in all of them. */
  booked(world: World, instanceType: string, zone = EVERYWHERE): Omit<Booked, 'change'> {
    return this.#worlds.get(worldKey(world))?.booked.get(instanceType)?.get(zone) ?? new Booked();
  }

  /** The plan that an offering became, or came to prolong. */
  soldTo(offeringId: string): TrainingPlan | undefined {
    return this.#sold.get(offeringId);
  }

  write(arn: string, previous: TrainingPlan | undefined, plan: TrainingPlan | undefined): void {
    // In its place: what is removed and put anew leaves its traces in a map, and each look-up would pass them.
    if (plan === undefined) this.#byArn.delete(arn);
    else this.#byArn.set(arn, plan);
    if (previous !== undefined) this.#remove(previous);
    if (plan !== undefined) this.#add(plan);
  }

  #add(plan: TrainingPlan): void {
    const world = entryOf(this.#worlds, worldKey(plan), newWorld);
    if (isStanding(plan.status)) world.standing.add(plan.name);
    book(world, plan, 1);
    for (const id of offeringsOf(plan)) this.#sold.set(id, plan);
  }

  #remove(plan: TrainingPlan): void {
    const world = this.#worlds.get(worldKey(plan))!;
    world.standing.delete(plan.name);
    book(world, plan, -1);
    for (const id of offeringsOf(plan)) this.#sold.delete(id);
  }
}

interface PlansOfWorld {
  readonly standing: Set<string>;
  /** By instance type and zone. */
  readonly booked: Map<string, Map<string, Booked>>;
}

const newWorld = (): PlansOfWorld => ({ standing: new Set(), booked: new Map() });

/** In place of a zone: all of them together, which is what quotas are about. */
const EVERYWHERE = '';

/** Books what a plan holds, or (-1) gives it back. */
function book({ booked }: PlansOfWorld, plan: TrainingPlan, sign: 1 | -1): void {
  for (const { zone, instanceCount, startAt, endAt } of bookingsOf(plan)) {
    const byZone = entryOf(booked, plan.instanceType, () => new Map<string, Booked>());
    for (const where of [zone, EVERYWHERE])
      entryOf(byZone, where, () => new Booked()).change(startAt, endAt, sign * instanceCount);
  }
}

const offeringsOf = ({ offeringId, extensions }: TrainingPlan): readonly string[] => [
  offeringId,
  ...extensions.map((extension) => extension.offeringId),
];
