import type { Sent } from './fuzz-exchange.ts';
import { type Inputs, operations } from './fuzz-inputs.ts';
import { type Json, textOf } from './fuzz-json.ts';
import type { Draws } from './random.ts';

const junkValues: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1.5,
  '',
  'x',
  '@@huge@@',
  '@@deep@@',
  '@@proto@@',
  [],
  {},
  [null],
  '\u0000',
  'x'.repeat(5_000),
  '1999-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
];
const faultTypes = [
  'node',
  'capacity',
  'launch',
  'replacement',
  'lifecycle-script',
  'deep-health-check',
  'software-update',
  'slow',
  'internal-error',
  'alarm',
  'governance',
  'training-plan',
  'training-job',
  'endpoint',
  'api',
  'nothing',
];

/** What faults call the operations that they are confined to. */
const faultOperations: Readonly<Record<string, readonly string[]>> = {
  governance: ['create', 'update', 'delete'],
  'training-plan': ['create', 'extend'],
  endpoint: ['create', 'update'],
};

/** A request for the simulator's own API: its clock, its faults, its reads. */
export function controlRequest(draws: Draws, inputs: Inputs): Pick<Sent, 'method' | 'path' | 'body'> {
  const [method, path] = draws.pick([
    ['POST', '/clock'],
    ['POST', '/faults'],
    ['POST', '/faults'],
    ['POST', '/faults'],
    ['GET', '/faults'],
    ['GET', `/faults/${draws.pick(['x', '%', '__proto__', 'fault-00000000'])}`],
    ['DELETE', `/faults/${draws.pick(['x', '%', '__proto__'])}`],
    ['DELETE', '/faults'],
    ['GET', '/health'],
    ['GET', '/metrics'],
    ['GET', '/clock'],
    ['GET', `/events?cluster=${draws.pick(['fuzz-1', 'x', '', '%', '\u0000'].map(encodeURIComponent))}`],
    ['GET', '/events?follow=true'],
    ['GET', `/clusters?limit=${draws.pick(['1', '0', '-1', 'x', '1e9', ''])}`],
    ['POST', `/market/${draws.pick(['supply', 'supply', 'rates', 'quotas'])}`],
    [
      'GET',
      `/market?weeks=${draws.pick(['1', '34', '35', 'x'])}&region=${draws.pick(['us-east-1', 'x', ''])}`,
    ],
    ['GET', `/market/advice?${adviceQuery(draws)}`],
    ['GET', `/nodes?cluster=fuzz-${draws.between(1, 5)}&nextToken=${draws.pick(['', 'x', 'e30'])}`],
  ] as const);
  const body =
    method === 'POST'
      ? textOf(draws.chance(0.7) ? controlBody(path, draws, inputs) : draws.pick(junkValues))
      : '';
  return { method, path: `/_quartermaster${path}`, body };
}

const adviceQuery = (draws: Draws): string =>
  [
    `type=${draws.pick(['ml.p5.48xlarge', 'ml.u-p6e-gb200x72', 'ml.p6e-gb200.36xlarge', 'x', ''])}`,
    `count=${draws.pick(['1', '2', '3', '64', '256', '0', '-1'])}`,
    `hours=${draws.pick(['1', '24', '49', '4368', '4369', '1e9'])}`,
    `by=${draws.pick(['fee', 'start,continuity', ',', 'x'])}`,
    `endBefore=${draws.pick(['9999-12-31T23:59:59Z', '1999-01-01T00:00:00Z', 'x'])}`,
  ]
    .filter(() => draws.chance(0.7))
    .join('&');

/** A change of the market; values that are valid at most endpoints, and some that are at none. */
function marketBody(path: string, draws: Draws): Json {
  const maybe = (value: Json): Json => (draws.chance(0.8) ? value : draws.pick(junkValues));
  const instanceType = maybe(draws.pick(['ml.p5.48xlarge', 'ml.p6e-gb200.36xlarge']));
  const value = maybe(draws.pick([null, 0, 3, 100]));
  if (path === '/market/rates') return { region: maybe('us-east-1'), type: instanceType, usdPerHour: value };
  if (path === '/market/quotas') return { account: maybe('123456789012'), quota: instanceType, value };
  const times = ['2020-01-01T00:00:00Z', '2026-08-10T11:30:00Z', '9999-12-31T23:59:59Z'];
  const from = draws.chance(0.5) ? undefined : maybe(draws.pick(times));
  const until = draws.chance(0.5) ? undefined : maybe(draws.pick(times));
  return {
    zone: maybe('us-east-1a'),
    instanceType,
    count: value,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  };
}

function controlBody(path: string, draws: Draws, inputs: Inputs): Json {
  const junk = (): Json => draws.pick(junkValues);
  const maybe = (value: Json): Json => (draws.chance(0.8) ? value : junk());
  if (path === '/clock')
    return draws.pick<Json>([
      { advanceSeconds: maybe(draws.between(0, 600)) },
      { advanceTo: junk() },
      { runUntilIdle: maybe(true) },
      { [String(junk())]: junk() },
    ]);
  if (path.startsWith('/market/')) return marketBody(path, draws);
  const known = inputs.valid('DescribeClusterNode');
  const type = maybe(draws.pick(faultTypes));
  const body: { [name: string]: Json } = {
    type,
    cluster: maybe('fuzz-1'),
    instanceGroup: maybe('workers'),
    node: maybe(known.NodeId ?? known.NodeLogicalId ?? 'i-00000000000000000'),
    needs: maybe(draws.pick(['reboot', 'replacement', 'nothing'])),
    factor: maybe(draws.between(1, 20)),
    alarmName: maybe('alarm'),
    operation: maybe(draws.pick(faultOperations[String(type)] ?? [...operations, '*'])),
    resource: maybe(draws.pick(['compute-quota', 'scheduler-config'])),
    rollback: maybe('fails'),
    plan: maybe('plan-1'),
    job: maybe('job-1'),
    failure: maybe(draws.pick(['start', 'algorithm', 'internal-error', 'interruption', 'instance'])),
    endpoint: maybe('endpoint-1'),
    reason: maybe(draws.pick(type === 'endpoint' ? ['containers', 'instance'] : ['payment', 'capacity'])),
    error: maybe('ThrottlingException'),
    probability: maybe(0.5),
    delaySeconds: maybe(0.01),
    instanceType: maybe('ml.c5.large'),
    availabilityZone: maybe('us-east-1a'),
    durationSeconds: maybe(draws.between(1, 30)),
    count: maybe(draws.between(1, 5)),
  };
  const wanted: Readonly<Record<string, readonly string[]>> = {
    node: ['node', 'needs', 'durationSeconds'],
    capacity: ['instanceType', 'count'],
    slow: ['factor', 'count'],
    'internal-error': ['node', 'count'],
    alarm: ['alarmName', 'durationSeconds'],
    governance: ['resource', 'operation', 'rollback', 'count', 'durationSeconds'],
    'training-plan': ['plan', 'operation', 'reason', 'count', 'durationSeconds'],
    'training-job': ['job', 'failure', 'count', 'durationSeconds'],
    endpoint: ['endpoint', 'operation', 'reason', 'count'],
    api: ['operation', 'error', 'delaySeconds', 'probability', 'count'],
  };
  const members = wanted[String(body.type)] ?? ['cluster', 'instanceGroup', 'count'];
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => name === 'type' || members.includes(name) || draws.chance(0.03)),
  );
}
