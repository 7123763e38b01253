import { benchSearch } from '../market.ts';
import { say } from '../report.ts';
import type { Run } from '../run.ts';

/** Training plans: searches of a large market. */
export async function plans(run: Run): Promise<void> {
  say('\nSearching a capacity market of 50 types x 40 zones x 365 days');
  const figures = await benchSearch(run.quick ? 1_000 : 5_000);
  say(
    `  ${figures.searches} searches, ${figures.offerings} offerings, ${figures.plans} plans sold meanwhile: p50 ${figures.p50Ms.toFixed(2)}, p99 ${figures.p99Ms.toFixed(2)}, the slowest ${figures.mostMs.toFixed(2)} ms`,
  );
  run.report.verdict(
    'a search of 50 types x 40 zones x 1 year within 20 ms at p99',
    figures.p99Ms,
    20,
    ' ms',
  );
  run.report.figures.search = figures;
}
