import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options, PartName } from './options.ts';
import type { Subject } from './processes.ts';
import { Report } from './report.ts';
import { CREDENTIALS_TEXT, type Effort, LoadGenerator } from './requests.ts';

/** Whether the server checks signatures. */
export type Auth = 'off' | 'on';

/** One run: what it was asked, its figures, the servers it has started and the directory of their stores. */
export class Run {
  readonly options: Options;
  readonly quick: boolean;
  readonly connectionCounts: readonly number[];
  readonly effort: Effort;
  readonly report = new Report();
  readonly load = new LoadGenerator();
  readonly #directory = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'));
  readonly #credentials = join(this.#directory, 'credentials');
  readonly #running = new Set<Subject>();

  constructor(options: Options) {
    this.options = options;
    this.quick = options.quick;
    this.connectionCounts = options.quick ? [16] : [1, 16, 64];
    this.effort = options.quick
      ? { rounds: 2, warmUpMs: 300, measureMs: 600 }
      : { rounds: 3, warmUpMs: 400, measureMs: 1_000 };
    writeFileSync(this.#credentials, CREDENTIALS_TEXT, { mode: 0o600 });
  }

  isWanted(part: PartName): boolean {
    return this.options.only.length === 0 || this.options.only.includes(part);
  }

  storeAt(name: string): string {
    return `sqlite:${join(this.#directory, name)}`;
  }

  /** The options of a server that checks signatures, or not. */
  authentication(auth: Auth): readonly string[] {
    return auth === 'on' ? ['--auth', 'sigv4', '--credentials', this.#credentials] : [];
  }

  /** Sees to it that the server ends with the run. */
  async started(subject: Promise<Subject>): Promise<Subject> {
    const there = await subject;
    this.#running.add(there);
    return there;
  }

  async end(): Promise<void> {
    this.load.stop();
    for (const subject of this.#running) await subject.stop('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
