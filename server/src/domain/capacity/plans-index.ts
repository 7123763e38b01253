import { entryOf } from '../entry.ts';
import { type World, worldKey } from '../world.ts';
import type { Booking } from './booking.ts';
import { countsOf } from './instance-pool.ts';
import { isStanding } from './plan-status.ts';
import type { TrainingPlan } from './training-plan.ts';

/** Plans by what rules and lists ask for: world and name, what they hold of an instance type, offering. */
export class PlansIndex {
  readonly #worlds = new Map<string, PlansOfWorld>();
  readonly #sold = new Map<string, TrainingPlan>();

  /** The plans of a world, by name. */
  of(world: World): ReadonlyMap<string, TrainingPlan> {
    return this.#worlds.get(worldKey(world))?.all ?? new Map();
  }

  /** How many plans of a world are neither over nor failed. */
  standingCount(world: World): number {
    return this.#worlds.get(worldKey(world))?.standing.size ?? 0;
  }

  /** What the plans of an instance type hold that are neither over nor failed. */
  bookings(world: World, instanceType: string): readonly Booking[] {
    const held = this.#worlds.get(worldKey(world))?.held.get(instanceType);
    if (held === undefined) return [];
    held.all ??= [...held.byPlan.values()].flat();
    return held.all;
  }

  /** The plan that an offering became, or came to prolong. */
  soldTo(offeringId: string): TrainingPlan | undefined {
    return this.#sold.get(offeringId);
  }

  write(previous: TrainingPlan | undefined, plan: TrainingPlan | undefined): void {
    if (previous !== undefined) this.#remove(previous);
    if (plan !== undefined) this.#add(plan);
  }

  #add(plan: TrainingPlan): void {
    const world = entryOf(this.#worlds, worldKey(plan), newWorld);
    world.all.set(plan.name, plan);
    if (isStanding(plan.status)) {
      world.standing.add(plan.name);
      const held = entryOf(
        world.held,
        plan.instanceType,
        (): Held => ({ byPlan: new Map(), all: undefined }),
      );
      held.byPlan.set(plan.name, bookingsOfPlan(plan));
      held.all = undefined;
    }
    for (const id of offeringsOf(plan)) this.#sold.set(id, plan);
  }

  #remove(plan: TrainingPlan): void {
    const world = this.#worlds.get(worldKey(plan))!;
    world.all.delete(plan.name);
    world.standing.delete(plan.name);
    const held = world.held.get(plan.instanceType);
    if (held?.byPlan.delete(plan.name)) held.all = undefined;
    for (const id of offeringsOf(plan)) this.#sold.delete(id);
  }
}

interface PlansOfWorld {
  readonly all: Map<string, TrainingPlan>;
  readonly standing: Set<string>;
  /** By instance type. */
  readonly held: Map<string, Held>;
}

/** What is booked of one instance type: asked for several times with every search, and changed by purchases alone. */
interface Held {
  readonly byPlan: Map<string, readonly Booking[]>;
  /** All of it; made when somebody asks. */
  all: readonly Booking[] | undefined;
}

const newWorld = (): PlansOfWorld => ({ all: new Map(), standing: new Set(), held: new Map() });

const offeringsOf = ({ offeringId, extensions }: TrainingPlan): readonly string[] => [
  offeringId,
  ...extensions.map((extension) => extension.offeringId),
];

/** What one plan holds. An extension holds its time from its purchase on, paid for or not. */
function bookingsOfPlan({ instanceType, capacities, extensions }: TrainingPlan): readonly Booking[] {
  const bookings: Booking[] = [];
  for (const { zone, startAt, endAt, status, pools } of capacities) {
    if (!isStanding(status)) continue;
    bookings.push({ zone, instanceType, instanceCount: countsOf(pools).total, startAt, endAt });
  }
  for (const { startAt, endAt, status } of extensions) {
    if (status !== 'Pending') continue;
    const { zone, pools } = capacities.at(-1)!;
    bookings.push({ zone, instanceType, instanceCount: countsOf(pools).total, startAt, endAt });
  }
  return bookings;
}
