import { planCalled } from '../capacity/find-training-plan.ts';
import { openBlock } from '../capacity/letting-go.ts';
import { planArn, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Endpoint, heldOf, planOfDeployment, wantedOfPlan } from './endpoint.ts';
import { freeOf, hold, withoutEnded } from './plan-holds.ts';
import { saveEndpoint } from './save-endpoint.ts';

/**
 * A plan has moved. At the end of a block its endpoints lose their instances and serve no more; where another block
 * begins, they get theirs in it, in the order in which their configurations were asked for, and serve again (our choice;
 * that they stop is documented). Their status stays what it was (our choice: what the service shows is not documented).
 */
export function planMovedEndpoints(draft: Draft, plan: TrainingPlan, context: Context): void {
  const arn = planArn(plan);
  for (const endpoint of endpointsOn(draft, arn)) {
    const left = withoutEnded(draft, endpoint);
    const back = openBlock(plan, 'endpoint') === undefined ? left : served(draft, left, arn, context);
    if (back !== endpoint) saveEndpoint(draft, back, context);
  }
}

/** In an order that a restart does not change, as that of an index may be. */
const endpointsOn = (draft: Draft, arn: string): readonly Endpoint[] =>
  [...draft.state.planUsers.of(arn, 'endpoint')]
    .map((key) => draft.get('endpoint', key)!)
    .sort((a, b) => a.present.askedAt - b.present.askedAt || (a.name < b.name ? -1 : 1));

/** The endpoint with what it is to serve with, as far as the plan has it: a block has begun, or something came free. */
function served(draft: Draft, endpoint: Endpoint, arn: string, context: Context): Endpoint {
  const { status, present, holds } = endpoint;
  if (status !== 'InService' && status !== 'Updating') return endpoint;
  const plan = planCalled(draft.state, arn, endpoint);
  if (plan === undefined || planOfDeployment(present) !== arn) return endpoint;
  const held = heldOf(endpoint, arn);
  const count = Math.min(wantedOfPlan(present), held + freeOf(plan));
  if (count <= held) return endpoint;
  const others = holds.map(({ planArn: other, count: has }) => [other, has] as const);
  return hold(draft, endpoint, new Map([...others, [arn, count]]), context) ?? endpoint;
}
