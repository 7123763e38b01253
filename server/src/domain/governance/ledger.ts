/** Accelerator-hours of one team on one day (UTC). GPU slices count by their share of compute slices. */
export interface TeamDay {
  readonly clusterId: string;
  readonly team: string;
  /** `2026-11-26` */
  readonly day: string;
  readonly guaranteed: number;
  readonly used: number;
  readonly borrowed: number;
  readonly lent: number;
  readonly lostToPreemption: number;
  readonly lostToFailures: number;
}
