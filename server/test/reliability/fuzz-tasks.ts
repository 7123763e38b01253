import { routes } from '../../src/control/routes.ts';
import { bent } from './fuzz-bent.ts';
import { brokenText } from './fuzz-broken-text.ts';
import type { Sent } from './fuzz-exchange.ts';
import { type JsonObject, textOf } from './fuzz-json.ts';
import { instanceTypes, teams } from './fuzz-names.ts';
import type { Draws } from './random.ts';

/**
 * Requests about the tasks and the governance of a cluster: of every control endpoint under a cluster, with odd
 * names and queries; tasks in plain form and as manifests, sound, bent and broken.
 */
const underCluster = routes.filter(({ path }) => path.includes('/clusters/{cluster}'));

const oddNames = [
  'x',
  '%',
  '%00',
  '__proto__',
  'constructor',
  '..%2f',
  'a%2Fb',
  '%F0%9F%92%A5',
  'x'.repeat(2_000),
];
const oddQueries = [
  '',
  '0',
  '-1',
  '1',
  '3',
  '1e9',
  '9'.repeat(30),
  'NaN',
  'x',
  'null',
  '%',
  '%00',
  'true',
  'e30',
  '__proto__',
  'x'.repeat(3_000),
  '2026-11-26',
  '2026-13-99',
  'Pending',
  'Running',
  'oldest',
  'research',
  'task-1',
] as const;

export function taskRequest(draws: Draws): Pick<Sent, 'method' | 'path' | 'body' | 'headers'> {
  const isSubmission = draws.chance(0.5);
  const route = isSubmission
    ? underCluster.find(({ method, path }) => method === 'POST' && path.endsWith('/tasks'))!
    : draws.pick(underCluster);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => nameFor(name, draws));
  const query = (isSubmission ? [] : [...(route.query ?? []), 'unknown'])
    .filter(() => draws.chance(0.2))
    .map((name) => `${name}=${draws.pick(oddQueries)}`);
  return {
    method: draws.chance(0.03) ? draws.pick(['PUT', 'PATCH', 'DELETE', 'GET']) : route.method,
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    ...bodyFor(route.method, draws),
  };
}

function nameFor(name: string, draws: Draws): string {
  if (draws.chance(0.1)) return draws.pick(oddNames);
  if (name === 'cluster') return `fuzz-${draws.between(1, 6)}`;
  return draws.pick([
    `task-${draws.between(0, 40)}`,
    `job-${draws.between(0, 40)}`,
    'task-99999999999999999999',
  ]);
}

function bodyFor(method: string, draws: Draws): Pick<Sent, 'body' | 'headers'> {
  const json = { 'content-type': 'application/json' };
  if (method !== 'POST') return { body: draws.chance(0.05) ? '{"x":1}' : '', headers: {} };
  const task = plainTask(draws);
  const yaml = {
    'content-type': draws.pick(['application/yaml', 'text/yaml', 'application/x-yaml; charset=utf-8']),
  };
  switch (draws.weighted({ sound: 6, bent: 6, text: 2, manifest: 3, brokenManifest: 6, outcome: 1 })) {
    case 'sound':
      return { body: textOf(task), headers: json };
    case 'bent':
      return { body: textOf(bent(task, draws)), headers: json };
    case 'text':
      return { body: brokenText(textOf(task), draws), headers: json };
    case 'manifest':
      return { body: manifest(draws), headers: yaml };
    case 'brokenManifest': {
      const text = brokenManifest(manifest(draws), draws);
      return draws.chance(0.3)
        ? { body: textOf({ manifest: String(text) }), headers: json }
        : { body: text, headers: yaml };
    }
    case 'outcome':
      return { body: textOf(bent({ outcome: 'Succeeded' }, draws)), headers: json };
  }
}

function plainTask(draws: Draws): JsonObject {
  const replica: JsonObject = {
    ...(draws.chance(0.8) && { instanceType: draws.pick(instanceTypes) }),
    ...(draws.chance(0.5) && { replicas: draws.between(1, 5) }),
    ...(draws.chance(0.3) && { minReplicas: 1 }),
    ...draws.pick<JsonObject>([
      { accelerators: draws.between(1, 8) },
      { partition: { type: 'mig-1g.10gb', count: draws.between(1, 7) } },
      { vCpu: 0.5, memoryGiB: 0.25 },
      { vCpu: draws.between(1, 200), efa: 1 },
      { requirements: { instanceTypes: [...instanceTypes], acceleratorMemoryGiB: 1 } },
      {},
    ]),
  };
  return {
    name: `job-${draws.between(0, 40)}`,
    team: draws.pick(teams),
    ...(draws.chance(0.3) && { priorityClass: draws.pick(['training', 'inference']) }),
    ...(draws.chance(0.6) && { durationSeconds: draws.pick([0.001, 1, 3_600, 1e8]) }),
    ...(draws.chance(0.3) && { checkpointIntervalSeconds: draws.pick([0.001, 60]) }),
    ...(draws.chance(0.2) ? { podSets: [{ name: 'a', ...replica }, replica] } : replica),
  };
}

function manifest(draws: Draws): string {
  const team = draws.pick(teams);
  const count = draws.between(1, 3);
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: job-${draws.between(0, 40)}
  namespace: hyperpod-ns-${team}
  labels: { kueue.x-k8s.io/queue-name: hyperpod-ns-${team}-localqueue }
  annotations: { quartermaster.dev/duration: ${draws.pick(['1s', '2h', '1h 30m'])} }
spec: &spec
  parallelism: ${count}
  completions: ${count}
  template:
    spec:
      restartPolicy: Never
      nodeSelector: { node.kubernetes.io/instance-type: ${draws.pick(instanceTypes)} }
      containers:
        - name: main
          image: main:1
          resources:
            requests: { cpu: ${draws.pick(['100m', '1', '0.5'])}, memory: 64Mi }
`;
}

/** Cut, garbled, doubled, or of what YAML can do to a reader. */
function brokenManifest(text: string, draws: Draws): string | Buffer {
  const lines = text.split('\n');
  const at = draws.between(0, lines.length - 1);
  const other = (line: string): string => [...lines.slice(0, at), line, ...lines.slice(at + 1)].join('\n');
  switch (draws.between(0, 9)) {
    case 0:
      return other(`${lines[at]!.slice(0, draws.between(0, 20))}${draws.pick(oddLines)}`);
    case 1:
      return other(draws.pick(oddLines));
    case 2:
      return lines.filter((_, i) => i !== at).join('\n');
    case 3:
      return text.replace(/: (\S+)$/m, () => `: ${draws.pick(oddValues)}`);
    case 4:
      return text.replace(/\d+/g, (digits) => (draws.chance(0.3) ? draws.pick(oddValues) : digits));
    case 5:
      return `${text}---\n`.repeat(draws.pick([2, 30, 150]));
    case 6:
      return bomb(draws.pick([5, 9, 30]));
    case 7:
      return draws.pick([
        `a: ${'['.repeat(3_000)}`,
        `${'- '.repeat(3_000)}x`,
        `? `.repeat(2_000),
        '&a [*a]',
        '<<: *x',
        'a: &a\n  <<: *a\n',
        '--- !!binary "====="',
        '!!js/function "x"',
        '%YAML 9.9\n---\na',
        '\ufeffkind: Job',
        `kind: ${'x'.repeat(50_000)}`,
      ]);
    case 8:
      return `kind: List\napiVersion: v1\nitems:\n${text.replace(/^/gm, '    ').replace('    ', '  - ')}`;
    default:
      return brokenText(text, draws);
  }
}

/** Aliases of aliases. */
function bomb(depth: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < depth; i += 1)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`);
  return lines.join('\n');
}

const oddLines = [
  '\t',
  '  - - -',
  ': :',
  '{',
  ']',
  '&x *x',
  '<<: *spec',
  '!!map',
  '|',
  '>-',
  '# x',
  '\u0000',
  'spec: *spec',
];
const oddValues = [
  'null',
  '~',
  '-1',
  '0x7fffffffffffffff',
  '1e999',
  '.nan',
  '.inf',
  '9'.repeat(40),
  '""',
  '[]',
  '{}',
  'true',
  '2026-01-01',
  '10Ei',
  '1e3m',
  '!!float x',
  'x'.repeat(5_000),
];
