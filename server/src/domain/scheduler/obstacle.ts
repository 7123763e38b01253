import type { Shortage } from './room.ts';

/** What stands between a pod set and a flavor: facts with numbers. The words are in pending-message.ts. */
export type Obstacle =
  /** No quota at all for the resource in this queue. */
  | { readonly kind: 'Unavailable'; readonly resource: string }
  /** The flavor is named by the queue and does not exist. */
  | { readonly kind: 'FlavorNotFound'; readonly flavor: string }
  /** The pods could not run on the flavor's nodes. */
  | { readonly kind: 'Mismatch'; readonly flavor: string; readonly text: string }
  /** Assigned again within a cycle: only the nominated flavor counts. */
  | { readonly kind: 'NotNominated'; readonly flavor: string; readonly resource: string }
  /** More than the queue could ever have, even with all that it may borrow. */
  | {
      readonly kind: 'ExceedsMaxQuota';
      readonly fr: number;
      /** What earlier pod sets of the same workload take. */
      readonly before: number;
      readonly request: number;
      readonly capacity: number;
    }
  /** So much is lacking right now. */
  | { readonly kind: 'InsufficientQuota'; readonly fr: number; readonly missing: number }
  /** Quota is there, and places for no more than `fits` of the pods. */
  | ({
      readonly kind: 'NoRoom';
      readonly flavor: string;
      readonly topology: string;
      readonly count: number;
    } & Shortage);
