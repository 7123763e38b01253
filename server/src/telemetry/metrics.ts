import { Counter, Gauge, Registry } from 'prom-client';
import { entryOf } from '../domain/entry.ts';
import type { Engine } from '../engine/engine.ts';
import { LatencyHistogram } from './latency-histogram.ts';

/** Begins and ends the measurement of one API request. */
export interface RequestMetrics {
  begin(): number;
  end(begun: number, operation: string, code: string): void;
}

/** The server's Prometheus metrics; what can be read off state is read when asked for. */
export class Metrics implements RequestMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'quartermaster_requests_total',
    help: 'API requests by operation and outcome (OK or the error code).',
    labelNames: ['operation', 'code'],
    registers: [this.#registry],
    collect: () => this.#count(),
  });
  readonly #latency = new LatencyHistogram(
    'quartermaster_request_duration_seconds',
    "Time from a request's last byte in to its reply being ready.",
    'operation',
  );
  /** Requests since the counter was last read, by operation and outcome. */
  readonly #outcomes = new Map<string, Map<string, number>>();

  constructor() {
    this.#registry.registerMetric(this.#latency as never);
  }

  begin(): number {
    return performance.now();
  }

  end(begun: number, operation: string, code: string): void {
    const outcomes = entryOf(this.#outcomes, operation, () => new Map<string, number>());
    outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
    this.#latency.observe(operation, (performance.now() - begun) / 1_000);
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
    this.#gauge(
      'quartermaster_transitions_total',
      'Lifecycle transitions run.',
      () => engine.transitionCount,
    );
    this.#gauge(
      'quartermaster_behind_seconds',
      'How late the server is: since when the first transition is due that has not happened.',
      () => engine.behindMs / 1_000,
    );
    this.#gauge('quartermaster_queue_depth', 'Commands waiting for a decision.', () => engine.queueDepth);
    this.#gauge('quartermaster_transitions_in_flight', 'Objects in a transition.', () => state.due.inFlight);
    this.#gauge(
      'quartermaster_clusters',
      'Clusters, all accounts and regions together.',
      () => state.clusters.size,
    );
    this.#byStatus('quartermaster_nodes', 'Nodes by status.', function* () {
      for (const { nodes } of state.clusters.values()) {
        for (const group of nodes.groups.values()) yield* group.byStatus;
      }
    });
    this.#byStatus(
      'quartermaster_tasks',
      'Tasks by status; ended ones as long as they are kept.',
      function* () {
        for (const { governance } of state.clusters.values()) yield* governance.tasks.byStatus;
      },
    );
  }

  #byStatus(
    name: string,
    help: string,
    read: () => Iterable<readonly [status: string, count: number]>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: ['status'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [status, count] of read()) this.labels(status).inc(count);
      },
    });
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

  #count(): void {
    for (const [operation, outcomes] of this.#outcomes) {
      for (const [code, count] of outcomes) this.#requests.labels(operation, code).inc(count);
    }
    this.#outcomes.clear();
  }

  /** The text that Prometheus reads, and its content type. */
  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
