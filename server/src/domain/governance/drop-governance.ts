import type { Draft } from '../draft.ts';
import { taskKey } from '../workload/task.ts';
import { taskRecordKey } from '../workload/task-record.ts';
import { teamDayKey } from './ledger/team-day.ts';

/** The cluster goes, and with it its tasks, their history and its ledger. Its quotas and policy went before it. */
export function dropGovernance(draft: Draft, clusterId: string): void {
  const { governance } = draft.state.clusters.get(clusterId)!;
  for (const task of [...governance.tasks.entries]) draft.delete('task', taskKey(task));
  for (const { sequence } of [...governance.records.entries]) {
    draft.delete('taskRecord', taskRecordKey(clusterId, sequence));
  }
  for (const rows of [...governance.teamDays.teams.values()])
    for (const row of [...rows.values()]) draft.delete('teamDay', teamDayKey(row));
  for (const [key, pool] of [...draft.state.all('lendingPool')]) {
    if (pool.clusterId === clusterId) draft.delete('lendingPool', key);
  }
  if (draft.get('governance', clusterId) !== undefined) draft.delete('governance', clusterId);
}
