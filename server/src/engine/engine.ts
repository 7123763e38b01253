import type { Command } from '../domain/command.ts';
import type { Context } from '../domain/context.ts';
import { decide } from '../domain/decide.ts';
import { Draft } from '../domain/draft.ts';
import { LAST_OF_TURN } from '../domain/dues.ts';
import type { Notification } from '../domain/notification.ts';
import { Refusal } from '../domain/refusal.ts';
import type { State } from '../domain/state.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { type Clock, VirtualClock } from './clock.ts';
import { DueRunner } from './due-runner.ts';

/**
 * One queue, one decision at a time, one commit for all that came in one turn of the event loop.
 *
 * A flush first runs what fell due, each at its own time, so that what happened while the server was busy or
 * stopped happened when it should have; then the commands of the turn; then it commits once, and only then
 * do the replies go out. Where the commit fails nothing of the turn has happened.
 *
 * Where more fell due than one flush runs, nobody waits for the rest: commands are then decided at the time that was
 * reached, as if the server's clock were late by that much.
 */
export interface EngineOptions extends Omit<Context, 'now'> {
  readonly state: State;
  readonly store: Store;
  readonly clock: Clock;
  /** What was committed goes out here. */
  readonly publish: (notifications: readonly Notification[]) => void;
  /** A defect was met; the work went on without what it touched. */
  readonly onDefect: (error: unknown, where: string) => void;
}

/** Commands waiting for a decision. Past it new ones are turned away. */
export const QUEUE_MAX = 10_000;
/** Transitions decided before the event loop gets its turn: so that who asks meanwhile waits some 50 ms. */
export const TRANSITIONS_PER_FLUSH = 500;
/** The same while a virtual clock is moved on: there it matters more how soon the time is reached. */
const TRANSITIONS_PER_SLICE = 2_000;
/** How long to wait before trying again to commit what fell due. */
const COMMIT_RETRY_MS = 1_000;
/** The longest that setTimeout can wait. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;
/** How far `runUntilIdle` goes at the most: where launches can never succeed, they are tried for ever. */
export const IDLE_HORIZON_MS = 24 * 3_600_000;

/** The queue is full, or the store cannot be written: nothing was changed, and a later try may succeed. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

interface Waiting {
  readonly command: Command;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface ClockMove {
  readonly now: number;
  readonly transitions: number;
  /** Nothing is in flight any more. */
  readonly idle: boolean;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #queue: Waiting[] = [];
  #flushing: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #moves: Promise<unknown> = Promise.resolve();
  #stopped = false;
  /** The time of the last flush. */
  #reached = 0;
  readonly #dues: DueRunner;
  /** Commits and decisions so far, for the metrics. */
  readonly counts = { commits: 0, commands: 0, failedCommits: 0 };

  constructor(options: EngineOptions) {
    this.#options = options;
    const { state, onDefect } = options;
    this.#dues = new DueRunner({ state, onDefect, contextAt: (at) => this.context(at) });
  }

  get state(): State {
    return this.#options.state;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get queueDepth(): number {
    return this.#queue.length;
  }

  /** Transitions so far. */
  get transitionCount(): number {
    return this.#dues.count;
  }

  /** By how much the server is late: since when the first transition is due that has not happened. */
  get behindMs(): number {
    return Math.max(0, this.clock.now() - (this.state.due.peek()?.at ?? Number.POSITIVE_INFINITY));
  }

  /** The store's last commit. */
  get storeRevision(): number {
    return this.#options.store.revision;
  }

  /** What a read may know besides state. */
  context(now = this.clock.now()): Context {
    const { random, pace, webhook, market } = this.#options;
    return { now, random, pace, webhook, market };
  }

  /** Decides a command. Resolves with its reply once that is durable; rejects with a Refusal or Unavailable. */
  execute(command: Command): Promise<unknown> {
    if (this.#stopped) return Promise.reject(new Unavailable('The server is shutting down.'));
    if (this.#queue.length >= QUEUE_MAX) {
      return Promise.reject(new Unavailable(`More than ${QUEUE_MAX} requests are waiting. Try again later.`));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, resolve, reject });
      this.#flushSoon();
    });
  }

  /** Runs what is overdue, and from then on everything at its time. Answers how many transitions were overdue. */
  start(): number {
    const before = this.transitionCount;
    while (this.#flush());
    return this.transitionCount - before;
  }

  /** Decides what is waiting, and then nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#moves.catch(() => undefined);
    while (this.#queue.length > 0) this.#flush();
    clearTimeout(this.#timer);
    clearImmediate(this.#flushing);
  }

  #flushSoon(): void {
    this.#flushing ??= setImmediate(() => {
      this.#flushing = undefined;
      if (this.#flush()) this.#flushSoon();
    });
  }

  /** One turn. Answers whether more is to be done at once. */
  #flush(): boolean {
    const draft = new Draft(this.state);
    const now = this.clock.now();
    const overdue = this.#dues.run(draft, now, TRANSITIONS_PER_FLUSH);
    const isBehind = overdue >= TRANSITIONS_PER_FLUSH;
    const next = isBehind ? (this.state.due.peek()?.at ?? now) : now;
    // Never before what was decided last.
    const reached = Math.min(now, Math.max(next, this.#reached));
    this.#reached = reached;
    const waiting = this.#queue.splice(0);
    const replies = waiting.map(({ command }) => this.#decide(draft, command, reached));
    if (waiting.length > 0) this.#dues.run(draft, reached, Number.POSITIVE_INFINITY);
    const failure = this.#commit(draft);
    waiting.forEach(({ resolve, reject }, i) => {
      const reply = replies[i]!;
      if (failure !== undefined) reject(failure);
      else if ('error' in reply) reject(reply.error);
      else resolve(reply.value);
    });
    this.#arm(failure);
    return isBehind && failure === undefined;
  }

  /**
   * A command, and all that falls due by it at once, but for what waits for the end of the turn: at the instant pace,
   * its whole consequence.
   */
  #decide(draft: Draft, command: Command, now: number): { value: unknown } | { error: unknown } {
    const mark = draft.mark();
    this.counts.commands += 1;
    try {
      const value = decide(draft, command, this.context(now));
      this.#dues.run(draft, now, Number.POSITIVE_INFINITY, LAST_OF_TURN);
      return { value };
    } catch (error) {
      draft.revert(mark);
      if (!(error instanceof Refusal)) this.#options.onDefect(error, `command ${command.type}`);
      return { error };
    }
  }

  /** Makes the draft durable and sends its notifications out; or takes it back and says why. */
  #commit(draft: Draft): Unavailable | undefined {
    const changes = draft.changes();
    if (changes.length === 0) return undefined;
    try {
      const result = this.#options.store.commit(this.#options.store.revision, changes);
      if ('conflict' in result) throw new StoreUnavailable('another process has written to the store');
    } catch (error) {
      draft.revert();
      this.counts.failedCommits += 1;
      this.#options.onDefect(error, 'commit');
      const reason = error instanceof Error ? error.message : String(error);
      return new Unavailable(`The change could not be stored, and nothing was changed: ${reason}`);
    }
    this.counts.commits += 1;
    this.#options.publish(draft.notifications);
    return undefined;
  }

  /** Real time: wakes up for the earliest due object. Virtual time is moved by others. */
  #arm(failure: Unavailable | undefined): void {
    clearTimeout(this.#timer);
    if (this.clock instanceof VirtualClock || this.#stopped) return;
    const next = this.state.due.peek();
    if (next === undefined) return;
    const waitMs = failure === undefined ? Math.max(0, next.at - this.clock.now()) : COMMIT_RETRY_MS;
    this.#timer = setTimeout(() => this.#flushSoon(), Math.min(waitMs, TIMEOUT_MS_MAX));
  }

  /** Forgets everything, once what waits is decided; a virtual clock goes back to where it began. */
  reset(): Promise<void> {
    const reset = this.#moves.then(() => {
      if (this.#stopped) throw new Unavailable('The server is shutting down.');
      while (this.#flush());
      const draft = new Draft(this.state);
      decide(draft, { type: 'reset' }, this.context());
      const failure = this.#commit(draft);
      if (failure !== undefined) throw failure;
      if (this.clock instanceof VirtualClock) this.clock.set(this.clock.startedAt);
      this.#arm(undefined);
    });
    this.#moves = reset.catch(() => undefined);
    return reset;
  }

  /** Moves the virtual clock on to a time, everything due on the way happening at its own. */
  advanceTo(target: number): Promise<ClockMove> {
    return this.#move(target, () => true, true);
  }

  /**
   * Moves the virtual clock on until no transition is in flight, or a day has passed. What else falls due at the
   * instant that it comes to still happens.
   */
  runUntilIdle(): Promise<ClockMove> {
    const { due } = this.state;
    const more = () => due.inFlight > 0 || (due.peek()?.at ?? Number.POSITIVE_INFINITY) <= this.clock.now();
    return this.#move(this.clock.now() + IDLE_HORIZON_MS, more, false);
  }

  #move(target: number, more: () => boolean, arrive: boolean): Promise<ClockMove> {
    const { clock } = this;
    if (!(clock instanceof VirtualClock)) throw new Error('only a virtual clock can be moved');
    const move = this.#moves.then(() => this.#run(clock, target, more, arrive));
    this.#moves = move.catch(() => undefined);
    return move;
  }

  /** In slices, each committed with the time it reached, the event loop taking its turn between two. */
  async #run(clock: VirtualClock, target: number, more: () => boolean, arrive: boolean): Promise<ClockMove> {
    let transitions = 0;
    for (let done = false; !done; ) {
      const before = clock.now();
      const draft = new Draft(this.state);
      let count = 0;
      let next = this.state.due.peek();
      for (
        ;
        count < TRANSITIONS_PER_SLICE && next !== undefined && next.at <= target && more();
        next = this.state.due.peek()
      ) {
        clock.set(Math.max(clock.now(), next.at));
        this.#dues.transition(draft, next);
        count += 1;
      }
      done = count < TRANSITIONS_PER_SLICE;
      if (done && arrive) clock.set(Math.max(clock.now(), target));
      decide(draft, { type: 'clock' }, this.context());
      const failure = this.#commit(draft);
      if (failure !== undefined) {
        clock.set(before);
        throw failure;
      }
      transitions += count;
      if (!done) await new Promise((resolve) => setImmediate(resolve));
      if (!done && this.#stopped)
        throw new Unavailable('The server is shutting down. The clock stands where it got to.');
    }
    return { now: clock.now(), transitions, idle: this.state.due.inFlight === 0 };
  }
}
