import { type Fault, isStanding } from './fault.ts';

const inOrder = (a: Fault, b: Fault): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/**
 * The faults that have not ended, looked through at every step. In the order in which they strike: by their creation,
 * those of one instant by id, which is what a restart knows as well.
 */
export class StandingFaults extends Map<string, Fault> {
  /** A fault as it is now; undefined: it is gone. */
  write(id: string, fault: Fault | undefined): void {
    if (fault === undefined || !isStanding(fault)) {
      this.delete(id);
      return;
    }
    const isKnown = this.has(id);
    this.set(id, fault);
    if (isKnown) return;
    const sorted = [...this.values()].sort(inOrder);
    this.clear();
    for (const each of sorted) this.set(each.id, each);
  }
}
