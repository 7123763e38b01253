import type { Delivery } from '../domain/notification.ts';

/** One subject's undelivered events, in order. Taking the first costs nothing, however many there are. */
export class Lane {
  /** Failures in a row. */
  failures = 0;
  #waiting: Delivery[] = [];
  #taken = 0;

  get isEmpty(): boolean {
    return this.#taken === this.#waiting.length;
  }

  get first(): Delivery {
    return this.#waiting[this.#taken]!;
  }

  append(delivery: Delivery): void {
    this.#waiting.push(delivery);
  }

  takeFirst(): void {
    this.#taken += 1;
    if (this.#taken * 2 <= this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#taken);
    this.#taken = 0;
  }
}
