import type { Market } from './capacity/market.ts';
import type { Pace } from './fleet/pace.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What a decision may know besides state and command: time, randomness and the server's settings. */
export interface Context {
  /** Epoch ms. The virtual clock's, where there is one. */
  readonly now: number;
  readonly random: Random;
  readonly pace: Pace;
  /** Deliveries are kept for a webhook. */
  readonly webhook: boolean;
  /** The capacity market, as it is described. */
  readonly market: Market;
}

/** The context of an operation: also who asks. */
export interface OperationContext extends Context {
  readonly world: World;
}
