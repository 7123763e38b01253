import { say } from '../report.ts';
import type { Run } from '../run.ts';
import { benchScheduler } from '../scheduler.ts';

/** The scheduler by itself: the workloads of Kueue's own performance tests, in virtual time. */
export function scheduler(run: Run): void {
  say('\nThe scheduler, beside what Kueue publishes for the same workloads');
  const figures = benchScheduler();
  for (const [name, { seconds }, kueueS, boundS] of [
    ['15,000 workloads', figures.baseline, 351, 3],
    ['50,000 workloads in 1,000 queues', figures.largeScale, 1_179, 30],
  ] as const) {
    say(
      `  ${name}: ${seconds.toFixed(2)} s of one core in virtual time; Kueue publishes ${kueueS} s of wall time, its controllers running in real time`,
    );
    run.report.verdict(`${name} within ${boundS} s of one core`, seconds, boundS, ' s');
  }
  for (const [kind, costs] of Object.entries(figures.decision)) {
    const list = costs
      .map(({ pending, microseconds }) => `${microseconds.toFixed(0)} at ${pending}`)
      .join(', ');
    say(`  µs a decision by workloads waiting, ${kind}: ${list}`);
  }
  run.report.figures.scheduler = figures;
}
