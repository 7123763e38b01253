import assert from 'node:assert/strict';
import { openBlock } from '../../../src/domain/capacity/letting-go.ts';
import { planArn, planCounts, type TrainingPlan } from '../../../src/domain/capacity/training-plan.ts';
import {
  type Endpoint,
  heldOf,
  planOfDeployment,
  plansOfEndpoint,
  wantedOfPlan,
} from '../../../src/domain/inference/endpoint.ts';
import { namedKey } from '../../../src/domain/inference/model.ts';
import type { State } from '../../../src/domain/state.ts';
import { worldKey } from '../../../src/domain/world.ts';
import type { Simulation } from '../simulation.ts';

/** Endpoints and the plans that they run on agree about every instance. */
export function endpointsAreSound({ state }: Pick<Simulation, 'state'>): void {
  // What an instance left free another endpoint may have taken before it was well again.
  const mayBeShort = [...state.all('fault').values()].some(
    ({ spec }) => 'reason' in spec && spec.reason === 'instance',
  );
  for (const [key, endpoint] of state.all('endpoint')) {
    assert.equal(key, namedKey(endpoint, endpoint.name));
    endpointIsWhole(endpoint, mayBeShort);
    for (const arn of plansOfEndpoint(endpoint))
      assert.ok([...state.planUsers.of(arn, 'endpoint')].includes(key), `${key} is not known to ${arn}`);
    for (const hold of endpoint.holds) holdIsOfRunningBlock(state, endpoint, hold);
  }
  for (const plan of state.all('trainingPlan').values())
    if (plan.targets.length === 1 && plan.targets[0] === 'endpoint') holdsAreWhatIsInUse(state, plan);
}

function endpointIsWhole(endpoint: Endpoint, mayBeShort: boolean): void {
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
  if (endpoint.lost === undefined && !mayBeShort)
    assert.ok(held === wanted || held === 0, `${name} runs ${held} of ${wanted} on its plan`);
}

/** Nothing runs outside its block. */
function holdIsOfRunningBlock(
  state: State,
  { name, ...world }: Endpoint,
  held: Endpoint['holds'][number],
): void {
  const planName = held.planArn.slice(held.planArn.lastIndexOf('/') + 1);
  const plan = state.plans.of(world).get(planName);
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

/** A plan's instances in use are those that its endpoints have: in all, and pool by pool. */
function holdsAreWhatIsInUse(state: State, plan: TrainingPlan): void {
  const arn = planArn(plan);
  const endpoints = [...state.all('endpoint').values()].filter(
    (endpoint) => worldKey(endpoint) === worldKey(plan),
  );
  const used = endpoints.reduce((sum, endpoint) => sum + heldOf(endpoint, arn), 0);
  const { inUse, total, spare } = planCounts(plan);
  assert.equal(used, inUse, `instances of ${plan.name} in use`);
  assert.ok(used <= total - spare, `${used} of ${total - spare} instances of ${plan.name} are in use`);
}
