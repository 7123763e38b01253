import type { Logger } from 'pino';
import { type Delivery, deliveryKey } from '../domain/notification.ts';
import type { Engine } from '../engine/engine.ts';
import { Lane } from './webhook-lane.ts';
import { postEvent, WebhookTarget } from './webhook-post.ts';

/**
 * Takes events to a URL: at least once, in order within a cluster or plan, each at its own pace. What is to
 * be taken stands in the state as deliveries, so it survives a crash; this only walks through them. A
 * delivery ends when the receiver said 2xx and that has been committed, and until then the next of its
 * subject waits. A receiver may thus see one event twice, never a later one before an earlier.
 */
export const SUBJECTS_IN_PARALLEL = 16;
const BACK_OFF_FIRST_MS = 500;
const BACK_OFF_MAX_MS = 60_000;

/** How long to wait after that many failures in a row. */
export const backOffMs = (failures: number): number =>
  Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(failures - 1, 30));

/** Posts what is to be delivered, and keeps at it. */
export class Webhook {
  readonly #target: WebhookTarget;
  readonly #log: Logger;
  readonly #backOffMs: (failures: number) => number;
  readonly #stopping = new AbortController();
  readonly #posting = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** A subject's lane is here from its first undelivered event to its last: ready, posting, or backing off. */
  #lanes = new Map<string, Lane>();
  #ready: [subject: string, lane: Lane][] = [];
  /** Deliveries up to this number are in the lanes. */
  #read = 0;
  #engine: Engine | undefined;

  constructor(url: string, log: Logger, wait: (failures: number) => number = backOffMs) {
    this.#target = new WebhookTarget(url);
    this.#log = log;
    this.#backOffMs = wait;
  }

  /** Begins, with what a former run left. */
  start(engine: Engine): void {
    this.#engine = engine;
    const left = [...engine.state.all('delivery').values()].sort((a, b) => a.sequence - b.sequence);
    if (left.length > 0)
      this.#log.info(
        { webhook: this.#target.name, deliveries: left.length },
        'webhook: taking up what was left undelivered',
      );
    for (const delivery of left) this.#append(delivery);
    this.#read = this.#written();
    this.#next();
  }

  /** There may be new deliveries. */
  wake(): void {
    const engine = this.#engine;
    if (engine === undefined || this.#stopping.signal.aborted) return;
    const written = this.#written();
    if (written < this.#read) this.#forget();
    while (this.#read < written) {
      this.#read += 1;
      const delivery = engine.state.get('delivery', deliveryKey(this.#read));
      if (delivery !== undefined) this.#append(delivery);
    }
    this.#next();
  }

  /** Ends; a post under way is broken off, and will be made again by the next run. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#posting);
  }

  /** The number of the newest delivery ever written; it begins again after a reset. */
  #written(): number {
    return Number(this.#engine!.state.get('setting', 'deliveries')?.value ?? 0);
  }

  #forget(): void {
    this.#lanes = new Map();
    this.#ready = [];
    this.#read = 0;
  }

  #append(delivery: Delivery): void {
    const { subject } = delivery;
    let lane = this.#lanes.get(subject);
    if (lane === undefined) {
      lane = new Lane();
      this.#lanes.set(subject, lane);
      this.#ready.push([subject, lane]);
    }
    lane.append(delivery);
  }

  /** Posts for as many subjects as may be posted for at once. */
  #next(): void {
    while (this.#posting.size < SUBJECTS_IN_PARALLEL && !this.#stopping.signal.aborted) {
      const ready = this.#ready.shift();
      if (ready === undefined) return;
      const [subject, lane] = ready;
      const post = this.#deliver(lane).then((outcome) => {
        this.#posting.delete(post);
        this.#settle(subject, lane, outcome);
        this.#next();
      });
      this.#posting.add(post);
    }
  }

  /** Takes the lane's next delivery out; answers why not, or undefined where it is done. */
  async #deliver(lane: Lane): Promise<string | undefined> {
    const engine = this.#engine!;
    const delivery = lane.first;
    const key = deliveryKey(delivery.sequence);
    const stands = (): boolean => engine.state.get('delivery', key) === delivery;
    if (!stands()) return undefined;
    const failure = await postEvent(this.#target, JSON.stringify(delivery.event), this.#stopping.signal);
    if (failure !== undefined || !stands()) return failure;
    return engine.execute({ type: 'delivered', key }).then(
      () => undefined,
      (error: Error) => `taken, but that could not be stored: ${error.message}`,
    );
  }

  #settle(subject: string, lane: Lane, failure: string | undefined): void {
    if (this.#lanes.get(subject) !== lane || this.#stopping.signal.aborted) return;
    if (failure !== undefined) return this.#backOff(subject, lane, failure);
    if (lane.failures > 0)
      this.#log.info(
        { webhook: this.#target.name, subject, failures: lane.failures },
        'webhook: events are taken again',
      );
    lane.failures = 0;
    lane.takeFirst();
    if (lane.isEmpty) this.#lanes.delete(subject);
    else this.#ready.push([subject, lane]);
  }

  #backOff(subject: string, lane: Lane, failure: string): void {
    lane.failures += 1;
    const waitMs = this.#backOffMs(lane.failures);
    const level = lane.failures === 1 ? 'warn' : 'debug';
    this.#log[level](
      { webhook: this.#target.name, subject, failure, failures: lane.failures, waitMs },
      'webhook: an event was not taken; it is kept and tried again',
    );
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#lanes.get(subject) !== lane) return;
      this.#ready.push([subject, lane]);
      this.#next();
    }, waitMs);
    this.#timers.add(timer);
  }
}
