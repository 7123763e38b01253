import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { type Authenticate, anyone, signedBy } from './api/authenticate.ts';
import { CredentialsRefused, readCredentials } from './api/credentials.ts';
import { createHttpServer } from './api/http.ts';
import { createPipeline } from './api/pipeline.ts';
import { type Config, ConfigRefused, help, readConfig } from './config.ts';
import { createControl } from './control/control.ts';
import { EventFeed } from './control/event-feed.ts';
import { Webhook } from './control/webhook.ts';
import { seededRandom } from './domain/random.ts';
import type { State } from './domain/state.ts';
import { type Clock, RealClock, VirtualClock } from './engine/clock.ts';
import { Engine } from './engine/engine.ts';
import { load } from './engine/load.ts';
import { defaultStorePath, openStore } from './store/open.ts';
import { type Store, StoreRefused, StoreUnavailable } from './store/store.ts';
import { Metrics } from './telemetry/metrics.ts';

/**
 * The composition root: configuration → store, clock, engine, front door. Nothing else knows how the parts
 * are put together.
 */

/** The server could not start for a reason that its operator can mend. */
const EXIT_REFUSED = 2;
/** How long open requests may take once the server was told to stop. */
const DRAIN_MS_MAX = 5_000;

export interface Running {
  readonly url: string;
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
    running = await serve(config, pino({ level: config.logLevel, base: undefined }));
  } catch (error) {
    const line = refusalLine(error);
    if (line === undefined) throw error;
    process.stderr.write(`quartermaster: ${line}\n`);
    return EXIT_REFUSED;
  }
  process.stdout.write(`Quartermaster is ready at ${running.url}\n`);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await running.close();
  return 0;
}

/** One line for what the operator can mend; undefined: a defect, which keeps its trace. */
function refusalLine(error: unknown): string | undefined {
  if (error instanceof ConfigRefused || error instanceof CredentialsRefused) return error.message;
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
  const store = openStore(config.store ?? `sqlite:${defaultStorePath(process.env, process.platform)}`);
  try {
    return await open(config, log, store, authenticate);
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

async function open(config: Config, log: Logger, store: Store, authenticate: Authenticate): Promise<Running> {
  const { state, loaded } = load(store);
  const clock = clockFor(config, state);
  const seed = rememberSeed(config, state, store);
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
    publish: (notifications) => {
      feed.publish(notifications);
      webhook?.wake();
    },
    onDefect,
  });
  const metrics = new Metrics();
  metrics.watch(engine);
  const pipeline = createPipeline({ engine, authenticate, metrics, onDefect });
  const control = createControl({ engine, feed, metrics, authenticate, seed });
  const server = createHttpServer({ pipeline, control, allowedHosts: config.allowedHosts });
  await listen(server, config);
  const overdue = engine.start();
  webhook?.start(engine);
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const url = `http://${host}:${port}`;
  log.info(
    {
      url,
      store: config.store ?? 'default',
      loaded,
      inFlight: state.due.inFlight,
      overdueTransitions: overdue,
      pace: config.pace,
      clock: config.clock.kind,
    },
    `started: ${state.clusters.size} clusters with ${state.nodeCount} nodes found, ${overdue} overdue transitions run, ${state.due.inFlight} resumed`,
  );
  return {
    url,
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

/** The virtual clock goes on where it stood; it never goes back behind what has happened. */
function clockFor(config: Config, state: State): Clock {
  const stood = state.get('setting', 'clock')?.value as number | undefined;
  if (config.clock.kind === 'virtual') {
    const asked = config.clock.at ?? stood ?? Date.now();
    if (stood !== undefined && asked < stood) {
      throw new ConfigRefused(
        `--clock virtual=${new Date(asked).toISOString()} is before ${new Date(stood).toISOString()}, where this store's clock stands. Choose a later time, leave it out, or use another --store.`,
      );
    }
    return new VirtualClock(asked);
  }
  if (stood !== undefined && stood > Date.now()) {
    throw new ConfigRefused(
      `this store's virtual clock stands at ${new Date(stood).toISOString()}, which is still to come. Start with --clock virtual, or use another --store.`,
    );
  }
  return new RealClock();
}

/** The seed of a store stays with it, so that ids go on without repeating; `--seed` sets another. */
function rememberSeed(config: Config, state: State, store: Store): number {
  const kept = state.get('setting', 'seed')?.value as number | undefined;
  const seed = config.seed ?? kept ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
  if (seed !== kept) {
    const doc = { value: seed };
    state.put('setting', 'seed', doc);
    store.commit(store.revision, [{ kind: 'setting', key: 'seed', doc }]);
  }
  return seed;
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

/** Open requests get their replies; idle connections are closed at once, late ones after a while. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
  await closed;
  clearTimeout(late);
}
