import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TASK_RECORD_PLACES_MAX, TASK_RECORDS_MAX } from '../limits.ts';
import { type TaskRecord, type TaskRecordContent, taskRecordKey } from './task-record.ts';

/**
 * Writes a line of the cluster's task history, and lets the oldest go when there are more than are kept. The newest
 * never goes, so that the next one's number follows from it.
 */
export function recordTask(
  draft: Draft,
  clusterId: string,
  content: TaskRecordContent,
  context: Context,
): void {
  const { records } = draft.state.clusters.get(clusterId)!.governance;
  const sequence = records.nextSequence;
  const record: TaskRecord = { ...content, clusterId, sequence, at: context.now };
  draft.put('taskRecord', taskRecordKey(clusterId, sequence), record);
  while (records.size > TASK_RECORDS_MAX || records.places > TASK_RECORD_PLACES_MAX)
    draft.delete('taskRecord', taskRecordKey(clusterId, records.first!.sequence));
}
