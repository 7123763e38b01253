import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient, Unanswered } from './api-client.ts';
import { SeenIds } from './crash-cluster.ts';
import { Governor } from './crash-governor.ts';
import { Writer } from './crash-writer.ts';
import { Draws } from './random.ts';
import { ServerProcess } from './server-process.ts';

/**
 * The crash test: kill -9 at random moments under load, start again on the same file, and hold everything
 * that was acknowledged against what is there. A kill takes the process, not the machine: it shows that no
 * answer runs ahead of its commit and that a half-written transaction is rolled back; that a commit is also
 * on the disk when it returns is SQLite's synchronous=FULL, which a kill cannot show.
 */
const WRITERS = 6;
/** Users of task governance. */
const GOVERNORS = 2;
const USERS = WRITERS + GOVERNORS;
const LOAD_MS = [20, 200] as const;
/** Kills on one file; then all work is awaited, and the next round begins with an empty one. */
const KILLS_PER_ROUND = 70;
const SETTLE_MS_MAX = 60_000;

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  /** Replacements at the brisk pace: half a minute of waiting a round. */
  readonly slowWork: boolean;
}

export interface CrashSummary {
  kills: number;
  killedWhileStarting: number;
  acknowledged: number;
  refused: number;
  unanswered: number;
  clusters: number;
  /** Of the last round. */
  tasks: number;
  resumed: number;
  overdue: number;
}

export async function crash({ kills, seed, slowWork }: CrashOptions): Promise<CrashSummary> {
  const summary: CrashSummary = {
    kills: 0,
    killedWhileStarting: 0,
    acknowledged: 0,
    refused: 0,
    unanswered: 0,
    clusters: 0,
    tasks: 0,
    resumed: 0,
    overdue: 0,
  };
  const draws = new Draws(seed);
  for (let left = kills; left > 0; left -= KILLS_PER_ROUND) {
    const directory = mkdtempSync(join(tmpdir(), 'quartermaster-crash-'));
    const round = new Round(`sqlite:${join(directory, 'store.sqlite')}`, draws, summary, slowWork);
    try {
      await round.run(Math.min(left, KILLS_PER_ROUND));
    } catch (error) {
      const said = round.server?.output.split('\n').slice(-12).join('\n');
      throw new Error(
        `seed ${seed}, kill ${summary.kills} of ${kills}: ${(error as Error).message}\n` +
          `Again: QUARTERMASTER_SEED=${seed} QUARTERMASTER_KILLS=${kills}. The server's last lines:\n${said}`,
        { cause: error },
      );
    } finally {
      await round.server?.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return summary;
}

/** A store from its first start to its last. */
class Round {
  server: ServerProcess | undefined;
  readonly #store: string;
  readonly #draws: Draws;
  readonly #summary: CrashSummary;
  readonly #slowWork: boolean;
  readonly #writers: Writer[];
  readonly #governors: Governor[];
  readonly #seen = new SeenIds();

  constructor(store: string, draws: Draws, summary: CrashSummary, slowWork: boolean) {
    this.#store = store;
    this.#draws = draws;
    this.#summary = summary;
    this.#slowWork = slowWork;
    this.#writers = Array.from(
      { length: WRITERS },
      (_, i) => new Writer(`writer${i}`, new Draws(draws.between(0, 2 ** 31))),
    );
    this.#governors = Array.from(
      { length: GOVERNORS },
      (_, i) => new Governor(`governor${i}`, new Draws(draws.between(0, 2 ** 31))),
    );
  }

  async run(kills: number): Promise<void> {
    // At this pace clusters stand at once, and there is something to govern from the first kill on.
    let pace = 'instant';
    let server = await this.#start(pace);
    for (let i = 0; i < kills; i += 1) {
      await this.#load(server, pace);
      pace = this.#pace();
      server = await this.#restart(pace);
      await this.#check(server);
    }
    await this.#settle(server);
    const { code } = await server.kill('SIGTERM');
    assert.equal(code, 0, 'SIGTERM did not end in exit code 0');
    await this.#check(await this.#start('instant'));
    for (const { acknowledged, refused, unanswered } of [...this.#writers, ...this.#governors]) {
      this.#summary.acknowledged += acknowledged;
      this.#summary.refused += refused;
      this.#summary.unanswered += unanswered;
    }
  }

  #pace(): string {
    return this.#draws.pick(['brisk', 'instant']);
  }

  #arguments(pace: string): string[] {
    return ['--store', this.#store, '--pace', pace];
  }

  async #start(pace: string): Promise<ServerProcess> {
    this.server = await ServerProcess.start(this.#arguments(pace));
    return this.server;
  }

  /** All write until the server is killed in their midst. */
  async #load(server: ServerProcess, pace: string): Promise<void> {
    const api = new ApiClient(server.url, 2 * USERS);
    for (const writer of this.#writers) writer.replaces = this.#slowWork || pace === 'instant';
    const writing = [...this.#writers, ...this.#governors].map(async (writer) => {
      try {
        for (;;) await writer.write(api);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
      }
    });
    const ended = Promise.all(writing);
    const moment = new Promise((resolve) => setTimeout(resolve, this.#draws.between(...LOAD_MS)));
    await Promise.race([moment, ended]);
    assert.deepEqual(server.defects(), []);
    await server.kill('SIGKILL');
    this.#summary.kills += 1;
    await ended;
    api.close();
  }

  /** Now and then the new one is killed as well, before it is up. */
  async #restart(pace: string): Promise<ServerProcess> {
    while (this.#draws.chance(0.1)) {
      const early = new ServerProcess(this.#arguments(pace));
      await new Promise((resolve) => setTimeout(resolve, this.#draws.between(0, 250)));
      await early.kill('SIGKILL');
      this.#summary.killedWhileStarting += 1;
    }
    return this.#start(pace);
  }

  async #check(server: ServerProcess): Promise<void> {
    const sure = this.#writers.flatMap((writer) => writer.clusters).filter(({ exists }) => exists === 'yes');
    const api = new ApiClient(server.url, 2 * USERS);
    await Promise.all(
      this.#writers.map(async (writer) => {
        const there = [];
        for (const cluster of writer.clusters) {
          if (await cluster.check(api, this.#seen)) there.push(cluster);
          else this.#summary.clusters += 1;
        }
        writer.clusters = there;
        for (const cluster of there) if (this.#draws.chance(0.2)) await cluster.checkLastAdd(api);
      }),
    );
    await Promise.all(this.#governors.map((governor) => governor.check(api)));
    this.#summary.tasks = this.#governors.reduce((sum, { governed }) => sum + governed.tasks.size, 0);
    api.close();
    this.#checkStartLine(server, sure.length);
    assert.deepEqual(server.defects(), []);
  }

  /** The line that says what the start found, ran and resumed. */
  #checkStartLine(server: ServerProcess, clusters: number): void {
    const line = server.logLines().find(({ msg }) => msg.startsWith('started: '))?.msg;
    const said =
      /^started: (\d+) clusters? with (\d+) nodes? found, (\d+) overdue transitions? run, (\d+) resumed/.exec(
        line ?? '',
      );
    assert.ok(said, `the start said nothing of what it found: ${line}`);
    assert.ok(
      Number(said[1]) >= clusters,
      `${clusters} clusters were acknowledged, and the start found ${said[1]}`,
    );
    this.#summary.overdue += Number(said[3]);
    this.#summary.resumed += Number(said[4]);
  }

  /** What was under way before the last kill comes to its end by itself. */
  async #settle(server: ServerProcess): Promise<void> {
    const api = new ApiClient(server.url, 2 * USERS);
    const late = performance.now() + SETTLE_MS_MAX;
    for (const cluster of this.#writers.flatMap((writer) => writer.clusters)) {
      while (!(await cluster.isSettled(api))) {
        assert.ok(performance.now() < late, `${cluster.name} does not come to rest`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    api.close();
  }
}
