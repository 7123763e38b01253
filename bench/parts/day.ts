import { fleetDayInProcess, fleetDayOverHttp, type Mix, mixes } from '../fleet-day.ts';
import { say } from '../report.ts';
import { median } from '../requests.ts';
import type { Run } from '../run.ts';

/** How long a virtual day of a large fleet takes. */
export async function day(run: Run): Promise<void> {
  say('\nA virtual day of 10,000 nodes under faults, realistic pace');
  const days = [];
  for (const mix of Object.keys(mixes) as Mix[]) {
    const runs = [];
    for (let i = 0; i < (run.quick ? 1 : 3); i += 1)
      runs.push(await fleetDayOverHttp(run.storeAt(`day-${mix}-${i}.sqlite`), mix));
    const inProcess = await fleetDayInProcess(mix);
    const wallMs = median(runs.map((one) => one.wallMs));
    const cpu = median(runs.map((one) => one.cpuMs));
    const { faults, transitions } = runs[0]!;
    days.push({ overHttp: runs, inProcess });
    say(
      `  ${mix} (${mixes[mix]} per 1,000 node-days): ${faults} faults, ${transitions} transitions; over HTTP on a durable store ` +
        `${wallMs.toFixed(0)} ms (${cpu.toFixed(0)} ms CPU), in one process without a store ${inProcess.wallMs.toFixed(0)} ms`,
    );
    run.report.verdict(
      `a virtual day of 10,000 nodes under faults within 5 s (${mix})`,
      wallMs / 1_000,
      5,
      ' s',
    );
  }
  run.report.figures.day = days;
}
