import { SequenceLog } from '../sequence-log.ts';
import type { TaskRecord } from './task-record.ts';

/** The task history of one cluster, with the number of places that its admissions name: what makes lines long. */
export class TaskRecords extends SequenceLog<TaskRecord> {
  places = 0;

  override set(sequence: number, record: TaskRecord | undefined): TaskRecord | undefined {
    const previous = super.set(sequence, record);
    this.places += placesOf(record) - placesOf(previous);
    return previous;
  }
}

const placesOf = (record: TaskRecord | undefined): number =>
  record?.type === 'Admitted' ? record.admission.replicas.length : 0;
