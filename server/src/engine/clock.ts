/**
 * The time that decisions are made at. Real time never runs backwards here, whatever the machine's clock
 * does; virtual time stands still until it is moved.
 */
export interface Clock {
  /** Epoch ms. */
  now(): number;
}

export class RealClock implements Clock {
  #latest = 0;

  now(): number {
    this.#latest = Math.max(this.#latest, Date.now());
    return this.#latest;
  }
}

export class VirtualClock implements Clock {
  #now: number;
  /** Where a reset leads. */
  readonly startedAt: number;

  constructor(now: number, startedAt = now) {
    this.#now = now;
    this.startedAt = startedAt;
  }

  now(): number {
    return this.#now;
  }

  /** Moves the clock: forward, save for a reset or to take back a move that could not be made durable. */
  set(now: number): void {
    this.#now = now;
  }
}
