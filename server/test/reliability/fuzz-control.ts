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
  'api',
  'nothing',
];

/** What faults call the operations that they are confined to. */
const faultOperations: Readonly<Record<string, readonly string[]>> = {
  governance: ['create', 'update', 'delete'],
  'training-plan': ['create', 'extend'],
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
    ['GET', `/nodes?cluster=fuzz-${draws.between(1, 5)}&nextToken=${draws.pick(['', 'x', 'e30'])}`],
  ] as const);
  const body =
    method === 'POST'
      ? textOf(draws.chance(0.7) ? controlBody(path, draws, inputs) : draws.pick(junkValues))
      : '';
  return { method, path: `/_quartermaster${path}`, body };
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
    reason: maybe(draws.pick(['payment', 'capacity'])),
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
    api: ['operation', 'error', 'delaySeconds', 'probability', 'count'],
  };
  const members = wanted[String(body.type)] ?? ['cluster', 'instanceGroup', 'count'];
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => name === 'type' || members.includes(name) || draws.chance(0.03)),
  );
}
