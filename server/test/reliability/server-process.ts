import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The real server as a child process: started, watched, killed. */

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url));
const READY_MS_MAX = 30_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Those that a test which failed has left behind end with the tests. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export class ServerProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** All it printed: its log and its messages. */
  output = '';
  url = '';

  constructor(args: readonly string[], wrap: readonly string[] = []) {
    const [command, ...rest] = [...wrap, process.execPath, MAIN, '--port', '0', ...args];
    this.child = spawn(command!, rest, {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, NODE_TEST_CONTEXT: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    alive.add(this.child);
    this.child.once('close', () => alive.delete(this.child));
    this.exited = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.child.stdout!.on('data', keep);
    this.child.stderr!.on('data', keep);
  }

  /** Starts one and waits for its ready line. */
  static async start(args: readonly string[], wrap: readonly string[] = []): Promise<ServerProcess> {
    const server = new ServerProcess(args, wrap);
    await server.ready();
    return server;
  }

  /** Until it answers; throws with what it said where it ends instead. */
  async ready(): Promise<void> {
    let ended = false;
    void this.exited.then(() => {
      ended = true;
    });
    const late = performance.now() + READY_MS_MAX;
    for (;;) {
      const url = /ready at (\S+)/.exec(this.output)?.[1];
      if (url !== undefined) {
        this.url = url;
        return;
      }
      if (ended || performance.now() > late) {
        this.child.kill('SIGKILL');
        throw new Error(`the server did not start:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The lines of its log, parsed. */
  logLines(): { level: number; msg: string; [member: string]: unknown }[] {
    return this.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  }

  /** What it logged as its own mistake. */
  defects(): string[] {
    return this.output.split('\n').filter((line) => line.includes('defect'));
  }

  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal);
    return this.exited;
  }
}
