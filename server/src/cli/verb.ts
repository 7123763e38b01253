import type { Client } from './client.ts';
import type { Io } from './io.ts';

/** The command line breaks a rule; the text says which. Exit code 2. */
export class UsageRefused extends Error {
  override name = 'UsageRefused';
}

/** One option of a verb. */
export interface Option {
  /** One letter: `f` for `-f`. */
  readonly short?: string;
  /** What stands for its value in the help; absent: it takes none. */
  readonly value?: string;
  readonly help: string;
  readonly required?: true;
}

export interface Argument {
  readonly name: string;
  readonly help: string;
  readonly optional?: true;
  /** The last one: it may be given several times. */
  readonly many?: true;
}

/** What a verb was called with. */
export interface Invocation {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
  readonly json: boolean;
  readonly client: Client;
  readonly io: Io;
}

/** One verb of the command line; the parser and the help are made of this. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** More than fits into one line. */
  readonly about?: string;
  readonly arguments?: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /**
   * Its own verbs; `standard` names the one that is meant where none is given, or where what is given is none and
   * the standard one takes an argument.
   */
  readonly verbs?: readonly Verb[];
  readonly standard?: string;
  /** Answers the exit code; none: 0. */
  readonly run?: (call: Invocation) => Promise<void> | Promise<number>;
  /** Takes its arguments as they are. */
  readonly runRaw?: (args: readonly string[]) => Promise<number>;
}
