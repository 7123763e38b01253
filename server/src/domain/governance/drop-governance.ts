import type { Draft } from '../draft.ts';
import { taskKey } from '../workload/task.ts';
import { taskRecordKey } from '../workload/task-record.ts';

/** The cluster goes, and with it its tasks, their history and its ledger. Its quotas and policy went before it. */
export function dropGovernance(draft: Draft, clusterId: string): void {
  const { governance } = draft.state.clusters.get(clusterId)!;
  for (const task of [...governance.tasks.entries]) draft.delete('task', taskKey(task));
  for (const { sequence } of [...governance.records.entries]) {
    draft.delete('taskRecord', taskRecordKey(clusterId, sequence));
  }
  for (const [key, day] of [...draft.state.all('teamDay')]) {
    if (day.clusterId === clusterId) draft.delete('teamDay', key);
  }
  if (draft.get('governance', clusterId) !== undefined) draft.delete('governance', clusterId);
}
