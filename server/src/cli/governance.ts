import type { Json } from './client.ts';
import { governanceLedger } from './governance-ledger.ts';
import { lintGovernance } from './governance-lint.ts';
import { printJson, printLines, printTable } from './print.ts';
import type { Column } from './table.ts';
import { amountText, resourceText } from './task-columns.ts';
import { clusterArgument, clusterPath, worldOf } from './task-path.ts';
import type { Invocation, Verb } from './verb.ts';

/** One resource that a team has, or the team alone where it has none. */
interface Row {
  readonly team: Json;
  readonly resource: Json | undefined;
  readonly isFirst: boolean;
}

const of = (name: string) => (row: Row) => row.resource?.[name] ?? '';
const amountOf = (name: string) => (row: Row) =>
  row.resource === undefined ? '' : amountText(row.resource.resource, row.resource[name]);
const ofTeam = (text: (team: Json) => string) => (row: Row) => (row.isFirst ? text(row.team) : '');

const columns: readonly Column<Row>[] = [
  { title: 'TEAM', of: ofTeam(({ team }) => team) },
  { title: 'SHARING', of: ofTeam(sharingText) },
  { title: 'WEIGHT', of: ofTeam(({ fairShareWeight }) => String(fairShareWeight)) },
  { title: 'TYPE', of: of('instanceType') },
  {
    title: 'RESOURCE',
    of: ({ resource }) => (resource === undefined ? '' : resourceText(resource.resource)),
  },
  { title: 'QUOTA', of: amountOf('quota') },
  { title: 'USED', of: amountOf('used') },
  {
    title: 'BORROWED',
    of: amountOf('borrowed'),
    colour: ({ resource }) => ((resource?.borrowed ?? '0') === '0' ? undefined : 'yellow'),
  },
  { title: 'LENT', of: amountOf('lent') },
  { title: 'PENDING', of: ofTeam(({ tasks }) => String(tasks.pending)) },
  { title: 'RUNNING', of: ofTeam(({ tasks }) => String(tasks.running + tasks.stopping)) },
];

/** How it shares, and whether its quota is in force at all. */
function sharingText({ sharing, inForce, quota }: Json): string {
  if (!inForce) return `not in force (${quota.status})`;
  return quota.activationState === 'Enabled' ? sharing : `${sharing} (${quota.activationState})`;
}

const rowsOf = (team: Json): readonly Row[] =>
  team.resources.length === 0
    ? [{ team, resource: undefined, isFirst: true }]
    : team.resources.map((resource: Json, i: number) => ({ team, resource, isFirst: i === 0 }));

const showGovernance: Verb = {
  name: 'show',
  summary: "a cluster's teams: their quota, and what of it is used, borrowed and lent",
  arguments: [clusterArgument],
  examples: [
    ['quartermaster governance ml', ''],
    ["quartermaster governance ml --json | jq '.teams[] | {team, tasks}'", ''],
  ],
  run: show,
};

async function show(call: Invocation): Promise<void> {
  const reply = await call.client.request('GET', `${clusterPath(call)}/governance`, { query: worldOf(call) });
  if (call.json) return printJson(call, reply);
  const none = `No team has a quota in '${reply.cluster.name}'. Create one: aws sagemaker create-compute-quota --endpoint-url ${call.client.endpoint.origin} …`;
  printTable(call, columns, reply.teams.flatMap(rowsOf), none);
  printLines(call, '', policyText(reply));
  for (const { instanceType, resource, quota, lent } of reply.idlePool)
    printLines(
      call,
      `Idle: ${amountText(resource, quota)} ${resourceText(resource)} of ${instanceType}, ${amountText(resource, lent)} of it lent.`,
    );
  for (const { at, message } of reply.stoppedLoops) printLines(call, `${at}  ${message}`);
}

function policyText({ policy }: Json): string {
  if (policy === null) return 'There is no cluster policy: tasks have no priority classes.';
  const { inForce, name, status } = policy;
  if (inForce === null) return `Policy '${name}' is ${status} and not in force.`;
  const classes = (inForce.PriorityClasses ?? []).map(({ Name, Weight }: Json) => `${Name} ${Weight}`);
  return `Policy '${name}': fair share ${inForce.FairShare ?? 'Enabled'}, idle resource sharing ${inForce.IdleResourceSharing ?? 'Disabled'}, classes ${classes.join(', ') || 'none'}.`;
}

export const governance: Verb = {
  name: 'governance',
  summary: 'who has how much of a cluster, who borrows and lends, and what waits',
  about: 'quartermaster governance CLUSTER shows the teams of a cluster.',
  examples: [
    ['quartermaster governance ml', 'quota, used, borrowed, lent, pending'],
    ['quartermaster governance lint ml', 'what of it will not do what it looks like'],
  ],
  standard: 'show',
  verbs: [showGovernance, governanceLedger, lintGovernance],
};
