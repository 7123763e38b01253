import type { SupplyStep } from './market.ts';

/**
 * How many instances are booked at each instant: steps in order of time, of which neighbours differ. They follow every
 * booking that comes or goes, because each search and purchase asks for them, and bookings begin and end at few
 * instants.
 */
export class Booked {
  /** Where the steps begin. The first has no beginning, each lasts until the next. */
  readonly #froms = [Number.NEGATIVE_INFINITY];
  readonly #counts = [0];

  /** From one instant until another there is so much more booked, or less. */
  change(from: number, until: number, by: number): void {
    if (from >= until) return;
    const first = this.#cut(from);
    const last = this.#cut(until);
    for (let place = first; place < last; place += 1) this.#counts[place]! += by;
    this.#join(last);
    this.#join(first);
  }

  /** The most that is booked at any instant of a while. */
  most(from: number, until: number): number {
    let most = 0;
    for (let place = this.#placeAt(from); this.#froms[place]! < until; place += 1)
      most = Math.max(most, this.#counts[place]!);
    return most;
  }

  /** What it leaves of a supply. */
  leftOf(supply: readonly SupplyStep[]): SupplyStep[] {
    const left: SupplyStep[] = [];
    let place = supply.length === 0 ? 0 : this.#placeAt(supply[0]!.from);
    for (const { from, until, count } of supply) {
      for (let at = from; at < until; ) {
        while (this.#froms[place + 1]! <= at) place += 1;
        const end = Math.min(until, this.#froms[place + 1] ?? until);
        left.push({ from: at, until: end, count: count - this.#counts[place]! });
        at = end;
      }
    }
    return left;
  }

  /** The place of the step that an instant is in. */
  #placeAt(at: number): number {
    let [low, high] = [0, this.#froms.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#froms[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The place of the step that begins at an instant, which is made of the one that it is in. */
  #cut(at: number): number {
    const place = this.#placeAt(at);
    if (this.#froms[place] === at) return place;
    this.#froms.splice(place + 1, 0, at);
    this.#counts.splice(place + 1, 0, this.#counts[place]!);
    return place + 1;
  }

  /** Makes one of a step and the one before it, where they count the same. */
  #join(place: number): void {
    if (this.#counts[place] !== this.#counts[place - 1]) return;
    this.#froms.splice(place, 1);
    this.#counts.splice(place, 1);
  }
}
