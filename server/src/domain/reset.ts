import { dropPlan } from './capacity/drop-plan.ts';
import { eventKey } from './cluster/cluster-event.ts';
import { nodeKey } from './cluster/node.ts';
import type { Draft } from './draft.ts';
import { dropGovernance } from './governance/drop-governance.ts';

/**
 * Forgets everything but the seed, counters included: the ids that come after are those of a first start, so
 * that a test suite which resets between its cases meets the same ones each time.
 */
export function reset(draft: Draft): void {
  for (const kind of ['computeQuota', 'schedulerConfig', 'pastVersion'] as const) {
    for (const key of [...draft.state.all(kind).keys()]) draft.delete(kind, key);
  }
  for (const { cluster, nodes, events } of [...draft.state.clusters.values()]) {
    dropGovernance(draft, cluster.id);
    for (const event of [...events.entries]) draft.delete('event', eventKey(cluster.id, event.sequence));
    for (const node of [...nodes.all()]) draft.delete('node', nodeKey(node));
    draft.delete('cluster', cluster.id);
  }
  for (const plan of [...draft.state.all('trainingPlan').values()]) dropPlan(draft, plan);
  for (const kind of [
    'tags',
    'fault',
    'token',
    'delivery',
    'offering',
    'marketSupply',
    'marketRate',
    'marketQuota',
    'model',
    'endpointConfig',
    'endpoint',
    'trainingJob',
  ] as const) {
    for (const key of [...draft.state.all(kind).keys()]) draft.delete(kind, key);
  }
  for (const key of [...draft.state.all('setting').keys()]) {
    if (key !== 'seed') draft.delete('setting', key);
  }
}
