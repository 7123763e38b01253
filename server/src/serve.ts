import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { type Logger, pino } from 'pino';
import { apiFaults } from './api/api-fault.ts';
import { type Authenticate, anyone, signedBy } from './api/authenticate.ts';
import { CredentialsRefused, readCredentials } from './api/credentials.ts';
import { createHttpServer } from './api/http.ts';
import { createPipeline } from './api/pipeline.ts';
import { type Config, ConfigRefused, help, readConfig } from './config.ts';
import { createControl } from './control/control.ts';
import { EventFeed } from './control/event-feed.ts';
import { MarketRefused, readMarket } from './control/market-file.ts';
import { Webhook } from './control/webhook.ts';
import { type Market, seededMarket } from './domain/capacity/market.ts';
import { Draft } from './domain/draft.ts';
import { seededRandom } from './domain/random.ts';
import type { State } from './domain/state.ts';
import { makeSchedulers } from './domain/workload/live-scheduler.ts';
import { type Clock, RealClock, VirtualClock } from './engine/clock.ts';
import { Engine } from './engine/engine.ts';
import { collectGarbageOfStart } from './engine/heap-after-start.ts';
import { load } from './engine/load.ts';
import { createRuntime } from './runtime/runtime.ts';
import { defaultStorePath, openStore } from './store/open.ts';
import { type Store, StoreRefused, StoreUnavailable } from './store/store.ts';
import { Metrics } from './telemetry/metrics.ts';

/**
 * The composition root: configuration → store, clock, engine, front door. Nothing else knows how the parts
 * are put together.
 */

/** The server could not start for a reason that its operator can mend. */
const EXIT_REFUSED = 2;
/** How long an idle connection stays open for a request on its way, once the server was told to stop. */
const DRAIN_MS = 250;
/** How long open requests may take then. */
const DRAIN_MS_MAX = 5_000;

export interface Running {
  readonly url: string;
  /** What the store held, and what became of it, in a line. */
  readonly found: string;
  readonly engine: Engine;
  /** Takes no new requests, finishes the open ones, closes the store. */
  close(): Promise<void>;
}

/** Runs the server until it is told to stop; answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let running: Running;
  try {
    const config = readConfig(args);
    if (config === 'help') {
      process.stdout.write(help);
      return 0;
    }
    running = await serve(config, logTo(config.logLevel));
  } catch (error) {
    const line = refusalLine(error);
    if (line === undefined) throw error;
    process.stderr.write(`quartermaster: ${line}\n`);
    return EXIT_REFUSED;
  }
  collectGarbageOfStart();
  process.stdout.write(`Quartermaster is ready at ${running.url}\n${running.found}\n`);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await running.close();
  return 0;
}

/** The log goes to standard error. On a terminal it says no more than what someone should look at. */
const logTo = (level: string | undefined): Logger =>
  pino(
    { level: level ?? (process.stderr.isTTY ? 'warn' : 'info'), base: undefined },
    pino.destination({ fd: 2, sync: true }),
  );

/** One line for what the operator can mend; undefined: a defect, which keeps its trace. */
function refusalLine(error: unknown): string | undefined {
  if (error instanceof ConfigRefused || error instanceof CredentialsRefused) return error.message;
  if (error instanceof MarketRefused) return error.message;
  if (error instanceof StoreRefused || error instanceof StoreUnavailable) return error.message;
  const { code, message, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE')
    return `port ${port} on ${address} is in use. Stop what uses it, or choose another with --port.`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `cannot listen: ${message}`;
  return undefined;
}

/** Puts the server together and opens it. */
export async function serve(config: Config, log: Logger): Promise<Running> {
  const authenticate = authenticator(config, log);
  const market = config.marketFile === undefined ? seededMarket : readMarket(config.marketFile);
  const storeName = config.store ?? `sqlite:${defaultStorePath(process.env, process.platform)}`;
  const store = openStore(storeName);
  try {
    return await open(config, log, store, storeName, authenticate, market);
  } catch (error) {
    store.close();
    throw error;
  }
}

function authenticator(config: Config, log: Logger): Authenticate {
  if (config.credentialsFile === undefined) return anyone;
  const { credentials, warnings } = readCredentials(config.credentialsFile);
  for (const warning of warnings) log.warn(warning);
  return signedBy(credentials);
}

async function open(
  config: Config,
  log: Logger,
  store: Store,
  storeName: string,
  authenticate: Authenticate,
  market: Market,
): Promise<Running> {
  const { state, loaded } = load(store);
  const clock = clockFor(config, state);
  const seed = seedFor(config, state);
  remember(state, store, seed, clock);
  const onDefect = (error: unknown, where: string): void => log.error({ err: error }, `defect in ${where}`);
  const feed = new EventFeed();
  const webhook = config.eventWebhook === undefined ? undefined : new Webhook(config.eventWebhook, log);
  const engine = new Engine({
    state,
    store,
    clock,
    random: seededRandom(seed),
    pace: config.pace,
    webhook: webhook !== undefined,
    market,
    publish: (notifications) => {
      feed.publish(notifications);
      webhook?.wake();
    },
    onDefect,
  });
  const metrics = new Metrics();
  metrics.watch(engine);
  const meetApiFault = apiFaults(engine);
  const pipeline = createPipeline({ engine, authenticate, metrics, meetApiFault, onDefect });
  const control = createControl({ engine, feed, metrics, authenticate, seed, onDefect });
  const { allowedHosts, forwards } = config;
  const runtime = createRuntime({ engine, authenticate, metrics, meetApiFault, forwards, onDefect });
  const server = createHttpServer({ pipeline, control, runtime, allowedHosts });
  await listen(server, config);
  const overdue = engine.start();
  makeSchedulers(state, onDefect);
  webhook?.start(engine);
  const undelivered = state.all('delivery').size;
  if (webhook === undefined && undelivered > 0) {
    log.warn(
      `${undelivered} events wait for a webhook: they go out when the server runs with --event-webhook again`,
    );
  }
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const url = `http://${host}:${port}`;
  const found = `${count(state.clusters.size, 'cluster')} with ${count(state.nodeCount, 'node')} found, ${count(overdue, 'overdue transition')} run, ${state.due.inFlight} resumed`;
  log.info(
    { url, store: storeName, loaded, pace: config.pace, clock: config.clock.kind },
    `started: ${found}`,
  );
  return {
    url,
    found: `${storeName}: ${found}. Pace ${config.pace}, ${config.clock.kind} clock.`,
    engine,
    close: async () => {
      log.info('stopping: finishing open requests');
      feed.close();
      await webhook?.stop();
      await drain(server);
      await engine.stop();
      store.close();
      log.info('stopped');
    },
  };
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/**
 * The virtual clock goes on where it stood, also where the command line still names the time it once began
 * at: time never goes back behind what has happened.
 */
function clockFor(config: Config, state: State): Clock {
  const stood = Number(state.get('setting', 'clock')?.value ?? 0);
  if (config.clock.kind === 'virtual') {
    const begin = config.clock.at ?? (stood > 0 ? stood : Date.now());
    return new VirtualClock(Math.max(begin, stood), begin);
  }
  if (stood > Date.now()) {
    throw new ConfigRefused(
      `this store's virtual clock stands at ${new Date(stood).toISOString()}, which is still to come. Start with --clock virtual, or use another --store.`,
    );
  }
  return new RealClock();
}

/** The seed of a store stays with it, so that ids go on without repeating; `--seed` sets another. */
function seedFor(config: Config, state: State): number {
  const kept = state.get('setting', 'seed')?.value;
  return config.seed ?? (kept === undefined ? crypto.getRandomValues(new Uint32Array(1))[0]! : Number(kept));
}

/** Writes down what a restart has to know: the seed, and where a virtual clock stands. */
function remember(state: State, store: Store, seed: number, clock: Clock): void {
  const draft = new Draft(state);
  if (state.get('setting', 'seed')?.value !== seed) draft.put('setting', 'seed', { value: seed });
  if (clock instanceof VirtualClock) draft.put('setting', 'clock', { value: clock.now() });
  else if (state.get('setting', 'clock') !== undefined) draft.delete('setting', 'clock');
  store.commit(store.revision, draft.changes());
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

/**
 * No new connections; what arrives on the old ones is answered, and the answer closes them. Only then are
 * the idle ones closed: `server.close()` would do so at once, and cut off requests that are on their way.
 */
async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  NetServer.prototype.close.call(server);
  const idle = setTimeout(() => server.closeIdleConnections(), DRAIN_MS);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
  await closed;
  clearTimeout(idle);
  clearTimeout(late);
}
