import { entryOf } from '../entry.ts';
import type { Kind } from '../objects.ts';

/** Who names a plan, by its ARN: what must hear of it when it moves. */
export class PlanUsersIndex {
  readonly #byPlan = new Map<string, Map<Kind, Set<string>>>();

  /** The keys of the objects of a kind that name the plan, in the order in which they came to name it. */
  of(planArn: string, kind: Kind): Iterable<string> {
    return this.#byPlan.get(planArn)?.get(kind) ?? [];
  }

  write(kind: Kind, key: string, before: readonly string[], after: readonly string[]): void {
    for (const arn of before) if (!after.includes(arn)) this.#remove(arn, kind, key);
    for (const arn of after) {
      const kinds = entryOf(this.#byPlan, arn, () => new Map<Kind, Set<string>>());
      entryOf(kinds, kind, () => new Set<string>()).add(key);
    }
  }

  #remove(arn: string, kind: Kind, key: string): void {
    const kinds = this.#byPlan.get(arn);
    const keys = kinds?.get(kind);
    if (keys?.delete(key) !== true || keys.size > 0) return;
    kinds!.delete(kind);
    if (kinds!.size === 0) this.#byPlan.delete(arn);
  }
}
