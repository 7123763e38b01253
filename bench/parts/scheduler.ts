import { decisionCosts } from '../decision-cost.ts';
import { BASELINE, type GeneratorResult, LARGE_SCALE, runGenerator } from '../kueue-generators.ts';
import { type OneCohortResult, runOneCohort } from '../one-cohort.ts';
import { say } from '../report.ts';
import type { Run } from '../run.ts';

/** What Kueue publishes of a test: the mean of its runs. */
interface Published {
  readonly wallS: number;
  readonly minQueueUsagePercent: number;
  readonly meanTimeToAdmissionS: Readonly<Record<string, number>>;
}

const KUEUE_BASELINE: Published = {
  wallS: 351,
  minQueueUsagePercent: 55.9,
  meanTimeToAdmissionS: { large: 16.5, medium: 76.8, small: 215 },
};
const KUEUE_LARGE_SCALE: Published = {
  wallS: 1_179,
  minQueueUsagePercent: 38.6,
  meanTimeToAdmissionS: { large: 106, medium: 256, small: 700 },
};

/** What this part writes down. */
export interface SchedulerFigures {
  readonly baseline: GeneratorResult;
  readonly largeScale: GeneratorResult;
  readonly decision: ReturnType<typeof decisionCosts>;
  readonly oneCohort: OneCohortResult;
  readonly kueue: { readonly baseline: Published; readonly largeScale: Published };
}

/** The scheduler by itself: the workloads of Kueue's own performance tests, growing queues, one large cohort. */
export function scheduler(run: Run): void {
  say('\nThe scheduler, beside what Kueue publishes for the same workloads');
  runGenerator({ ...BASELINE, cohorts: 1 });
  const baseline = runGenerator(BASELINE);
  const largeScale = runGenerator(LARGE_SCALE);
  sayGenerator('15,000 workloads', baseline, KUEUE_BASELINE);
  sayGenerator('50,000 workloads in 1,000 queues', largeScale, KUEUE_LARGE_SCALE);
  const decision = decisionCosts();
  for (const [kind, costs] of Object.entries(decision)) {
    const list = costs.map(
      ({ pending, microseconds }) =>
        `${microseconds.toFixed(1)} at ${pending} (${(microseconds / costs[0]!.microseconds).toFixed(2)}x)`,
    );
    say(`  µs a decision by workloads waiting, ${kind}: ${list.join(', ')}`);
  }
  const oneCohort = runOneCohort();
  const { teams, pending, settleFromColdMs, settleAfterWakeUpMs, finishMs, submissionMs, preemptionMs } =
    oneCohort;
  say(
    `  one cohort of ${teams} teams with ${pending} tasks waiting, fair sharing on: ${settleFromColdMs.toFixed(0)} ms to rest ` +
      `from a start, ${settleAfterWakeUpMs.toFixed(0)} ms after a wake-up, ${finishMs.toFixed(0)} ms after a task ended, ` +
      `${submissionMs.toFixed(3)} ms for a task that comes and must wait, ${preemptionMs.toFixed(0)} ms for one that preempts`,
  );
  const figures: SchedulerFigures = {
    baseline,
    largeScale,
    decision,
    oneCohort,
    kueue: { baseline: KUEUE_BASELINE, largeScale: KUEUE_LARGE_SCALE },
  };
  run.report.figures.scheduler = figures;
}

function sayGenerator(name: string, result: GeneratorResult, kueue: Published): void {
  const { seconds, minQueueUsagePercent, meanTimeToAdmissionMs, meanTimeToLastAdmissionMs, makespanMs } =
    result;
  say(
    `  ${name}: ${seconds.toFixed(2)} s of one core in virtual time; Kueue publishes ${kueue.wallS} s of wall time, its controllers running in real time`,
  );
  say(
    `      done after ${(makespanMs / 1000).toFixed(1)} virtual seconds; no queue used less of its quota than ${minQueueUsagePercent.toFixed(1)} % (Kueue ${kueue.minQueueUsagePercent} %)`,
  );
  for (const [of, ms] of Object.entries(meanTimeToAdmissionMs).reverse()) {
    say(
      `      mean time to admission, ${of}: ${(ms / 1000).toFixed(1)} s, to the last one ${(meanTimeToLastAdmissionMs[of]! / 1000).toFixed(1)} s ` +
        `(Kueue ${kueue.meanTimeToAdmissionS[of]} s)`,
    );
  }
}
