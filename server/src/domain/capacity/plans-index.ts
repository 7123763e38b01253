import { entryOf } from '../entry.ts';
import { type World, worldKey } from '../world.ts';
import { isStanding } from './plan-status.ts';
import type { TrainingPlan } from './training-plan.ts';

/** Plans by what rules and lists ask for: world and name, instance type among those that stand, offering. */
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

  /** The plans of an instance type that are neither over nor failed. */
  standing(world: World, instanceType: string): Iterable<TrainingPlan> {
    return this.#worlds.get(worldKey(world))?.byType.get(instanceType)?.values() ?? [];
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
      entryOf(world.byType, plan.instanceType, () => new Map<string, TrainingPlan>()).set(plan.name, plan);
    }
    for (const id of offeringsOf(plan)) this.#sold.set(id, plan);
  }

  #remove(plan: TrainingPlan): void {
    const world = this.#worlds.get(worldKey(plan))!;
    world.all.delete(plan.name);
    world.standing.delete(plan.name);
    world.byType.get(plan.instanceType)?.delete(plan.name);
    for (const id of offeringsOf(plan)) this.#sold.delete(id);
  }
}

interface PlansOfWorld {
  readonly all: Map<string, TrainingPlan>;
  readonly standing: Set<string>;
  readonly byType: Map<string, Map<string, TrainingPlan>>;
}

const newWorld = (): PlansOfWorld => ({ all: new Map(), standing: new Set(), byType: new Map() });

const offeringsOf = ({ offeringId, extensions }: TrainingPlan): readonly string[] => [
  offeringId,
  ...extensions.map((extension) => extension.offeringId),
];
