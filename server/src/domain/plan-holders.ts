import type { Hold } from './capacity/consumers.ts';
import type { State } from './state.ts';

/** Who has instances of a plan, or waits for some. */
export interface PlanHolder {
  readonly kind: 'cluster' | 'training-job' | 'endpoint';
  /** A cluster's with its instance group: `ml/workers`. */
  readonly name: string;
  readonly status: string;
  /** How many it has of the block. */
  readonly count: number;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
const countOf = (hold: Hold | undefined, block: number): number =>
  hold?.block === block ? sum(hold.counts) : 0;

/** All that name a plan, with what they have of one of its blocks; what has ended and holds nothing does not. */
export function holdersOf(state: State, arn: string, block: number): readonly PlanHolder[] {
  const holders: PlanHolder[] = [];
  for (const id of state.planUsers.of(arn, 'cluster')) {
    const { name: cluster, groups, planHolds = [] } = state.get('cluster', id)!;
    for (const { name, status, spec } of groups) {
      const holds = planHolds.filter((hold) => hold.group === name && hold.plan === arn);
      if (spec.TrainingPlanArn !== arn && holds.length === 0) continue;
      const count = sum(holds.map((hold) => countOf(hold, block)));
      holders.push({ kind: 'cluster', name: `${cluster}/${name}`, status, count });
    }
  }
  for (const key of state.planUsers.of(arn, 'trainingJob')) {
    const { name, secondary, hold } = state.get('trainingJob', key)!;
    holders.push({ kind: 'training-job', name, status: secondary, count: countOf(hold, block) });
  }
  for (const key of state.planUsers.of(arn, 'endpoint')) {
    const { name, status, holds } = state.get('endpoint', key)!;
    const count = sum(holds.filter(({ planArn }) => planArn === arn).map(({ hold }) => countOf(hold, block)));
    holders.push({ kind: 'endpoint', name, status, count });
  }
  return holders;
}
