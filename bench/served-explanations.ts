/**
 * Explanations as a user gets them: over HTTP, of a cluster with nodes to place on. Every team owns as much of four
 * instance types, together all that the nodes have, and has tasks of its own, half of them for one type; twice as
 * much is asked for as there is. Under the classical order they came to where they are; then fair sharing is put in
 * force, and all of it is looked at again.
 */
import type { Subject } from './processes.ts';
import { call, control, median, VPC } from './requests.ts';

const TYPES = ['ml.p4d.24xlarge', 'ml.p5.48xlarge', 'ml.g5.48xlarge', 'ml.p4de.24xlarge'];
const GPUS_A_NODE = 8;
/** Accelerators of each type that a team owns. */
const GPUS_A_TEAM = 2;
const TASKS_A_TEAM = 10;
/** Tasks that are explained, from all over those that wait. */
const EXPLAINED = 15;
const AT_ONCE = 50;
const CLUSTER = '/_quartermaster/clusters/bench';

export interface ServedExplanations {
  readonly teams: number;
  readonly nodes: number;
  readonly tasks: number;
  readonly waiting: number;
  /** From the request to the last byte of its reply, one at a time. */
  readonly medianMs: number;
  readonly worstMs: number;
  /** Changes proposed for one task. */
  readonly changes: number;
  /** The same for a plain description of each task, beside it. */
  readonly describedMs: number;
}

/** In the classical order, the very first explanation of the server among them, and under fair sharing. */
export async function servedExplanations(
  { url }: Subject,
  teams: number,
): Promise<Readonly<Record<'classical' | 'fair', ServedExplanations>>> {
  const ClusterArn = await fullCluster(url, teams);
  const classical = await measure(url, teams);
  await call(url, 'CreateClusterSchedulerConfig', {
    Name: 'fair',
    ClusterArn,
    SchedulerConfig: {
      FairShare: 'Enabled',
      PriorityClasses: [
        { Name: 'high', Weight: 90 },
        { Name: 'low', Weight: 10 },
      ],
    },
  });
  await control(url, '/_quartermaster/clock', { runUntilIdle: true });
  return { classical, fair: await measure(url, teams) };
}

async function fullCluster(url: string, teams: number): Promise<string> {
  const { ClusterArn } = await call(url, 'CreateCluster', {
    ClusterName: 'bench',
    VpcConfig: VPC,
    NodeProvisioningMode: 'Continuous',
    Orchestrator: { Eks: { ClusterArn: 'arn:aws:eks:us-east-1:123456789012:cluster/bench' } },
    InstanceGroups: TYPES.map((InstanceType, i) => ({
      InstanceGroupName: `group-${i}`,
      InstanceType,
      InstanceCount: (teams * GPUS_A_TEAM) / GPUS_A_NODE,
      ExecutionRole: 'arn:aws:iam::123456789012:role/bench',
    })),
  });
  await control(url, '/_quartermaster/clock', { runUntilIdle: true });
  for (let team = 0; team < teams; team += 1)
    await call(url, 'CreateComputeQuota', quotaOf(team, ClusterArn));
  await control(url, '/_quartermaster/clock', { runUntilIdle: true });
  for (let round = 0; round < TASKS_A_TEAM; round += 1) {
    for (let from = 0; from < teams; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, teams - from) }, (_, i) => taskOf(round, from + i));
      await Promise.all(some.map((task) => control(url, `${CLUSTER}/tasks`, task)));
    }
  }
  return ClusterArn;
}

const quotaOf = (team: number, ClusterArn: string): object => ({
  Name: `quota-${team}`,
  ClusterArn,
  ComputeQuotaTarget: { TeamName: `team-${team}`, FairShareWeight: 1 + (team % 5) },
  ComputeQuotaConfig: {
    ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
    PreemptTeamTasks: 'LowerPriority',
    ComputeQuotaResources: TYPES.map((InstanceType) => ({ InstanceType, Accelerators: GPUS_A_TEAM })),
  },
});

const taskOf = (round: number, team: number): object => ({
  name: `task-${round}`,
  team: `team-${team}`,
  accelerators: round % 2 === 0 && round < TASKS_A_TEAM / 2 ? 1 : 2,
  ...(round % 2 === 1 && { instanceType: TYPES[round % TYPES.length] }),
});

async function measure(url: string, teams: number): Promise<ServedExplanations> {
  const waiting = await waitingTasks(url);
  const picked = Array.from(
    { length: EXPLAINED },
    (_, i) => waiting[Math.floor(((i + 0.5) * waiting.length) / EXPLAINED)]!,
  );
  const explained: number[] = [];
  const described: number[] = [];
  let changes = 0;
  for (const id of picked) {
    const explanation = await timed(`${url}${CLUSTER}/tasks/${id}/explanation`, explained);
    if (explanation.waits !== true) throw new Error(`task ${id} was to wait, and does not`);
    changes += explanation.changes.length;
    await timed(`${url}${CLUSTER}/tasks/${id}`, described);
  }
  return {
    teams,
    nodes: (TYPES.length * teams * GPUS_A_TEAM) / GPUS_A_NODE,
    tasks: teams * TASKS_A_TEAM,
    waiting: waiting.length,
    medianMs: median(explained),
    worstMs: Math.max(...explained),
    changes: changes / EXPLAINED,
    describedMs: median(described),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: any reply
async function timed(url: string, times: number[]): Promise<any> {
  const begun = performance.now();
  const response = await fetch(url);
  const text = await response.text();
  times.push(performance.now() - begun);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

async function waitingTasks(url: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let token: string | null = '';
  while (token !== null) {
    const page: { tasks: readonly { id: string }[]; nextToken: string | null } = await timed(
      `${url}${CLUSTER}/tasks?status=Pending&limit=1000${token && `&nextToken=${encodeURIComponent(token)}`}`,
      [],
    );
    ids.push(...page.tasks.map(({ id }) => id));
    token = page.nextToken;
  }
  return ids;
}
