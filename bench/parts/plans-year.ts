import { openStore } from '../../server/src/store/open.ts';
import { plansYear } from '../plans-year.ts';
import { say } from '../report.ts';
import { median } from '../requests.ts';
import type { Run } from '../run.ts';

const PLANS = 10_000;

/** How long a virtual year takes in which 10,000 training plans are bought and live, on a durable store. */
export async function plansYears(run: Run): Promise<void> {
  say('\nA virtual year of 10,000 training plans with their consumers, realistic pace');
  const years = [];
  for (let i = 0; i < (run.quick ? 1 : 3); i += 1)
    years.push(await plansYear(PLANS, openStore(run.storeAt(`plans-${i}.sqlite`))));
  const { plans, extensions, consumers, transitions } = years[0]!;
  const wallMs = median(years.map((year) => year.wallMs));
  const cpuMs = median(years.map((year) => year.cpuMs));
  const buyingMs = median(years.map((year) => year.buyingMs));
  say(
    `  ${plans} plans, ${extensions} extensions, ${consumers} used by a cluster, a training job or an endpoint, ${transitions} transitions: ${wallMs.toFixed(0)} ms (${cpuMs.toFixed(0)} ms CPU), of which searches and purchases ${buyingMs.toFixed(0)} ms`,
  );
  run.report.verdict(
    '10,000 training plans with their consumers live through a virtual year within 10 s',
    wallMs / 1_000,
    10,
    ' s',
  );
  run.report.figures.plansYear = years;
}
