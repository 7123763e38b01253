import { quartermaster, type Subject } from '../processes.ts';
import { say } from '../report.ts';
import { type Call, type Contestant, call, control, type Effort, groupOf, median, VPC } from '../requests.ts';
import type { Run } from '../run.ts';
import { createOne } from './create.ts';

/** Nodes of the cluster that tasks go to: enough for all replicas of one round, a node taking 110 pods. */
const NODES = 300;
/** Resources that are tagged in turn: more than requests are under way, so that no two of a commit write one row. */
const TAGGED = 64;
/** What it takes until the code is compiled that a submission runs: two rounds of this, not counted. */
const WARM_UP: Effort = { rounds: 1, warmUpMs: 0, measureMs: 1_400 };
const CONNECTIONS = 16;
const ROLE = 'arn:aws:iam::123456789012:role/bench';

const task = (cpu: number): Call => ({
  operation: 'none: a control endpoint',
  body: JSON.stringify({
    name: 'bench-%N%',
    team: 'bench',
    instanceType: 'ml.m5.24xlarge',
    vCpu: cpu,
    memoryGiB: 1,
  }),
});

/**
 * A submission beside other durable writes of the same server: the smallest there is (a tag), and a cluster; each
 * request writes rows of its own. Some tasks run at once, on a node that is found for them; the others wait, for the
 * team's quota is in use. The first rounds are not counted: in them the server's code is still being compiled, of
 * which a submission has the most. What is compared is measured in one round, for the machine's speed changes from
 * one to the next: the ratio is the median of the rounds' own.
 */
export async function tasks(run: Run): Promise<void> {
  say('\nSubmitting tasks, durable, beside other durable writes of the same server');
  const server = await run.started(
    quartermaster('--store', run.storeAt('tasks.sqlite'), '--pace', 'realistic', '--clock', 'virtual'),
  );
  const rounds: Map<string, number>[] = [];
  // A ratio of two figures varies more than either: two rounds more than elsewhere.
  const [warmUps, counted] = run.quick ? [1, run.effort.rounds] : [2, run.effort.rounds + 2];
  for (let round = 0; round < warmUps + counted; round += 1) {
    const isWarmUp = round < warmUps;
    const cpuMs = await measureRound(run, server, round, isWarmUp ? WARM_UP : run.effort);
    if (!isWarmUp) rounds.push(cpuMs);
  }
  const medianOf = (figure: (cpuMs: (name: string) => number) => number): number =>
    median(rounds.map((cpuMs) => figure((name) => cpuMs.get(name)!)));
  const cpu = new Map([...rounds[0]!.keys()].map((name) => [name, medianOf((cpuMs) => cpuMs(name))]));
  for (const [name, ms] of cpu) say(`  ${name}: ${ms.toFixed(3)} ms CPU`);
  for (const name of ['a task that runs', 'a task that waits']) {
    for (const other of ['AddTags', 'CreateCluster']) {
      const ratio = medianOf((cpuMs) => cpuMs(name) / cpuMs(other));
      say(`  ${name}: ${ratio.toFixed(2)}x ${other}`);
      run.report.verdict(`submitting ${name} within 2x of a durable ${other}`, ratio, 2, 'x');
    }
  }
  run.report.figures.tasks = Object.fromEntries(cpu);
  await server.stop();
}

/** Each write in turn, in CPU ms a request. */
async function measureRound(
  run: Run,
  server: Subject,
  round: number,
  effort: Effort,
): Promise<Map<string, number>> {
  await governedCluster(server, `runs-${round}`, NODES);
  await governedCluster(server, `waits-${round}`, 0);
  const tag: Call = {
    operation: 'AddTags',
    body: JSON.stringify({ ResourceArn: '%OF%', Tags: [{ Key: 'bench', Value: '%N%' }] }),
    of: await taggedClusters(server, round),
  };
  const writes: readonly [name: string, path: string, write: Call][] = [
    ['CreateCluster', '/', createOne],
    ['AddTags', '/', tag],
    ['a task that runs', `/_quartermaster/clusters/runs-${round}/tasks`, task(0.5)],
    ['a task that waits', `/_quartermaster/clusters/waits-${round}/tasks`, task(96)],
  ];
  const cpuMs = new Map<string, number>();
  for (const [name, path, write] of writes) {
    const contestant: Contestant = { name, subject: server, path, signed: false };
    const measured = await run.load.measure(contestant, write, CONNECTIONS, effort);
    cpuMs.set(name, measured.cpuMsPerRequest);
  }
  await requireAllRun(server, `runs-${round}`);
  return cpuMs;
}

/** Clusters for nothing but tags. */
function taggedClusters({ url }: Subject, round: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: TAGGED }, async (_, i) => {
      const ClusterName = `tagged-${round}-${i}`;
      const input = { ClusterName, VpcConfig: VPC, InstanceGroups: [groupOf('workers', 1)] };
      return (await call(url, 'CreateCluster', input)).ClusterArn as string;
    }),
  );
}

/** Where nodes have run out, what was measured were tasks that wait. */
async function requireAllRun({ url }: Subject, name: string): Promise<void> {
  const response = await fetch(`${url}/_quartermaster/clusters/${name}/tasks?status=Pending&limit=1`);
  const { tasks } = (await response.json()) as { tasks: readonly unknown[] };
  if (tasks.length > 0) throw new Error(`${NODES} nodes were too few: tasks of ${name} wait`);
}

/** A cluster with one team; without nodes the team's quota is too small for more than one task. */
async function governedCluster(server: Subject, name: string, nodes: number): Promise<void> {
  const { url } = server;
  const group = {
    InstanceGroupName: 'workers',
    InstanceType: 'ml.m5.24xlarge',
    InstanceCount: nodes,
    ExecutionRole: ROLE,
  };
  const { ClusterArn } = await call(url, 'CreateCluster', {
    ClusterName: name,
    VpcConfig: VPC,
    NodeProvisioningMode: 'Continuous',
    Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-east-1:123456789012:cluster/${name}` } },
    InstanceGroups: [{ ...group, InstanceCount: Math.max(1, nodes) }],
  });
  await control(url, '/_quartermaster/clock', { runUntilIdle: true });
  await call(url, 'CreateComputeQuota', {
    Name: name,
    ClusterArn,
    ComputeQuotaTarget: { TeamName: 'bench' },
    ComputeQuotaConfig: {
      ComputeQuotaResources: [{ InstanceType: 'ml.m5.24xlarge', Count: Math.max(1, nodes * 10) }],
    },
  });
  await control(url, '/_quartermaster/clock', { runUntilIdle: true });
}
