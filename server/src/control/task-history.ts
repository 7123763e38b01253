import type { TaskRecord } from '../domain/workload/task-record.ts';
import type { Call, Reply } from './call.ts';
import { clusterOfPath } from './clusters.ts';
import { isoTime, number, text } from './members.ts';
import { taskOf } from './task-of.ts';

/** Lines of one reply, unless the query says less. */
export const HISTORY_LINES_MAX = 10_000;
/** A reply ends with the line that goes past this: tasks of many replicas have long lines. */
export const HISTORY_CHARS_MAX = 8 * 1024 * 1024;

/**
 * GET tasks/history: what happened to tasks, a JSON object a line, oldest first. `after` is the number of the last
 * line that is known; a reply without lines is the end.
 */
export function taskHistory(call: Call): Reply {
  const { query } = call;
  const entry = clusterOfPath(call);
  const wanted = text(query, 'task');
  const isOf = filterOf(wanted === undefined ? undefined : idOf(call, wanted), text(query, 'team'));
  const after = number(query, 'after', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }) ?? 0;
  const limit = number(query, 'limit', { min: 1, max: HISTORY_LINES_MAX, whole: true }) ?? HISTORY_LINES_MAX;
  const { records } = entry.governance;
  const lines: string[] = [];
  let size = 0;
  for (let i = records.seek(after + 1); i < records.entries.length; i += 1) {
    const record = records.entries[i]!;
    if (!isOf(record)) continue;
    const line = lineOf(record);
    lines.push(line);
    size += line.length;
    if (lines.length >= limit || size > HISTORY_CHARS_MAX) break;
  }
  return { contentType: 'application/x-ndjson', text: lines.join('') };
}

/** A task that is no longer kept may still have a history. */
const idOf = (call: Call, wanted: string): string =>
  /^task-\d+$/.test(wanted) ? wanted : taskOf(clusterOfPath(call), wanted).id;

/** Lines of one task or one team; what concerns all is left out then, save who is named in it. */
function filterOf(task: string | undefined, team: string | undefined): (record: TaskRecord) => boolean {
  return (record) =>
    (task === undefined || tasksOf(record).includes(task)) && (team === undefined || teamOf(record) === team);
}

function tasksOf(record: TaskRecord): readonly string[] {
  if (record.type === 'LoopStopped') return record.tasks;
  return 'task' in record ? [record.task] : [];
}

function teamOf(record: TaskRecord): string | undefined {
  if (record.type === 'Submitted') return record.spec.team;
  return 'team' in record ? record.team : undefined;
}

/** Times are written as everywhere; an admission's own is that of its line. */
function lineOf({ clusterId: _, sequence, at, ...content }: TaskRecord): string {
  const line =
    content.type === 'Admitted'
      ? { ...content, admission: { ...content.admission, admittedAt: isoTime(at) } }
      : content;
  return `${JSON.stringify({ sequence, at: isoTime(at), ...line })}\n`;
}
