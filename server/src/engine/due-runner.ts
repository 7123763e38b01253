import type { Context } from '../domain/context.ts';
import { decide } from '../domain/decide.ts';
import type { Draft } from '../domain/draft.ts';
import type { DueEntry } from '../domain/due.ts';
import type { Kind } from '../domain/objects.ts';
import type { State } from '../domain/state.ts';

export interface DueRunnerOptions {
  readonly state: State;
  readonly contextAt: (at: number) => Context;
  readonly onDefect: (error: unknown, where: string) => void;
}

/**
 * Lets happen what falls due. An object whose move fails, or comes to nothing, rests until the next start: it holds up
 * nobody else.
 */
export class DueRunner {
  readonly #options: DueRunnerOptions;
  /** Transitions so far. */
  count = 0;

  constructor(options: DueRunnerOptions) {
    this.#options = options;
  }

  /** Runs what is due by `until`, earliest first, each at its own time, up to the first of kind `before`; answers how many. */
  run(draft: Draft, until: number, limit: number, before?: Kind): number {
    const { due } = this.#options.state;
    let count = 0;
    for (let next = due.peek(); next !== undefined && next.at <= until && count < limit; next = due.peek()) {
      if (next.kind === before) break;
      this.transition(draft, next);
      count += 1;
    }
    return count;
  }

  /** One object's time has come. */
  transition(draft: Draft, { kind, key, at }: DueEntry): void {
    const { state, contextAt, onDefect } = this.#options;
    const mark = draft.mark();
    this.count += 1;
    try {
      decide(draft, { type: 'due', kind: kind as never, key }, contextAt(at));
      const next = state.due.peek();
      const isSame = next?.kind === kind && next.key === key && next.at <= at;
      if (isSame && draft.mark().writes === mark.writes)
        throw new Error(`${kind} ${key} did not move although its time had come`);
    } catch (error) {
      draft.revert(mark);
      state.due.set(kind, key, undefined);
      onDefect(error, `${kind} ${key}, which rests until the next start`);
    }
  }
}
