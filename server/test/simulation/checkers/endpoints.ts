import assert from 'node:assert/strict';
import { planCalled } from '../../../src/domain/capacity/find-training-plan.ts';
import { openBlock } from '../../../src/domain/capacity/letting-go.ts';
import {
  type Endpoint,
  heldOf,
  planOfDeployment,
  plansOfEndpoint,
  wantedOfPlan,
} from '../../../src/domain/inference/endpoint.ts';
import { namedKey } from '../../../src/domain/inference/model.ts';
import { freeOf } from '../../../src/domain/inference/plan-holds.ts';
import type { State } from '../../../src/domain/state.ts';
import type { Simulation } from '../simulation.ts';

/** Endpoints and the plans that they run on agree about every instance. */
export function endpointsAreSound({ state }: Pick<Simulation, 'state'>): void {
  for (const [key, endpoint] of state.all('endpoint')) {
    assert.equal(key, namedKey(endpoint, endpoint.name));
    endpointIsWhole(state, endpoint);
    for (const arn of plansOfEndpoint(endpoint))
      assert.ok([...state.planUsers.of(arn, 'endpoint')].includes(key), `${key} is not known to ${arn}`);
    for (const hold of endpoint.holds) holdIsOfRunningBlock(state, endpoint, hold);
  }
}

function endpointIsWhole(state: State, endpoint: Endpoint): void {
  const { name, status, operation, present, holds } = endpoint;
  const busy = { create: 'Creating', update: 'Updating', scale: 'Updating', delete: 'Deleting' } as const;
  if (operation === undefined)
    assert.ok(status === 'InService' || status === 'Failed', `${name} is ${status}`);
  else assert.equal(status, busy[operation.kind], name);
  assert.equal(operation?.next !== undefined, status === 'Updating', `what ${name} is to become`);
  if (status === 'Failed') assert.deepEqual(holds, [], `${name} failed and holds something`);
  const arn = planOfDeployment(present);
  const wanted = arn === undefined ? 0 : wantedOfPlan(present);
  if (status !== 'InService' || arn === undefined) return;
  const held = heldOf(endpoint, arn);
  assert.ok(held <= wanted, `${name} runs ${held} of ${wanted} on its plan`);
  const plan = planCalled(state, arn, endpoint)!;
  if (held < wanted)
    assert.equal(freeOf(plan), 0, `${name} runs ${held} of ${wanted}, and its plan has some`);
}

/** Nothing runs outside its block. */
function holdIsOfRunningBlock(
  state: State,
  { name, ...world }: Endpoint,
  held: Endpoint['holds'][number],
): void {
  const planName = held.planArn.slice(held.planArn.lastIndexOf('/') + 1);
  const plan = state.named('trainingPlan', world).get(planName);
  assert.ok(plan, `${name} holds something of ${held.planArn}, which is not there`);
  assert.equal(
    openBlock(plan, 'endpoint'),
    held.hold.block,
    `${name} runs outside the blocks of ${planName}`,
  );
  const sum = held.hold.counts.reduce((total, count) => total + count, 0);
  assert.equal(sum, held.count, `what ${name} holds of ${planName}`);
  assert.ok(held.count > 0, `${name} holds nothing of ${planName}`);
}
