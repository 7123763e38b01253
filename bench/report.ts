import type { Result } from './requests.ts';

/** What is printed and written down: figures, and targets met or missed. */
export interface Row {
  readonly scenario: string;
  readonly auth: string;
  readonly connections: number;
  readonly results: Readonly<Record<string, Result>>;
}

export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export class Report {
  readonly rows: Row[] = [];
  readonly verdicts: Verdict[] = [];
  readonly notes: string[] = [];
  readonly figures: Record<string, unknown> = {};

  add(row: Row): void {
    this.rows.push(row);
    const own = row.results.quartermaster!;
    const parts = Object.entries(row.results).map(
      ([name, r]) =>
        `${name} ${r.cpuMsPerRequest.toFixed(3)} ms CPU, ${r.perSecond.toFixed(0)}/s, p50 ${r.p50Ms.toFixed(2)}, p99 ${r.p99Ms.toFixed(2)} ms`,
    );
    const ratios = Object.entries(row.results)
      .filter(([name]) => name !== 'quartermaster')
      .map(([name, r]) =>
        name === 'bare'
          ? `${(own.cpuMsPerRequest / r.cpuMsPerRequest).toFixed(2)}x bare's CPU`
          : `${(r.cpuMsPerRequest / own.cpuMsPerRequest).toFixed(0)}x ${name}'s requests per CPU second`,
      );
    say(`  ${row.scenario}, auth ${row.auth}, ${row.connections} connections: ${ratios.join(', ')}`);
    for (const part of parts) say(`      ${part}`);
  }

  find(scenario: string, auth: string, connections: number): Row | undefined {
    return this.rows.find(
      (row) => row.scenario === scenario && row.auth === auth && row.connections === connections,
    );
  }

  /** A figure that must not be above (or, with `least`, below) the bound; one that was not measured is left out. */
  verdict(target: string, value: number | undefined, bound: number, unit: string, least = false): void {
    if (value === undefined) return;
    const met = least ? value >= bound : value <= bound;
    this.verdicts.push({
      target,
      measured: `${value < 10 ? value.toFixed(2) : value.toFixed(0)}${unit}`,
      met,
    });
  }

  note(text: string): void {
    this.notes.push(text);
    say(text);
  }

  printVerdicts(): void {
    say('\nTargets');
    for (const { target, measured, met } of this.verdicts) {
      say(`  ${met ? 'met   ' : 'MISSED'}  ${target}: ${measured}`);
    }
    for (const note of this.notes) say(`  note: ${note}`);
  }
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
