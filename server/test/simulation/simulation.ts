import assert from 'node:assert/strict';
import type { Command as EngineCommand } from '../../src/domain/command.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { ClusterEntry } from '../../src/domain/state.ts';
import { worldKey } from '../../src/domain/world.ts';
import { Unavailable } from '../../src/engine/engine.ts';
import { Fleet, type Input, type Operation } from '../fleet.ts';
import { BreakableStore } from './breakable-store.ts';
import { clusterNames, worlds } from './requests.ts';
import type { Story } from './steps.ts';

/** The kinds without an index of their own. */
const otherKinds = [
  ...(['tags', 'fault', 'token', 'delivery', 'setting'] as const),
  ...(['computeQuota', 'schedulerConfig', 'pastVersion', 'governance', 'lendingPool'] as const),
  ...(['offering', 'trainingPlan', 'trainingJob'] as const),
  ...(['model', 'endpointConfig', 'endpoint'] as const),
];

/** What became of a call. */
export interface Outcome {
  readonly reply?: unknown;
  readonly refusal?: Refusal;
  /** The store failed, and nothing was changed. */
  readonly unavailable?: boolean;
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { reply: await work() };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    if (error instanceof Unavailable) return { unavailable: true };
    throw error;
  }
}

/**
 * A fleet under test, with what its checkers have to remember: which nodes there were, and what was promised
 * of them.
 */
export class Simulation {
  readonly store = new BreakableStore();
  readonly fleet: Fleet;
  readonly story: Story;
  /** What was done, in words, for whoever has to read a failure. */
  readonly transcript: string[] = [];
  /** By cluster id and logical id: what may never change of a node. */
  readonly identities = new Map<string, string>();
  /** By cluster id: sequence → logical id, also of nodes long gone. */
  readonly sequences = new Map<string, string>();
  /** Instance ids that nodes had before. */
  readonly formerIds: string[] = [];
  /** Nodes whose replacement was begun, with the instance id that has to go. */
  readonly replacing = new Map<string, string>();
  readonly faults: string[] = [];
  /** By cluster id: sequence and time of the newest event seen. */
  /** How often the tasks of a cluster were looked at, and how often they were at rest with some waiting. */
  readonly looks = { all: 0, atRest: 0 };
  readonly newestEvents = new Map<string, { sequence: number; at: number }>();

  constructor(story: Story) {
    this.story = story;
    this.fleet = new Fleet({ pace: story.pace, seed: story.seed, store: this.store });
  }

  get state() {
    return this.fleet.engine.state;
  }

  get entries(): ClusterEntry[] {
    return [...this.state.clusters.values()];
  }

  entry(cluster: number): ClusterEntry | undefined {
    const id = this.state.named('cluster', worlds[cluster]!).get(clusterNames[cluster]!)?.id;
    return id === undefined ? undefined : this.state.clusters.get(id);
  }

  note(text: string): void {
    const at = new Date(this.fleet.now).toISOString().slice(5, 23);
    this.transcript.push(`${at}  ${text}`);
  }

  /** Calls an operation; asserts that a call which was not answered has left no trace. */
  call<O extends Operation>(operation: O, input: Input<O>, cluster: number): Promise<Outcome> {
    return this.#tracing(`${operation} ${JSON.stringify(input)}`, () =>
      this.attempt(operation, input, cluster),
    );
  }

  attempt<O extends Operation>(operation: O, input: Input<O>, cluster: number): Promise<Outcome> {
    return outcomeOf(() => this.fleet.call(operation, input, worlds[cluster]!));
  }

  /** The same for what is asked by other ways than the API; `isAlone` says whether its traces are its own. */
  command(command: EngineCommand, isAlone: boolean): Promise<Outcome> {
    const attempt = () => outcomeOf(() => this.fleet.engine.execute(command));
    return isAlone ? this.#tracing(JSON.stringify(command), attempt) : attempt();
  }

  async #tracing(what: string, attempt: () => Promise<Outcome>): Promise<Outcome> {
    const before = this.documents();
    const revision = this.store.revision;
    const outcome = await attempt();
    const { refusal, unavailable } = outcome;
    const said = unavailable ? 'Unavailable' : (refusal?.message ?? JSON.stringify(outcome.reply));
    this.note(`${what} → ${said.slice(0, 300)}`);
    if (refusal !== undefined || unavailable) {
      assert.equal(this.store.revision, revision, 'a call that was not answered wrote to the store');
      this.unchanged(before, this.documents(), 'a call that was not answered changed a document');
    }
    return outcome;
  }

  /** Every document in memory by kind and key. Documents are never changed, only replaced. */
  documents(): Map<string, object> {
    const documents = new Map<string, object>();
    for (const { cluster, nodes, events, governance } of this.entries) {
      documents.set(`cluster ${cluster.id}`, cluster);
      for (const node of nodes.all()) documents.set(`node ${node.clusterId}/${node.logicalId}`, node);
      for (const event of events.entries) documents.set(`event ${event.clusterId}/${event.sequence}`, event);
      for (const task of governance.tasks.entries) documents.set(`task ${cluster.id}/${task.id}`, task);
      for (const record of governance.records.entries)
        documents.set(`taskRecord ${cluster.id}/${record.sequence}`, record);
      for (const [team, days] of governance.teamDays.teams)
        for (const [day, row] of days) documents.set(`teamDay ${cluster.id}/${team}/${day}`, row);
    }
    for (const kind of otherKinds) {
      for (const [key, document] of this.state.all(kind)) documents.set(`${kind} ${key}`, document);
    }
    return documents;
  }

  unchanged(before: Map<string, object>, after: Map<string, object>, what: string): void {
    for (const [key, document] of before) assert.equal(after.get(key), document, `${what}: ${key}`);
    assert.equal(after.size, before.size, what);
  }

  nameOf({ cluster }: ClusterEntry): { index: number; input: { ClusterName: string } } {
    const index = clusterNames.findIndex(
      (name, i) => name === cluster.name && worldKey(worlds[i]!) === worldKey(cluster),
    );
    return { index, input: { ClusterName: cluster.name } };
  }
}
