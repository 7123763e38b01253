import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The servers that are measured, each a process of its own, and what the kernel knows of them. */
const root = fileURLToPath(new URL('..', import.meta.url));
const READY_MS_MAX = 60_000;

export class Subject {
  readonly child: ChildProcess;
  readonly url: string;
  readonly output: () => string;
  /** From the start of the process to its first sign of being ready. */
  readonly readyMs: number;

  private constructor(child: ChildProcess, url: string, output: () => string, readyMs: number) {
    this.child = child;
    this.url = url;
    this.output = output;
    this.readyMs = readyMs;
  }

  static async start(
    command: string,
    args: readonly string[],
    ready: RegExp,
    env: NodeJS.ProcessEnv = {},
  ): Promise<Subject> {
    const begun = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready in time:\n${text}`)), READY_MS_MAX);
      const read = (chunk: Buffer): void => {
        text += chunk.toString();
        const url = ready.exec(text)?.[1];
        if (url === undefined) return;
        clearTimeout(late);
        resolve(new Subject(child, url, () => text, performance.now() - begun));
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('exit', () => reject(new Error(`ended before it was ready:\n${text}`)));
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

/** The command line of `npm start`, without npm around it. */
export const quartermaster = (...args: string[]): Promise<Subject> =>
  Subject.start(
    process.execPath,
    ['server/src/main.ts', '--port', '0', '--log-level', 'warn', ...args],
    /ready at (\S+)/,
    { NODE_COMPILE_CACHE: 'node_modules/.cache/node' },
  );

export const bareServer = (): Promise<Subject> =>
  Subject.start(process.execPath, ['bench/bare.ts'], /ready at (\S+)/);

/** A Python that has moto: the one given, or the one in bench/.venv. */
export function findMoto(given: string | undefined, install: boolean): string | undefined {
  const own = `${root}bench/.venv/bin/python`;
  if (given === undefined && install && !existsSync(own)) {
    execFileSync('python3', ['-m', 'venv', `${root}bench/.venv`], { stdio: 'inherit' });
    execFileSync(own, ['-m', 'pip', 'install', '--quiet', 'moto[server]'], { stdio: 'inherit' });
  }
  const python = given ?? own;
  try {
    execFileSync(python, ['-c', 'import moto.server'], { stdio: 'ignore' });
    return python;
  } catch {
    return undefined;
  }
}

export async function motoServer(python: string): Promise<{ subject: Subject; version: string }> {
  const version = execFileSync(python, [
    '-c',
    'import moto,sys;print(f"moto {moto.__version__}, Python {sys.version.split()[0]}")',
  ]);
  const subject = await Subject.start(
    python,
    ['-m', 'moto.server', '-p', '0'],
    /Running on (http:\/\/127\S+)/,
  );
  return { subject, version: version.toString().trim() };
}

/** CPU time of a process so far, user and system, in ms (Linux counts it in hundredths of a second). */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export const rssMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024;
