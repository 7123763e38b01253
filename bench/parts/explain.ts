import { benchExplain } from '../explain.ts';
import { quartermaster } from '../processes.ts';
import { say } from '../report.ts';
import type { Run } from '../run.ts';
import { servedExplanations } from '../served-explanations.ts';

const BOUND_MS = 200;
const TEAMS = 1_000;
const TEAMS_QUICK = 200;

/**
 * Explaining a pending task in a large cluster: the scheduler's rules by themselves, beside bringing that cluster to
 * rest, and the whole as it is served, beside a plain description of the task.
 */
export async function explain(run: Run): Promise<void> {
  say('\nExplaining a pending task, with the smallest changes that admit it, each verified by a run');
  const rules = benchExplain();
  for (const [order, { queues, workloads, medianMs, worstMs, changes, settleMs }] of Object.entries(rules)) {
    const size = `${queues.toLocaleString('en')} queues and ${workloads.toLocaleString('en')} tasks, ${order} order`;
    say(
      `  ${size}: ${medianMs.toFixed(0)} ms of one core, at worst ${worstMs.toFixed(0)} ms, ${changes.toFixed(1)} changes; bringing that cluster to rest takes ${(settleMs / 1_000).toFixed(1)} s`,
    );
    run.report.verdict(`explaining a task among ${size}, at worst`, worstMs, BOUND_MS, ' ms');
  }
  const server = await run.started(
    quartermaster('--store', run.storeAt('explain.sqlite'), '--pace', 'instant', '--clock', 'virtual'),
  );
  const served = await servedExplanations(server, run.quick ? TEAMS_QUICK : TEAMS);
  for (const [order, figures] of Object.entries(served)) {
    const { teams, nodes, tasks, waiting, medianMs, worstMs, changes, describedMs } = figures;
    const size = `${teams.toLocaleString('en')} teams, ${nodes.toLocaleString('en')} nodes and ${tasks.toLocaleString('en')} tasks (${waiting.toLocaleString('en')} wait), ${order} order`;
    say(
      `  over HTTP, ${size}: ${medianMs.toFixed(0)} ms, at worst ${worstMs.toFixed(0)} ms, ${changes.toFixed(1)} changes; describing the task takes ${describedMs.toFixed(1)} ms`,
    );
    run.report.verdict(`explaining a task over HTTP among ${size}, at worst`, worstMs, BOUND_MS, ' ms');
  }
  run.report.figures.explain = { rules, served };
  await server.stop();
}
