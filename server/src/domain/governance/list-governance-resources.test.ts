import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listResources } from './list-governance-resources.ts';
import { GovernanceStage } from './testing.ts';

test('what was created at the same instant is listed in the order of creation', () => {
  const g = new GovernanceStage();
  const teams = Array.from({ length: 20 }, (_, i) => `team-${i}`);
  for (const team of teams) g.create(team);
  g.end();
  const names = (SortBy: 'CreationTime' | 'Status' | 'ClusterArn'): readonly string[] =>
    listResources(
      g.state,
      'computeQuota',
      { SortBy, SortOrder: 'Ascending', MaxResults: 100 },
      g.stage.context as never,
    ).items.map(({ target }) => target.TeamName);
  for (const key of ['CreationTime', 'Status', 'ClusterArn'] as const)
    assert.deepEqual(names(key), teams, key);
});
