/** Capacity that is sold: what the market no longer has. */
export interface Booking {
  readonly zone: string;
  readonly instanceCount: number;
  readonly startAt: number;
  readonly endAt: number;
}
