import assert from 'node:assert/strict';
import { offeringDue } from '../../../src/domain/capacity/offering.ts';
import { planDue } from '../../../src/domain/capacity/training-plan.ts';
import { clientTokenDue } from '../../../src/domain/cluster/client-token.ts';
import { type Cluster, clusterDue } from '../../../src/domain/cluster/cluster.ts';
import { type Node, nodeDue, statusDuring, steps } from '../../../src/domain/cluster/node.ts';
import type { NodesIndex } from '../../../src/domain/cluster/nodes-index.ts';
import { faultDue } from '../../../src/domain/fleet/fault.ts';
import { governanceResourceDue } from '../../../src/domain/governance/compute-quota.ts';
import { governanceDue } from '../../../src/domain/governance/governance.ts';
import { endpointDue } from '../../../src/domain/inference/endpoint.ts';
import { trainingJobDue } from '../../../src/domain/training/training-job.ts';
import { taskDue, taskKey } from '../../../src/domain/workload/task.ts';
import type { Simulation } from '../simulation.ts';

const nodesOnTheMove = ['Pending', 'ShuttingDown', 'SystemUpdating', 'DeepHealthCheckInProgress'];
const clustersOnTheMove = ['Creating', 'Updating', 'RollingBack', 'SystemUpdating', 'Deleting'];

/** What shows that it is on the move has something that will end it. */
export function nothingIsStuck(simulation: Simulation): void {
  for (const { cluster, nodes } of simulation.entries) {
    for (const node of nodes.all()) nodeMoves(node);
    if (clustersOnTheMove.includes(cluster.status)) {
      assert.ok(moves(cluster, nodes), `${cluster.name} is ${cluster.status} with nothing under way`);
    }
  }
}

function nodeMoves(node: Node): void {
  const { work, status, logicalId } = node;
  if (nodesOnTheMove.includes(status))
    assert.ok(work !== undefined, `${logicalId} is ${status} without work`);
  if (work === undefined) return;
  const updateBetweenTries = work.kind === 'UpdateSoftware' && work.step === 'BackOff';
  const ofKind: readonly string[] = steps[work.kind];
  assert.ok(ofKind.includes(work.step) || updateBetweenTries, `${logicalId} is at ${work.kind}/${work.step}`);
  const expected = work.step === 'DeepHealthCheck' ? 'DeepHealthCheckInProgress' : statusDuring[work.kind];
  assert.equal(status, updateBetweenTries ? 'Failure' : expected, `status of ${logicalId} at ${work.kind}`);
}

function moves(cluster: Cluster, nodes: NodesIndex): boolean {
  if (cluster.operation?.dueAt !== undefined) return true;
  if (cluster.groups.some((group) => group.minimumDueAt ?? group.softwareUpdate?.dueAt)) return true;
  return [...nodes.all()].some((node) => node.work !== undefined);
}

/** What belongs to an instance goes with it, and what belongs to a wait ends with it. */
export function nothingIsLeftBehind(simulation: Simulation): void {
  const ailing = new Map<string, string>();
  for (const { cluster, nodes } of simulation.entries) {
    for (const { logicalId, instanceId, ailment, volumes, launchedAt, joined } of nodes.all()) {
      if (ailment !== undefined) ailing.set(ailment.faultId, logicalId);
      if (instanceId !== undefined) continue;
      assert.equal(ailment, undefined, `${logicalId} has no instance, but ails`);
      assert.equal(volumes, undefined, `${logicalId} has no instance, but volumes`);
      assert.equal(launchedAt, undefined, `${logicalId} has no instance, but was launched`);
      assert.equal(joined, false, `${logicalId} has no instance, but is there`);
    }
    for (const { name, minimumDueAt, beforeMinimum } of cluster.groups) {
      if (minimumDueAt === undefined) assert.equal(beforeMinimum, undefined, `${name} waits for no minimum`);
    }
  }
  for (const fault of simulation.state.standingFaults.values()) {
    if (fault.spec.type === 'node')
      assert.ok(ailing.delete(fault.id), `${fault.id} stands, but ails no node`);
  }
  assert.deepEqual([...ailing], [], 'nodes that ail from a fault which has ended');
}

/** The index of timers holds exactly what the documents say, and knows the earliest. */
export function timersAreIndexed(simulation: Simulation): void {
  const { state } = simulation;
  const indexed = [...state.due.entries()].map(({ kind, key, at, inFlight }) =>
    line(kind, key, { at, inFlight }),
  );
  const documents: (string | undefined)[] = [];
  for (const { cluster, nodes, governance } of simulation.entries) {
    documents.push(line('cluster', cluster.id, clusterDue(cluster)));
    for (const task of governance.tasks.entries) documents.push(line('task', taskKey(task), taskDue(task)));
    for (const node of nodes.all())
      documents.push(line('node', `${node.clusterId}/${node.logicalId}`, nodeDue(node)));
  }
  for (const [key, fault] of state.all('fault')) documents.push(line('fault', key, faultDue(fault)));
  for (const [key, token] of state.all('token')) documents.push(line('token', key, clientTokenDue(token)));
  for (const kind of ['computeQuota', 'schedulerConfig'] as const) {
    for (const [key, resource] of state.all(kind))
      documents.push(line(kind, key, governanceResourceDue(resource)));
  }
  for (const [key, governance] of state.all('governance'))
    documents.push(line('governance', key, governanceDue(governance)));
  for (const [key, offering] of state.all('offering'))
    documents.push(line('offering', key, offeringDue(offering)));
  for (const [key, plan] of state.all('trainingPlan'))
    documents.push(line('trainingPlan', key, planDue(plan)));
  for (const [key, job] of state.all('trainingJob'))
    documents.push(line('trainingJob', key, trainingJobDue(job)));
  for (const [key, endpoint] of state.all('endpoint'))
    documents.push(line('endpoint', key, endpointDue(endpoint)));
  const expected = documents.filter((text) => text !== undefined);
  assert.deepEqual(indexed.sort(), expected.sort(), 'the index of timers');
  const earliest = Math.min(...[...state.due.entries()].map(({ at }) => at));
  assert.equal(state.due.peek()?.at ?? Number.POSITIVE_INFINITY, earliest, 'the earliest timer');
  assert.equal(state.due.inFlight, expected.filter((text) => text.endsWith('true')).length, 'in flight');
  assert.ok(earliest > simulation.fleet.now, 'something is overdue');
}

const line = (
  kind: string,
  key: string,
  due: { at: number; inFlight: boolean } | undefined,
): string | undefined => due && `${kind} ${key} ${due.at} ${due.inFlight}`;
