import { setTimeout as wait } from 'node:timers/promises';
import { quartermaster, rssMb } from '../processes.ts';
import { say } from '../report.ts';
import { median } from '../requests.ts';
import type { Run } from '../run.ts';

/** How soon a server is ready, and how much memory it takes when idle. */
export async function start(run: Run): Promise<void> {
  say('\nStart and idle memory (empty store, the command line of npm start)');
  const [ready, rss, restarts]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < (run.quick ? 4 : 8); i += 1) {
    const store = run.storeAt(`start-${i}.sqlite`);
    const first = await run.started(quartermaster('--store', store));
    await wait(1_500);
    if (i > 0) {
      ready.push(first.readyMs); // the first one fills the compile cache
      rss.push(rssMb(first.pid));
    }
    await first.stop();
    const again = await run.started(quartermaster('--store', store));
    restarts.push(again.readyMs);
    await again.stop();
  }
  run.report.figures.start = { readyMs: ready, idleRssMb: rss, restartMs: restarts };
  say(`  ready after ${median(ready).toFixed(0)} ms, idle at ${median(rss).toFixed(0)} MB`);
  run.report.verdict('ready within 0.5 s of the start', median(ready) / 1_000, 0.5, ' s');
  run.report.verdict('at most 90 MB resident when idle', median(rss), 90, ' MB');
}
