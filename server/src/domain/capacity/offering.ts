import type {
  ReservedCapacityInstanceType,
  SageMakerResourceName,
} from '../../shapes/training-plan-offering.ts';
import type { Due } from '../due.ts';
import { OFFERING_REMEMBERED_MS } from '../limits.ts';
import type { World } from '../world.ts';

/** A stretch of time in one zone. */
export interface Block {
  readonly zone: string;
  readonly startAt: number;
  /** The length, endAt - startAt, is whole minutes. */
  readonly endAt: number;
}

/** What a plan can be for. */
export type Target = SageMakerResourceName;

/**
 * What a search has offered. It stands until it expires, and is remembered for a while after that, so that whoever
 * comes too late is told so.
 */
export interface Offering extends World {
  /** `tpo-<64 hex>`, of an extension `tpeo-<64 hex>` (documented). */
  readonly id: string;
  readonly targets: readonly Target[];
  readonly instanceType: ReservedCapacityInstanceType;
  readonly instanceCount: number;
  readonly ultraServer?: { readonly type: string; readonly count: number };
  readonly blocks: readonly Block[];
  /** A decimal number with two places. */
  readonly upfrontFee: string;
  readonly currency: 'USD';
  readonly offeredAt: number;
  /** From here on it cannot be bought. */
  readonly expiresAt: number;
  /** The ARN of the plan that it prolongs. */
  readonly extendsPlan?: string;
}

/** It is forgotten a while after it has expired. */
export const offeringDue = ({ expiresAt }: Offering): Due => ({
  at: expiresAt + OFFERING_REMEMBERED_MS,
  inFlight: false,
});
