/**
 * How well a flavor suits a request, finer than what comes out of an assignment: whether it fits, whether
 * preemption would help and at whose cost, and how far up the tree quota must be borrowed.
 */
import type { FlavorFungibility } from './policy.ts';

/** From worst to best. */
export const PREEMPTION_MODES = ['noFit', 'noCandidates', 'preempt', 'reclaim', 'fit'] as const;

export type PreemptionMode = (typeof PREEMPTION_MODES)[number];

export interface GranularMode {
  readonly mode: PreemptionMode;
  /** Height of the lowest subtree that holds the request; 0 within the queue's own quota. */
  readonly borrow: number;
}

export const WORST: GranularMode = { mode: 'noFit', borrow: Number.POSITIVE_INFINITY };
export const BEST: GranularMode = { mode: 'fit', borrow: 0 };

/** How an assignment may go on. */
export type AssignmentMode = 'NoFit' | 'Preempt' | 'DeferredFit' | 'Fit';

/** Whether `a` is to be preferred to `b`. */
export function isPreferred(a: GranularMode, b: GranularMode, { preference }: FlavorFungibility): boolean {
  if (a.mode === 'noFit') return false;
  if (b.mode === 'noFit') return true;
  if ((a.mode === 'noCandidates') !== (b.mode === 'noCandidates')) return b.mode === 'noCandidates';
  const byMode = rank(a.mode) - rank(b.mode);
  const byBorrowing = b.borrow - a.borrow;
  return (preference === 'PreemptionOverBorrowing' ? byBorrowing || byMode : byMode || byBorrowing) > 0;
}

/** Whether the search goes on to the next flavor although this one is in hand. */
export function shouldTryNextFlavor({ mode, borrow }: GranularMode, fungibility: FlavorFungibility): boolean {
  if (mode === 'noFit' || mode === 'noCandidates') return true;
  if (mode !== 'fit' && fungibility.whenCanPreempt === 'TryNextFlavor') return true;
  return borrow > 0 && fungibility.whenCanBorrow === 'TryNextFlavor';
}

/** The coarse mode of a fine one. */
export function assignmentMode(mode: PreemptionMode): AssignmentMode {
  if (mode === 'fit') return 'Fit';
  return mode === 'noFit' ? 'NoFit' : 'Preempt';
}

function rank(mode: PreemptionMode): number {
  return PREEMPTION_MODES.indexOf(mode);
}
