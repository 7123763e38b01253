/** The rules that can hold a workload: one of these is the answer to "why does it wait?". */

/** From what passes by itself to what somebody must change. */
export const HOLDING_RULES = [
  /** It fits; its turn has not come yet. */
  'NextInTurn',
  /** It would fit by now, and is not tried again before something changes. */
  'Parked',
  /** It fits, and each cycle another head is processed first or has that quota held back for it. */
  'HeldBack',
  /** It has preempted, or is about to, and waits for its victims to go. */
  'VictimsLeaving',
  /** Its queue is StrictFIFO and another workload is the head. */
  'BehindHead',
  /** Its queue tries nothing else while a preemptor waits for its victims. */
  'BehindPreemptor',
  /** There is quota, and no node has room. */
  'NoRoom',
  /** Those who hold the quota are not less important. */
  'Priority',
  /** Those who hold the quota are within their fair share, compared with its queue. */
  'FairShare',
  /** Others use the quota, and they may. */
  'QuotaInUse',
  /** There is quota, and its queue, or a cohort above it, may borrow no more. */
  'BorrowingLimit',
  /** There is quota, and its owners do not lend it. */
  'LendingLimit',
  /** More than its queue could ever have. */
  'ExceedsMaximum',
  /** No flavor has nodes on which its pods could run. */
  'NoMatchingFlavor',
  /** Its queue has no quota for a resource at all. */
  'NoQuota',
  /** Its queue is out of order, or told to admit nothing. */
  'QueueStopped',
] as const;

export type HoldingRule = (typeof HOLDING_RULES)[number];

/** The one that asks for more, undefined where neither holds. */
export function harder(a: HoldingRule | undefined, b: HoldingRule | undefined): HoldingRule | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return HOLDING_RULES.indexOf(a) >= HOLDING_RULES.indexOf(b) ? a : b;
}

/** The one that asks for less; undefined where one of them does not hold. */
export function easier(a: HoldingRule | undefined, b: HoldingRule | undefined): HoldingRule | undefined {
  if (a === undefined || b === undefined) return undefined;
  return HOLDING_RULES.indexOf(a) <= HOLDING_RULES.indexOf(b) ? a : b;
}
