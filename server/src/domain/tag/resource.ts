import { capacityCalled } from '../capacity/find-training-plan.ts';
import type { State } from '../state.ts';
import { arnOf, type World, worldKey } from '../world.ts';
import { tagRefusals } from './messages.ts';

/** What can be tagged: one row a kind of resource, by the first word of its ARN's last part. */
const taggable: Readonly<Record<string, (state: State, id: string, world: World) => boolean>> = {
  cluster: (state, id, world) => isOf(world, state.clusters.get(id)?.cluster),
  'compute-quota': (state, id, world) => isOf(world, state.get('computeQuota', id)),
  'cluster-scheduler-config': (state, id, world) => isOf(world, state.get('schedulerConfig', id)),
  'training-plan': (state, id, world) => state.named('trainingPlan', world).has(id),
  'training-job': (state, id, world) => state.named('trainingJob', world).has(id),
  'reserved-capacity': (state, id, world) => capacityCalled(state, id, world) !== undefined,
  model: (state, id, world) => state.named('model', world).has(id),
  'endpoint-config': (state, id, world) => state.named('endpointConfig', world).has(id),
  endpoint: (state, id, world) => state.named('endpoint', world).has(id),
};

const isOf = (world: World, resource: World | undefined): boolean =>
  resource !== undefined && worldKey(resource) === worldKey(world);

/** Refuses an ARN that names nothing the caller's account has in this region. */
export function requireResource(state: State, arn: string, world: World): void {
  const prefix = arnOf(world, '');
  const [kind = '', ...rest] = arn.startsWith(prefix) ? arn.slice(prefix.length).split('/') : [];
  const exists = Object.hasOwn(taggable, kind) && taggable[kind]!(state, rest.join('/'), world);
  if (!exists) throw tagRefusals.noSuchResource(arn);
}
