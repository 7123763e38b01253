import type { TrainingPlanStatus } from '../../shapes/training-plan.ts';

/**
 * The life of a plan as a table (documented); that of a reserved capacity and of an extension is the same, only
 * that these have one stretch of time and never go back to Scheduled. Nothing else moves a status.
 */
const leadsTo = {
  Pending: ['Scheduled', 'Failed'],
  Scheduled: ['Active'],
  Active: ['Scheduled', 'Expired'],
  Expired: [],
  Failed: [],
} as const satisfies Record<TrainingPlanStatus, readonly TrainingPlanStatus[]>;

export type PlanStatus = TrainingPlanStatus;

/** The status that comes after another; a step that the table does not have is a defect. */
export function moved(from: PlanStatus, to: PlanStatus): PlanStatus {
  if (from !== to && !(leadsTo[from] as readonly PlanStatus[]).includes(to))
    throw new Error(`a plan does not go from ${from} to ${to}`);
  return to;
}

/** Neither over nor failed: it will move by itself, and holds capacity. */
export const isStanding = (status: PlanStatus): boolean => leadsTo[status].length > 0;

/** What has been paid for, and lasts from one instant to another. */
interface Stretch {
  readonly status: PlanStatus;
  readonly startAt: number;
  readonly endAt: number;
}

/** The stretch at that instant: it is Active from its start on, and over at its end. */
export function atTime<S extends Stretch>(stretch: S, now: number): S {
  let { status } = stretch;
  if (status === 'Scheduled' && stretch.startAt <= now) status = moved(status, 'Active');
  if (status === 'Active' && stretch.endAt <= now) status = moved(status, 'Expired');
  return status === stretch.status ? stretch : { ...stretch, status };
}

/** When a stretch moves by itself; Infinity: it does not, or not by the clock. */
export function nextMoveAt({ status, startAt, endAt }: Stretch): number {
  if (status === 'Scheduled') return startAt;
  return status === 'Active' ? endAt : Number.POSITIVE_INFINITY;
}

/** What a plan is, given its reserved capacities: Active in a block, Scheduled before and between, then over. */
export function statusOfBlocks(blocks: readonly { readonly status: PlanStatus }[]): PlanStatus {
  for (const status of ['Active', 'Pending', 'Scheduled', 'Failed'] as const)
    if (blocks.some((block) => block.status === status)) return status;
  return 'Expired';
}
