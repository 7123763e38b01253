import type { ComputeQuotaConfig, ComputeQuotaResourceConfig } from '../../../shapes/compute-quota.ts';
import { Stage, testStart } from '../../cluster/testing.ts';
import { Draft } from '../../draft.ts';
import type { Objects } from '../../objects.ts';
import { Scheduler } from '../../scheduler/scheduler.ts';
import { State } from '../../state.ts';
import { addLoss, type LedgerRow, ledgerOf, noteUsage } from '../ledger.ts';
import { type Capacity, policyOf, queueOfTeam } from '../policy-of.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const P4D = 'ml.p4d.24xlarge';
const TRN = 'ml.trn1.32xlarge';
export const GPU = 'nvidia.com/gpu';
export const SLICE = 'nvidia.com/mig-3g.20gb';
export const NEURON = 'aws.amazon.com/neurondevice';

export type Strategy = NonNullable<ComputeQuotaConfig['ResourceSharingConfig']>['Strategy'];
export type Figure = 'guaranteed' | 'used' | 'borrowed' | 'lent' | 'lostToPreemption' | 'lostToFailures';
export const FIGURES: readonly Figure[] = [
  'guaranteed',
  'used',
  'borrowed',
  'lent',
  'lostToPreemption',
  'lostToFailures',
];

export const gpus = (Accelerators: number): ComputeQuotaResourceConfig => ({
  InstanceType: P4D,
  Accelerators,
});
export const slices = (Count: number): ComputeQuotaResourceConfig => ({
  InstanceType: P4D,
  AcceleratorPartition: { Type: 'mig-3g.20gb', Count },
});
export const devices = (Accelerators: number): ComputeQuotaResourceConfig => ({
  InstanceType: TRN,
  Accelerators,
});

/** A stored object of the ledger. */
type Document = readonly [kind: 'teamDay' | 'lendingPool', key: string, doc: unknown];

/** A cluster with a scheduler, a clock and a ledger; quota and usage are what the test says. */
export class Books {
  readonly clusterId: string;
  draft: Draft;
  scheduler: Scheduler;
  now = testStart;
  readonly teams = new Map<
    string,
    { resources: readonly ComputeQuotaResourceConfig[]; strategy: Strategy }
  >();
  capacity: Capacity = new Map();

  constructor() {
    const stage = new Stage('instant');
    this.clusterId = stage.cluster([]).id;
    this.draft = stage.draft;
    this.scheduler = new Scheduler(this.policy());
  }

  policy() {
    return policyOf({
      quotas: [...this.teams].map(([TeamName, { resources, strategy }]) => ({
        config: {
          ComputeQuotaResources: [...resources],
          ResourceSharingConfig: { Strategy: strategy },
        },
        target: { TeamName },
        activationState: 'Enabled',
      })),
      config: { IdleResourceSharing: 'Enabled' },
      instanceTypes: [P4D, TRN],
      capacity: this.capacity,
    });
  }

  quota(
    team: string,
    resources: readonly ComputeQuotaResourceConfig[],
    strategy: Strategy = 'LendAndBorrow',
  ): void {
    if (resources.length === 0) this.teams.delete(team);
    else this.teams.set(team, { resources, strategy });
    this.#policyChanged();
  }

  nodes(p4d: number): void {
    this.capacity = new Map([[P4D, { [GPU]: p4d * 8 }]]);
    this.#policyChanged();
  }

  #policyChanged(): void {
    this.scheduler = this.scheduler.withPolicy(this.policy());
    noteUsage(this.draft, this.clusterId, this.scheduler, 'all', this.now);
  }

  /** From now on the team uses so much of the resource. */
  use(team: string, resource: string, amount: number): void {
    this.reserve(team, resource, amount);
    noteUsage(this.draft, this.clusterId, this.scheduler, [queueOfTeam(team)], this.now);
  }

  reserve(team: string, resource: string, amount: number): void {
    const key = `${team} ${resource}`;
    this.scheduler.finish(key);
    if (!this.scheduler.tree.queues.has(queueOfTeam(team))) return;
    this.scheduler.restore(
      {
        key,
        uid: key,
        clusterQueue: queueOfTeam(team),
        priority: 0,
        createdAt: 0,
        podSets: [{ name: 'main', count: amount, requests: { [resource]: 1 } }],
      },
      {
        podSets: [{ name: 'main', count: amount, flavors: { [resource]: resource === NEURON ? TRN : P4D } }],
        reservedAt: 0,
      },
    );
  }

  lose(team: string, cause: 'preemption' | 'failure', hours: number): void {
    addLoss(this.draft, this.clusterId, team, cause, hours, this.now);
  }

  rows(): readonly LedgerRow[] {
    return ledgerOf(this.draft.state, this.clusterId, this.now);
  }

  /** Each team's figures of a day, rounded. */
  day(day: string): Record<string, Partial<Record<Figure, number>>> {
    const rows = this.rows().filter((row) => row.day === day);
    const figures = (row: LedgerRow) =>
      Object.fromEntries(
        FIGURES.filter((figure) => row[figure] !== 0).map((figure) => [figure, +row[figure].toFixed(6)]),
      );
    return Object.fromEntries(rows.map((row) => [row.team, figures(row)]));
  }

  /** All documents of the ledger. */
  documents(): readonly Document[] {
    const { state } = this.draft;
    const days = state.clusters.get(this.clusterId)!.governance.teamDays.teams;
    return [
      ...[...days.values()]
        .flatMap((rows) => [...rows.values()])
        .map((row) => ['teamDay', `${this.clusterId}/${row.team}/${row.day}`, row] as const),
      ...[...state.all('lendingPool')].map(([key, pool]) => ['lendingPool', key, pool] as const),
    ].sort(([, a], [, b]) => (a < b ? -1 : 1));
  }

  /** As after a restart: only what is stored is known. */
  restart(): void {
    const documents: readonly Document[] = JSON.parse(JSON.stringify(this.documents()));
    const state = new State();
    state.put('cluster', this.clusterId, this.draft.get('cluster', this.clusterId)!);
    for (const [kind, key, doc] of documents) state.put(kind, key, doc as Objects[typeof kind]);
    this.draft = new Draft(state);
  }
}
