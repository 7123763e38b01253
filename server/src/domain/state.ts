import { ByWorld, type NamedKind } from './by-world.ts';
import { PlanUsersIndex } from './capacity/plan-users-index.ts';
import { PlansIndex } from './capacity/plans-index.ts';
import { planArn, type TrainingPlan } from './capacity/training-plan.ts';
import { type Cluster, clusterArn } from './cluster/cluster.ts';
import type { ClusterEvent } from './cluster/cluster-event.ts';
import type { Node } from './cluster/node.ts';
import { NodesIndex } from './cluster/nodes-index.ts';
import { DueIndex } from './due.ts';
import { dueKinds, dues } from './dues.ts';
import { entryOf } from './entry.ts';
import type { Fault } from './fleet/fault.ts';
import { StandingFaults } from './fleet/standing-faults.ts';
import type { ComputeQuota } from './governance/compute-quota.ts';
import type { Governance } from './governance/governance.ts';
import { GovernanceIndex } from './governance/governance-index.ts';
import type { TeamDay } from './governance/ledger/team-day.ts';
import type { ClusterSchedulerConfig } from './governance/scheduler-config.ts';
import type { Keyed, KeyOf } from './key-order.ts';
import type { Kind, Objects } from './objects.ts';
import { plansOf } from './plans-of.ts';
import { SequenceLog } from './sequence-log.ts';
import type { Task } from './workload/task.ts';
import type { TaskRecord } from './workload/task-record.ts';
import { type World, worldKey } from './world.ts';

/**
 * All objects in memory, with the indexes that reads and rules need. `put` is the only way in: it keeps every
 * index right and answers what stood there before, which is all that undoing it takes.
 */
export class State {
  /** By cluster id. */
  readonly clusters = new Map<string, ClusterEntry>();
  readonly due = new DueIndex(dueKinds);
  readonly standingFaults = new StandingFaults();
  /** The training plans. */
  readonly plans = new PlansIndex();
  /** Who names which of them. */
  readonly planUsers = new PlanUsersIndex();
  readonly #byWorld = new ByWorld();
  nodeCount = 0;
  readonly #eksArns = new Set<string>();
  readonly #other = new Map<Kind, Map<string, Objects[Kind]>>();

  /** The clusters that a name, an id or an ARN means, of whatever account and region; costs as many looks as worlds. */
  clustersCalled(wanted: string): readonly ClusterEntry[] {
    const found: ClusterEntry[] = [];
    const byId = this.clusters.get(wanted.slice(wanted.lastIndexOf('/') + 1));
    if (byId !== undefined && (byId.cluster.id === wanted || clusterArn(byId.cluster) === wanted))
      found.push(byId);
    for (const { id } of this.#byWorld.called('cluster', wanted)) {
      const entry = this.clusters.get(id)!;
      if (entry !== byId) found.push(entry);
    }
    return found;
  }

  /** Whether a cluster of the world stands on that EKS cluster; one being deleted still does. */
  eksArnInUse(world: World, arn: string): boolean {
    return this.#eksArns.has(`${worldKey(world)} ${arn}`);
  }

  get<K extends Kind>(kind: K, key: string): Objects[K] | undefined {
    if (kind === 'cluster') return this.clusters.get(key)?.cluster as Objects[K] | undefined;
    if (kind === 'node') {
      const entry = this.clusters.get(key.slice(0, key.indexOf('/')));
      return entry?.nodes.get(afterSlash(key)) as Objects[K] | undefined;
    }
    if (kind === 'event') {
      const entry = this.clusters.get(key.slice(0, key.indexOf('/')));
      return entry?.events.get(Number(afterSlash(key))) as Objects[K] | undefined;
    }
    if (kind === 'task' || kind === 'taskRecord') {
      const governance = this.clusters.get(key.slice(0, key.indexOf('/')))?.governance;
      const log = kind === 'task' ? governance?.tasks : governance?.records;
      return log?.get(Number(afterSlash(key))) as Objects[K] | undefined;
    }
    if (kind === 'teamDay') {
      const [clusterId, team, day] = key.split('/') as [string, string, string];
      const governance = this.clusters.get(clusterId)?.governance;
      return governance?.teamDays.get(team, day) as Objects[K] | undefined;
    }
    return this.#other.get(kind)?.get(key) as Objects[K] | undefined;
  }

  /** The objects of a kind that has no index of its own. */
  all<K extends Exclude<Kind, 'cluster' | 'node' | 'event' | 'task' | 'taskRecord' | 'teamDay'>>(
    kind: K,
  ): ReadonlyMap<string, Objects[K]> {
    return (this.#other.get(kind) ?? new Map()) as ReadonlyMap<string, Objects[K]>;
  }

  /** The objects of a kind that are named within their world, by name. */
  named<K extends NamedKind>(kind: K, world: World): ReadonlyMap<string, Objects[K]> {
    return this.#byWorld.of(kind, worldKey(world));
  }

  /** The same in the order of a key; `keyOf` must be one function for good. */
  inOrder<K extends NamedKind>(
    kind: K,
    world: World,
    keyOf: KeyOf<Objects[K]>,
  ): readonly Keyed<Objects[K]>[] {
    return this.#byWorld.inOrder(kind, worldKey(world), keyOf);
  }

  /** The objects of a kind that have that name, of all worlds. */
  called<K extends NamedKind>(kind: K, name: string): Iterable<Objects[K]> {
    return this.#byWorld.called(kind, name);
  }

  /** Takes a write back: what stood there stands there again, and what was derived is made anew when it is wanted. */
  restore(kind: Kind, key: string, doc: Objects[Kind] | undefined): void {
    this.put(kind, key, doc as never);
    const entry = this.clusters.get(key.split('/', 1)[0]!) ?? this.#governedBy(kind, key);
    if (entry !== undefined) entry.governance.live = undefined;
  }

  #governedBy(kind: Kind, key: string): ClusterEntry | undefined {
    if (kind !== 'computeQuota' && kind !== 'schedulerConfig') return undefined;
    const resource = this.get(kind, key);
    if (resource !== undefined) return this.clusters.get(resource.clusterId);
    // What was created is gone again, and with it the word whom it governed.
    for (const entry of this.clusters.values()) entry.governance.live = undefined;
    return undefined;
  }

  /** Writes or (undefined) removes an object; answers what was there. */
  put<K extends Kind>(kind: K, key: string, doc: Objects[K] | undefined): Objects[K] | undefined {
    const before = this.#write(kind, key, doc) as Objects[K] | undefined;
    const dueOf = dues[kind];
    if (dueOf !== undefined) {
      const due = doc && dueOf(doc);
      if (due !== undefined || (before && dueOf(before)) !== undefined) this.due.set(kind, key, due);
    }
    const plans = plansOf[kind];
    if (plans !== undefined)
      this.planUsers.write(kind, key, before ? plans(before) : [], doc ? plans(doc) : []);
    return before;
  }

  #write(kind: Kind, key: string, doc: Objects[Kind] | undefined): Objects[Kind] | undefined {
    switch (kind) {
      case 'cluster':
        return this.#putCluster(key, doc as Cluster | undefined);
      case 'node':
        return this.#putNode(key, doc as Node | undefined);
      case 'event':
        return this.#entryOf(key).events.set(Number(afterSlash(key)), doc as ClusterEvent | undefined);
      case 'fault':
        this.standingFaults.write(key, doc as Fault | undefined);
        return this.#putOther(kind, key, doc);
      case 'task':
        return this.#entryOf(key).governance.tasks.set(Number(afterSlash(key)), doc as Task | undefined);
      case 'taskRecord':
        return this.#entryOf(key).governance.records.set(
          Number(afterSlash(key)),
          doc as TaskRecord | undefined,
        );
      case 'teamDay':
        return this.#putTeamDay(key, doc as TeamDay | undefined);
      case 'governance': {
        const entry = this.clusters.get(key);
        if (entry !== undefined) entry.governance.stopped = (doc as Governance | undefined)?.stopped ?? [];
        return this.#putOther(kind, key, doc);
      }
      case 'computeQuota':
      case 'schedulerConfig':
        return this.#putGoverning(kind, key, doc as ComputeQuota | ClusterSchedulerConfig | undefined);
      case 'trainingPlan':
        return this.#putPlan(key, doc as TrainingPlan | undefined);
      default:
        return this.#putOther(kind, key, doc);
    }
  }

  #putTeamDay(key: string, row: TeamDay | undefined): TeamDay | undefined {
    const [, team, day] = key.split('/') as [string, string, string];
    return this.#entryOf(key).governance.teamDays.set(team, day, row);
  }

  /** A quota or policy: also with the cluster that it governs. */
  #putGoverning(
    kind: 'computeQuota' | 'schedulerConfig',
    id: string,
    doc: ComputeQuota | ClusterSchedulerConfig | undefined,
  ): Objects[Kind] | undefined {
    const previous = this.#putOther(kind, id, doc) as ComputeQuota | ClusterSchedulerConfig | undefined;
    const present = doc ?? previous;
    if (present === undefined) return undefined;
    const { governance } = this.clusters.get(present.clusterId)!;
    governance.policyVersion += 1;
    if (kind === 'schedulerConfig') governance.schedulerConfig = doc as ClusterSchedulerConfig | undefined;
    else if (doc === undefined) governance.quotas.delete(id);
    else governance.quotas.set(id, doc as ComputeQuota);
    return previous;
  }

  #putPlan(key: string, plan: TrainingPlan | undefined): TrainingPlan | undefined {
    const previous = this.#putOther('trainingPlan', key, plan) as TrainingPlan | undefined;
    const present = plan ?? previous;
    if (present === undefined) return undefined;
    const arn = planArn(present);
    this.plans.write(arn, previous, plan);
    for (const id of this.planUsers.of(arn, 'cluster')) this.clusters.get(id)!.version += 1;
    return previous;
  }

  #putOther(kind: Kind, key: string, doc: Objects[Kind] | undefined): Objects[Kind] | undefined {
    const objects = entryOf(this.#other, kind, () => new Map<string, Objects[Kind]>());
    const previous = objects.get(key);
    if (doc === undefined) objects.delete(key);
    else objects.set(key, doc);
    this.#byWorld.write(kind, previous, doc);
    return previous;
  }

  #putCluster(id: string, cluster: Cluster | undefined): Cluster | undefined {
    const entry = this.clusters.get(id);
    const previous = entry?.cluster;
    const present = cluster ?? previous;
    if (present === undefined) return undefined;
    if (entry === undefined) this.clusters.set(id, new ClusterEntry(present));
    else if (cluster === undefined) this.clusters.delete(id);
    else entry.write(cluster);
    this.#byWorld.write('cluster', previous, cluster);
    const eks = present.orchestrator?.Eks?.ClusterArn;
    if (eks !== undefined)
      this.#eksArns[cluster === undefined ? 'delete' : 'add'](`${worldKey(present)} ${eks}`);
    return previous;
  }

  #putNode(key: string, node: Node | undefined): Node | undefined {
    const entry = this.#entryOf(key);
    const previous = entry.nodes.set(afterSlash(key), node);
    entry.version += 1;
    if (previous === undefined && node !== undefined) this.nodeCount += 1;
    if (previous !== undefined && node === undefined) this.nodeCount -= 1;
    return previous;
  }

  /** The entry of the cluster that a node or event belongs to. */
  #entryOf(key: string): ClusterEntry {
    const entry = this.clusters.get(key.slice(0, key.indexOf('/')));
    if (entry === undefined) throw new Error(`${key} belongs to no cluster`);
    return entry;
  }
}

/** A cluster with what belongs to it. `version` counts writes to it and its nodes: what replies are cached by. */
export class ClusterEntry {
  cluster: Cluster;
  version = 0;
  readonly nodes = new NodesIndex();
  readonly events = new SequenceLog<ClusterEvent>();
  readonly governance = new GovernanceIndex();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  write(cluster: Cluster): void {
    this.cluster = cluster;
    this.version += 1;
  }
}

const afterSlash = (key: string): string => key.slice(key.indexOf('/') + 1);
