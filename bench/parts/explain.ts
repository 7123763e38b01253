import { benchExplain } from '../explain.ts';
import { say } from '../report.ts';
import type { Run } from '../run.ts';

const BOUND_MS = 200;

/** Explaining a pending task in a large cluster, beside bringing that cluster to rest. */
export function explain(run: Run): void {
  say('\nExplaining a pending task, with the smallest changes that admit it, each verified by a run');
  const figures = benchExplain();
  for (const [order, { queues, workloads, medianMs, worstMs, changes, settleMs }] of Object.entries(
    figures,
  )) {
    const size = `${queues.toLocaleString('en')} queues and ${workloads.toLocaleString('en')} tasks, ${order} order`;
    say(
      `  ${size}: ${medianMs.toFixed(0)} ms of one core, at worst ${worstMs.toFixed(0)} ms, ${changes.toFixed(1)} changes; bringing that cluster to rest takes ${(settleMs / 1_000).toFixed(1)} s`,
    );
    run.report.verdict(`explaining a task among ${size}, at worst`, worstMs, BOUND_MS, ' ms');
  }
  run.report.figures.explain = figures;
}
