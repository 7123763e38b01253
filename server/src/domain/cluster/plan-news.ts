import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Cluster, groupOf, isSlurmController } from './cluster.ts';
import { planEvents } from './event-text/plan-events.ts';
import { blockOpenToClusters, planOf } from './plan-of-group.ts';
import { recordEvent } from './record-event.ts';

/**
 * What a request changed about training plans, as events, so that whoever sent it can see what it amounts to: also
 * where it is what the service takes without a word, and still may be a mistake.
 */
export function tellOfPlans(
  draft: Draft,
  before: Cluster | undefined,
  cluster: Cluster,
  context: Context,
): void {
  for (const group of cluster.groups) {
    const former = before && groupOf(before, group.name);
    const [had, has] = [former?.spec.TrainingPlanArn, group.spec.TrainingPlanArn];
    if (group.deleting === true || (had === has && former?.targetCount === group.targetCount)) continue;
    const say = (content: Parameters<typeof recordEvent>[2]) => recordEvent(draft, cluster, content, context);
    if (had !== undefined && has === undefined) say(planEvents.planLeft(cluster, group, had));
    const plan = planOf(draft.state, cluster, group);
    if (plan === undefined) continue;
    if (had !== has && former !== undefined) say(planEvents.planTaken(cluster, group, plan));
    if (had !== has && isSlurmController(cluster, group)) say(planEvents.controller(cluster, group, plan));
    if (group.targetCount === 0) say(planEvents.unused(cluster, group, plan));
    else if (had !== has && blockOpenToClusters(plan) === undefined)
      say(planEvents.waitsForBlock(cluster, group, plan));
  }
}
