import type { Names, Route } from './call.ts';
import { moveClock, showClock } from './clock.ts';
import { listClusters } from './clusters.ts';
import { events } from './events.ts';
import { explainOneTask, lint } from './explanation.ts';
import { createFault, endFault, endFaults, listFaults, showFault } from './faults.ts';
import { governance } from './governance.ts';
import { health, metrics, reset } from './health.ts';
import { ledger } from './ledger.ts';
import { changeQuota, changeRate, changeSupply, showMarket } from './market.ts';
import { marketAdvice } from './market-advice.ts';
import { listNodes } from './nodes.ts';
import { checkPlan } from './plan-check.ts';
import { listPlans, showPlan } from './plans.ts';
import { taskHistory } from './task-history.ts';
import { cancelTask, completeTask, listTasks, showTask, submitTasks } from './tasks.ts';

/** Where the control endpoints are. */
export const PREFIX = '/_quartermaster';

const CLUSTER = `${PREFIX}/clusters/{cluster}`;
const TASKS = `${CLUSTER}/tasks`;

const world = ['account', 'region'];

/** Every control endpoint there is. */
export const routes: readonly Route[] = [
  { method: 'GET', path: `${PREFIX}/health`, open: true, handler: health },
  { method: 'GET', path: `${PREFIX}/metrics`, open: true, handler: metrics },
  { method: 'POST', path: `${PREFIX}/reset`, body: [], handler: reset },
  /** Test suites written for moto reset their server here. */
  { method: 'POST', path: '/moto-api/reset', body: 'own', handler: reset },
  { method: 'GET', path: `${PREFIX}/clock`, handler: showClock },
  {
    method: 'POST',
    path: `${PREFIX}/clock`,
    body: ['advanceSeconds', 'advanceTo', 'runUntilIdle'],
    handler: moveClock,
  },
  { method: 'GET', path: `${PREFIX}/faults`, query: ['standing'], handler: listFaults },
  { method: 'POST', path: `${PREFIX}/faults`, body: 'own', handler: createFault },
  { method: 'DELETE', path: `${PREFIX}/faults`, handler: endFaults },
  { method: 'GET', path: `${PREFIX}/faults/{fault}`, handler: showFault },
  { method: 'DELETE', path: `${PREFIX}/faults/{fault}`, handler: endFault },
  {
    method: 'GET',
    path: `${PREFIX}/events`,
    query: ['cluster', 'plan', 'job', ...world, 'follow', 'history'],
    handler: events,
  },
  {
    method: 'GET',
    path: `${PREFIX}/clusters`,
    query: [...world, 'limit', 'nextToken'],
    handler: listClusters,
  },
  {
    method: 'GET',
    path: `${PREFIX}/nodes`,
    query: ['cluster', ...world, 'limit', 'nextToken'],
    handler: listNodes,
  },
  { method: 'GET', path: `${PREFIX}/plans`, query: [...world, 'limit', 'nextToken'], handler: listPlans },
  { method: 'GET', path: `${PREFIX}/plans/{plan}`, query: world, handler: showPlan },
  {
    method: 'GET',
    path: `${PREFIX}/plans/{plan}/check`,
    query: [...world, 'target', 'instanceType', 'count', 'subnets'],
    handler: checkPlan,
  },
  {
    method: 'GET',
    path: TASKS,
    query: [...world, 'team', 'status', 'priorityClass', 'ended', 'order', 'limit', 'nextToken'],
    handler: listTasks,
  },
  { method: 'POST', path: TASKS, query: [...world, 'dryRun'], body: 'raw', handler: submitTasks },
  {
    method: 'GET',
    path: `${TASKS}/history`,
    query: [...world, 'task', 'team', 'after', 'limit'],
    handler: taskHistory,
  },
  { method: 'GET', path: `${TASKS}/{task}`, query: world, handler: showTask },
  { method: 'DELETE', path: `${TASKS}/{task}`, query: world, handler: cancelTask },
  {
    method: 'POST',
    path: `${TASKS}/{task}/complete`,
    query: world,
    body: ['outcome'],
    handler: completeTask,
  },
  { method: 'GET', path: `${TASKS}/{task}/explanation`, query: world, handler: explainOneTask },
  {
    method: 'GET',
    path: `${PREFIX}/market`,
    query: [...world, 'instanceType', 'zone', 'weeks'],
    handler: showMarket,
  },
  {
    method: 'POST',
    path: `${PREFIX}/market/supply`,
    body: ['zone', 'instanceType', 'count', 'from', 'until'],
    handler: changeSupply,
  },
  {
    method: 'POST',
    path: `${PREFIX}/market/rates`,
    body: ['region', 'type', 'usdPerHour'],
    handler: changeRate,
  },
  {
    method: 'POST',
    path: `${PREFIX}/market/quotas`,
    body: [...world, 'quota', 'value'],
    handler: changeQuota,
  },
  {
    method: 'GET',
    path: `${PREFIX}/market/advice`,
    query: [...world, 'type', 'count', 'hours', 'target', 'startAfter', 'endBefore', 'by', 'limit'],
    handler: marketAdvice,
  },
  { method: 'GET', path: `${CLUSTER}/governance`, query: world, handler: governance },
  {
    method: 'GET',
    path: `${CLUSTER}/governance/ledger`,
    query: [...world, 'team', 'from', 'to', 'limit', 'nextToken'],
    handler: ledger,
  },
  { method: 'GET', path: `${CLUSTER}/governance/lint`, query: world, handler: lint },
];

/** What the table says of a path: the route and what its segments name, the methods it has, or nothing. */
export type Found =
  | { readonly route: Route; readonly names: Names }
  | { readonly allow: readonly string[] }
  | undefined;

/** The table with its paths in segments, each with what it names, if it is a name. */
const patterns = routes.map((route) => {
  const parts = route.path.split('/').map((part) => ({ text: part, name: /^\{(\w+)\}$/.exec(part)?.[1] }));
  return { route, parts, namesCount: parts.filter(({ name }) => name !== undefined).length };
});
type Pattern = (typeof patterns)[number];
const byLength = Map.groupBy(patterns, ({ parts }) => parts.length);

/** Looks a request up. Where several paths match, the one with the fewest names in it is meant. */
export function findRoute(method: string | undefined, path: string): Found {
  const segments = path.split('/');
  let here: Pattern[] = [];
  for (const pattern of byLength.get(segments.length) ?? []) {
    if (!matches(pattern, segments)) continue;
    const fewest = here[0]?.namesCount ?? Number.POSITIVE_INFINITY;
    if (pattern.namesCount < fewest) here = [pattern];
    else if (pattern.namesCount === fewest) here.push(pattern);
  }
  if (here.length === 0) return undefined;
  const found = here.find(({ route }) => route.method === method);
  if (found === undefined) return { allow: here.map(({ route }) => route.method) };
  return { route: found.route, names: namesIn(found, segments) };
}

/** Whether the segments of a path, as many as the pattern's, are as it says. From the end: nearly all begin alike. */
function matches({ parts }: Pattern, segments: readonly string[]): boolean {
  for (let i = parts.length - 1; i >= 0; i -= 1) {
    const { text, name } = parts[i]!;
    if (name === undefined ? text !== segments[i] : segments[i] === '') return false;
  }
  return true;
}

/** What the named segments of a path are. */
function namesIn({ parts }: Pattern, segments: readonly string[]): Names {
  const names: Record<string, string> = {};
  for (const [i, { name }] of parts.entries()) if (name !== undefined) names[name] = decoded(segments[i]!);
  return names;
}

/** A percent sign that encodes nothing is taken as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The table in one line, for those who asked for what is not there. */
export const overview = [...new Set(routes.map(({ path }) => path))].join(', ');
