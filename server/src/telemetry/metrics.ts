import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { entryOf } from '../domain/entry.ts';
import type { Engine } from '../engine/engine.ts';

/** Begins and ends the measurement of one API request. */
export interface RequestMetrics {
  begin(): number;
  end(begun: number, operation: string, code: string): void;
}

const LATENCY_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The server's Prometheus metrics; what can be read off state is read when asked for. */
export class Metrics implements RequestMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'quartermaster_requests_total',
    help: 'API requests by operation and outcome (OK or the error code).',
    labelNames: ['operation', 'code'],
    registers: [this.#registry],
  });
  readonly #latency = new Histogram({
    name: 'quartermaster_request_duration_seconds',
    help: "Time from a request's last byte in to its reply being ready.",
    labelNames: ['operation'],
    buckets: LATENCY_BUCKETS_S,
    registers: [this.#registry],
  });
  readonly #counters = new Map<string, Counter.Internal>();
  readonly #histograms = new Map<string, Histogram.Internal<'operation'>>();

  begin(): number {
    return performance.now();
  }

  end(begun: number, operation: string, code: string): void {
    const seconds = (performance.now() - begun) / 1_000;
    entryOf(this.#counters, `${operation} ${code}`, () => this.#requests.labels(operation, code)).inc();
    entryOf(this.#histograms, operation, () => this.#latency.labels(operation)).observe(seconds);
  }

  /** Registers what the engine knows of itself. */
  watch(engine: Engine): void {
    const { counts, state } = engine;
    this.#gauge('quartermaster_commits_total', 'Commits to the store.', () => counts.commits);
    this.#gauge(
      'quartermaster_commits_failed_total',
      'Commits that the store refused; nothing was changed.',
      () => counts.failedCommits,
    );
    this.#gauge('quartermaster_commands_total', 'Commands decided.', () => counts.commands);
    this.#gauge('quartermaster_transitions_total', 'Lifecycle transitions run.', () => counts.transitions);
    this.#gauge('quartermaster_queue_depth', 'Commands waiting for a decision.', () => engine.queueDepth);
    this.#gauge('quartermaster_transitions_in_flight', 'Objects in a transition.', () => state.due.inFlight);
    this.#gauge(
      'quartermaster_clusters',
      'Clusters, all accounts and regions together.',
      () => state.clusters.size,
    );
    const nodes = new Gauge({
      name: 'quartermaster_nodes',
      help: 'Nodes by status.',
      labelNames: ['status'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const entry of state.clusters.values()) {
          for (const group of entry.nodes.groups.values()) {
            for (const [status, count] of group.byStatus) this.labels(status).inc(count);
          }
        }
      },
    });
    void nodes;
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** The text that Prometheus reads, and its content type. */
  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
