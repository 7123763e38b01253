/** What a run of the fuzz has met. */
export interface FuzzSummary {
  requests: number;
  /** By kind of request. */
  readonly kinds: Map<string, number>;
  /** By status, or 'closed'. */
  readonly statuses: Map<string, number>;
  /** By operation, or method of the control endpoints of tasks: how many came through. */
  readonly successes: Map<string, number>;
  rssMb: number;
}

export const emptySummary = (): FuzzSummary => ({
  requests: 0,
  kinds: new Map(),
  statuses: new Map(),
  successes: new Map(),
  rssMb: 0,
});

/** Counts one more under the name. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
