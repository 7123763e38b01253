import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Report, say } from './report.ts';

/** The figures of this run, without anything that names the machine. */
export function writeResults(report: Report, quick: boolean): void {
  const results = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(results, { recursive: true });
  const now = new Date().toISOString();
  const machine = {
    node: process.version,
    processors: cpus().length,
    model: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
  const { rows, verdicts, notes, figures } = report;
  const content = { at: now, quick, machine, verdicts, notes, figures, rows };
  const name = `${now.slice(0, 19).replaceAll(':', '-')}.json`;
  writeFileSync(join(results, name), `${JSON.stringify(content, undefined, 2)}\n`);
  say(`\nWritten to bench/results/${name}`);
}
