import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { isControl, wrongWith, wrongWithRaw } from './fuzz-answer.ts';
import { everyMemberWrong, type WrongInput } from './fuzz-every-member.ts';
import { exchange, type Received, type Sent } from './fuzz-exchange.ts';
import { Inputs } from './fuzz-inputs.ts';
import { Names } from './fuzz-names.ts';
import { mangled, rawKinds, rawRequest, sendRaw } from './fuzz-raw.ts';
import { requestFor } from './fuzz-request.ts';
import { signed, type Target } from './fuzz-signature.ts';
import { count, emptySummary, type FuzzSummary } from './fuzz-summary.ts';
import { Draws } from './random.ts';

/**
 * The fuzz: requests that are broken, hostile or odd in every way that could be thought of, at servers in
 * both modes of authentication, with valid ones in between so that rules are reached. Whatever comes, the
 * answer is JSON with an error that names itself, never a 500 and never HTML, and the server lives on.
 */
const USERS = 12;
/** Requests between two resets, so that the state stays small. */
const REQUESTS_PER_RESET = 4_000;
const RSS_MB_MAX = 600;
const RAW_SHARE = 0.06;

/** Sends so many requests; throws at the first answer that must not be. */
export async function fuzz(targets: readonly Target[], requests: number, seed: number): Promise<FuzzSummary> {
  const run = new Run(targets, requests, seed);
  await run.run();
  return run.summary;
}

class Run {
  readonly summary = emptySummary();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: USERS });
  readonly #targets: readonly Target[];
  readonly #requests: number;
  readonly #seed: number;
  readonly #names: ReadonlyMap<Target, Names>;
  readonly #wrong: readonly WrongInput[];
  #nextWrong = 0;

  constructor(targets: readonly Target[], requests: number, seed: number) {
    this.#targets = targets;
    this.#names = new Map(targets.map((target) => [target, new Names()]));
    this.#requests = requests;
    this.#seed = seed;
    const draws = new Draws(seed);
    this.#wrong = shuffled([...everyMemberWrong(new Inputs(draws, new Names()))], draws);
  }

  async run(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: USERS }, (_, user) => this.#user(user)));
      for (const target of this.#targets) await this.#isAlive(target);
    } finally {
      this.#agent.destroy();
    }
  }

  async #user(user: number): Promise<void> {
    const draws = new Draws(this.#seed + user + 1);
    const nextWrong = (): WrongInput => this.#wrong[this.#nextWrong++ % this.#wrong.length]!;
    while (this.summary.requests < this.#requests) {
      this.summary.requests += 1;
      const number = this.summary.requests;
      const target = draws.pick(this.#targets);
      const inputs = new Inputs(draws, this.#names.get(target)!);
      if (number % REQUESTS_PER_RESET === 0) await this.#reset();
      else if (draws.chance(RAW_SHARE)) await this.#raw(target, draws);
      else await this.#send(target, requestFor(target, draws, inputs, nextWrong));
    }
  }

  async #send(target: Target, sent: Sent): Promise<void> {
    let received: Received;
    try {
      received = await exchange(this.#agent, target.server.url, sent);
    } catch (error) {
      throw this.#failure(target, `no answer: ${(error as Error).message}`, sent);
    }
    count(this.summary.kinds, sent.kind);
    count(this.summary.statuses, String(received.status));
    const wrong = sent.method === 'HEAD' ? undefined : wrongWith(received, isControl(sent.path));
    if (wrong !== undefined)
      throw this.#failure(target, `${wrong}: ${received.status} ${received.text.slice(0, 500)}`, sent);
    if (sent.kind === 'task' && received.status < 300)
      count(this.summary.successes, `${sent.method} of tasks`);
    if (received.status === 200 && !isControl(sent.path))
      this.#learn(target, sent, JSON.parse(received.text));
  }

  #learn(target: Target, { kind, headers, body }: Sent, reply: object): void {
    const names = this.#names.get(target)!;
    names.learn(reply);
    if (kind !== 'valid') return;
    const operation = String(headers['x-amz-target']).slice('SageMaker.'.length);
    count(this.summary.successes, operation);
    names.nodes.learn(operation, JSON.parse(String(body)), reply);
  }

  async #raw(target: Target, draws: Draws): Promise<void> {
    const sent = draws.chance(0.3) ? mangled(draws) : rawRequest(draws.pick(rawKinds), draws);
    const replies = await sendRaw(Number(new URL(target.server.url).port), sent);
    count(this.summary.kinds, 'raw');
    const fail = (what: string): Error =>
      this.#failure(target, `${what} (${sent.what})`, {
        kind: 'raw',
        method: '',
        path: '',
        headers: {},
        body: sent.bytes,
      });
    if (sent.replies !== undefined && replies.length < sent.replies)
      throw fail(`${replies.length} of ${sent.replies} replies`);
    if (replies.length === 0) count(this.summary.statuses, 'closed');
    for (const reply of replies) {
      count(this.summary.statuses, String(reply.status));
      const wrong = wrongWithRaw(reply);
      if (wrong !== undefined) throw fail(`${wrong}: ${reply.head}\n${reply.body.slice(0, 300)}`);
    }
  }

  async #reset(): Promise<void> {
    for (const target of this.#targets) {
      this.#look(target);
      const sent = { kind: 'reset', method: 'POST', path: '/_quartermaster/reset', headers: {}, body: '' };
      const { status, text } = await exchange(this.#agent, target.server.url, signed(target, sent));
      assert.equal(status, 200, text);
      this.#names.get(target)!.nodes.forget();
    }
  }

  async #isAlive(target: Target): Promise<void> {
    this.#look(target);
    const headers = { 'x-amz-target': 'SageMaker.ListClusters' };
    const sent = { kind: 'alive', method: 'POST', path: '/', headers, body: '{}' };
    const { status, text } = await exchange(this.#agent, target.server.url, signed(target, sent));
    assert.equal(status, 200, text);
    assert.deepEqual(target.server.defects(), []);
  }

  /** Its memory, and whether it has met a mistake of its own. */
  #look({ server }: Target): void {
    assert.deepEqual(server.defects().slice(0, 3), []);
    const rss = Number(/VmRSS:\s+(\d+)/.exec(statusOf(server.pid))?.[1] ?? 0) / 1_024;
    this.summary.rssMb = Math.max(this.summary.rssMb, Math.round(rss));
    assert.ok(rss < RSS_MB_MAX, `${rss} MB resident, more than ${RSS_MB_MAX}`);
  }

  #failure({ server }: Target, what: string, { kind, method, path, headers, body }: Sent): Error {
    return new Error(
      `request ${this.summary.requests} (${kind}): ${what}\n` +
        `Sent: ${method} ${path} ${JSON.stringify(headers).slice(0, 600)}\n${JSON.stringify(String(body).slice(0, 1_500))}\n` +
        `The log: ${server.defects().slice(0, 2).join('\n').slice(0, 1_500)}`,
    );
  }
}

function shuffled<T>(values: T[], draws: Draws): T[] {
  for (let i = values.length - 1; i > 0; i -= 1) {
    const other = draws.between(0, i);
    [values[i], values[other]] = [values[other]!, values[i]!];
  }
  return values;
}

/** What Linux tells of the process; nothing elsewhere. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
