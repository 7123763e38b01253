import assert from 'node:assert/strict';
import type { ComputeQuota } from '../../../src/domain/governance/compute-quota.ts';
import { pastVersionKey } from '../../../src/domain/governance/past-version.ts';
import type { ClusterSchedulerConfig } from '../../../src/domain/governance/scheduler-config.ts';
import type { State } from '../../../src/domain/state.ts';
import type { Simulation } from '../simulation.ts';

/** Every quota and policy is where its indexes say, once; a team has one quota in a cluster. */
export function governanceIsIndexed({ state }: Simulation): void {
  for (const kind of ['computeQuota', 'schedulerConfig'] as const) {
    for (const [id, resource] of state.all(kind)) {
      assert.equal(state.named(kind, resource).get(resource.name)?.id, id, `the name of ${id}`);
      const entry = state.clusters.get(resource.clusterId);
      assert.ok(entry !== undefined, `${kind} ${id} governs a cluster that is gone`);
      const governing =
        kind === 'computeQuota' ? entry.governance.quotas.get(id) : entry.governance.schedulerConfig;
      assert.equal(governing, resource, `${kind} ${id} of ${entry.cluster.name}`);
    }
  }
  for (const { cluster, governance } of state.clusters.values()) {
    const teams = [...governance.quotas.values()].map(({ target }) => target.TeamName);
    assert.equal(new Set(teams).size, teams.length, `teams of ${cluster.name}: ${teams.join(' ')}`);
    if (cluster.status !== 'Deleting') continue;
    assert.deepEqual([teams, governance.schedulerConfig], [[], undefined], `${cluster.name} goes, governed`);
  }
}

/** The status of a quota or policy, what is under way, what governs and which versions are known go together. */
export function governanceIsSound({ state }: Simulation): void {
  for (const quota of state.all('computeQuota').values()) {
    soundStatus(quota);
    if (quota.status !== 'Created' && quota.status !== 'Updated') continue;
    const { config, target, activationState } = quota;
    assert.deepEqual(quota.applied, { config, target, activationState }, `what governs by ${quota.name}`);
  }
  for (const policy of state.all('schedulerConfig').values()) {
    soundStatus(policy);
    if (policy.status === 'Created' || policy.status === 'Updated')
      assert.deepEqual(policy.applied, policy.config, `what governs by ${policy.name}`);
  }
  versionsAreKept(state);
}

const underWay = { Create: 'Creating', Update: 'Updating', Delete: 'Deleting' } as const;

function soundStatus(resource: ComputeQuota | ClusterSchedulerConfig): void {
  const { name, status, operation, failureReason, applied } = resource;
  const moving = status.endsWith('ing');
  assert.equal(operation !== undefined, moving, `${name} is ${status}: is something under way?`);
  if (operation !== undefined) assert.equal(status, underWay[operation.kind]);
  assert.equal(failureReason !== undefined, status.endsWith('Failed'), `${name} is ${status}: why?`);
  if (status === 'Creating' || /^Create.*Failed$/.test(status))
    assert.equal(applied, undefined, `${name} governs, and is ${status}`);
  if (/^(Created|Updat)/.test(status)) assert.ok(applied !== undefined, `${name} governs nothing`);
}

/** Every version before the present one is there, and none of a resource that is gone. */
function versionsAreKept(state: State): void {
  const expected: string[] = [];
  for (const kind of ['computeQuota', 'schedulerConfig'] as const) {
    for (const { id, version } of state.all(kind).values()) {
      for (let past = 1; past < version; past += 1) expected.push(pastVersionKey(id, past));
    }
  }
  assert.deepEqual([...state.all('pastVersion').keys()].sort(), expected.sort(), 'past versions');
}
