import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';

/** Where a verb writes to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What surrounds a verb; tests put their own in its place. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** Asks a question on the terminal; undefined where there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** From here on an interrupt ends the verb instead of the process. */
  readonly untilInterrupted: () => AbortSignal;
}

/** The real terminal. A reader that has seen enough (`| head`) ends the process quietly. */
export function terminalIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const ask = async (question: string): Promise<string> => {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
  const untilInterrupted = (): AbortSignal => {
    const interrupt = new AbortController();
    process.once('SIGINT', () => interrupt.abort());
    return interrupt.signal;
  };
  return {
    stdout,
    stderr,
    env,
    input: () => text(stdin),
    ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
    untilInterrupted,
  };
}

/** Colour is for people: on a terminal, unless they asked for none (no-color.org). */
export const isColoured = ({ stdout, env }: Io): boolean =>
  stdout.isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '');
