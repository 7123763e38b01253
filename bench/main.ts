import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fleetDayInProcess, fleetDayOverHttp, type Mix, mixes } from './fleet-day.ts';
import { bareServer, cpuMs, findMoto, motoServer, quartermaster, rssMb, type Subject } from './processes.ts';
import { Report, say } from './report.ts';
import {
  type Call,
  type Contestant,
  CREDENTIALS_TEXT,
  call,
  clusterOf,
  type Effort,
  groupOf,
  LoadGenerator,
  median,
  VPC,
} from './requests.ts';

const help = `npm run bench -- [options]: measures Quartermaster beside a bare node:http server, and beside moto where it is

  --quick            shorter windows, 16 connections alone
  --only NAME        one part: ${['start', 'size', 'requests', 'create', 'moto', 'day'].join(', ')}; may be repeated
  --python PATH      a Python that has moto (default: the one in bench/.venv)
  --install-moto     make bench/.venv and install moto[server] into it
  --help             this text

Ratios are of CPU time of the server's process as the kernel counts it, the contestants measured in turn on one
machine in one run, medians of the rounds. The figures also go to bench/results/DATE.json.
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    python: { type: 'string' },
    'install-moto': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

const quick = options.quick;
const connectionCounts = quick ? [16] : [1, 16, 64];
const effort: Effort = quick
  ? { rounds: 2, warmUpMs: 300, measureMs: 600 }
  : { rounds: 3, warmUpMs: 400, measureMs: 1_000 };
const isWanted = (part: string): boolean => options.only.length === 0 || options.only.includes(part);

const directory = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'));
const storeAt = (name: string): string => `sqlite:${join(directory, name)}`;
const credentials = join(directory, 'credentials');
writeFileSync(credentials, CREDENTIALS_TEXT, { mode: 0o600 });
const authentication = { off: [], on: ['--auth', 'sigv4', '--credentials', credentials] } as const;
type Auth = keyof typeof authentication;

const report = new Report();
const load = new LoadGenerator();
const running = new Set<Subject>();

async function started(subject: Promise<Subject>): Promise<Subject> {
  const there = await subject;
  running.add(there);
  return there;
}

const contestant = (subject: Subject, auth: Auth = 'off'): Contestant => ({
  name: 'quartermaster',
  subject,
  path: '/',
  signed: auth === 'on',
});

/** The bare server, answering as many bytes to the same request. */
const bareFor = (subject: Subject, bytes: number, auth: Auth = 'off'): Contestant => ({
  name: 'bare',
  subject,
  path: `/${bytes}`,
  signed: auth === 'on',
});

/** Bytes of the reply to a call. */
async function bytesOf(url: string, { operation, body }: Call): Promise<number> {
  return Buffer.byteLength(
    JSON.stringify(await call(url, operation, JSON.parse(body.replaceAll('%N%', '0')))),
  );
}

async function start(): Promise<void> {
  say('\nStart and idle memory (empty store, the command line of npm start)');
  const [ready, rss, restarts]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < (quick ? 4 : 8); i += 1) {
    const store = storeAt(`start-${i}.sqlite`);
    const first = await started(quartermaster('--store', store));
    await wait(1_500);
    if (i > 0) {
      ready.push(first.readyMs); // the first one fills the compile cache
      rss.push(rssMb(first.pid));
    }
    await first.stop();
    const again = await started(quartermaster('--store', store));
    restarts.push(again.readyMs);
    await again.stop();
  }
  report.figures.start = { readyMs: ready, idleRssMb: rss, restartMs: restarts };
  say(`  ready after ${median(ready).toFixed(0)} ms, idle at ${median(rss).toFixed(0)} MB`);
  report.verdict('ready within 0.5 s of the start', median(ready) / 1_000, 0.5, ' s');
  report.verdict('at most 90 MB resident when idle', median(rss), 90, ' MB');
}

/** Clusters of three sizes in one store. */
async function buildSizes(store: string): Promise<void> {
  const server = await started(quartermaster('--store', store, '--pace', 'instant'));
  await call(server.url, 'CreateCluster', clusterOf('n100', 100));
  await call(server.url, 'CreateCluster', clusterOf('n1000', 1_000));
  const [cpu, begun] = [cpuMs(server.pid), performance.now()];
  await call(server.url, 'CreateCluster', clusterOf('n100000', 100_000));
  const figures = {
    wallMs: performance.now() - begun,
    cpuMs: cpuMs(server.pid) - cpu,
    rssMbAfter: rssMb(server.pid),
  };
  report.figures.build = figures;
  report.note(
    `100,000 nodes made by one CreateCluster at the instant pace: ${(figures.wallMs / 1_000).toFixed(1)} s, and ${figures.rssMbAfter.toFixed(0)} MB resident just after it`,
  );
  await server.stop();
}

async function size(store: string): Promise<void> {
  say('\n101,100 nodes: start on their store, and memory');
  const loads: number[] = [];
  const cpu: number[] = [];
  let rss = 0;
  for (let i = 0; i < 3; i += 1) {
    const server = await started(quartermaster('--store', store, '--pace', 'instant'));
    loads.push(server.readyMs);
    cpu.push(cpuMs(server.pid));
    let NextToken: string | undefined;
    do {
      const page = await call(server.url, 'ListClusterNodes', {
        ClusterName: 'n100000',
        MaxResults: 100,
        NextToken,
      });
      NextToken = page.NextToken || undefined;
    } while (i === 0 && NextToken !== undefined);
    rss = Math.max(rss, rssMb(server.pid));
    await server.stop();
  }
  const fileMb = statSync(store.slice('sqlite:'.length)).size / 1e6;
  report.figures.size = { readyMs: loads, cpuMs: cpu, rssMb: rss, fileMb };
  say(
    `  ready after ${median(loads).toFixed(0)} ms (${median(cpu)} ms CPU), ${rss.toFixed(0)} MB once every node was listed, file ${fileMb.toFixed(0)} MB`,
  );
  report.verdict('100,000 nodes load within 3 s (start to ready)', median(loads) / 1_000, 3, ' s');
  report.verdict('100,000 nodes fit in 500 MB resident', rss, 500, ' MB');
}

/** The reads and the reboot, on a store of 101,100 nodes. */
async function requests(store: string, auth: Auth): Promise<void> {
  say(`\nReads and reboots, durable store of 101,100 nodes, signature check ${auth}`);
  const open = await started(quartermaster('--store', store, '--pace', 'instant'));
  const calls: Record<string, Call> = {
    DescribeCluster: { operation: 'DescribeCluster', body: '{"ClusterName":"n100"}' },
  };
  for (const nodes of [100, 1_000, 100_000]) {
    calls[`ListClusterNodes, 100 of ${nodes.toLocaleString('en')}`] = {
      operation: 'ListClusterNodes',
      body: JSON.stringify({
        ClusterName: `n${nodes}`,
        MaxResults: 100,
        NextToken: await middleToken(open.url, nodes),
      }),
    };
  }
  const { ClusterNodeSummaries } = await call(open.url, 'ListClusterNodes', {
    ClusterName: 'n1000',
    MaxResults: 25,
  });
  const NodeIds = ClusterNodeSummaries.map((row: { InstanceId: string }) => row.InstanceId);
  calls['BatchRebootClusterNodes, 25 nodes'] = {
    operation: 'BatchRebootClusterNodes',
    body: JSON.stringify({ ClusterName: 'n1000', NodeIds }),
  };
  const bytes = new Map<string, number>();
  for (const [name, one] of Object.entries(calls)) bytes.set(name, await bytesOf(open.url, one));
  await open.stop();
  const server = await started(quartermaster('--store', store, '--pace', 'instant', ...authentication[auth]));
  const bare = await started(bareServer());
  for (const [scenario, one] of Object.entries(calls)) {
    const both = [contestant(server, auth), bareFor(bare, bytes.get(scenario)!, auth)];
    for (const connections of connectionCounts) {
      const results = Object.fromEntries(await load.compare(both, one, connections, effort));
      report.add({ scenario, auth, connections, results });
    }
  }
  await server.stop();
  await bare.stop();
}

/** The token of a page in the middle of the cluster; none for a cluster of one page. */
async function middleToken(url: string, nodes: number): Promise<string | undefined> {
  let token: string | undefined;
  for (let i = 0; i < Math.min(20, nodes / 200 - 1); i += 1) {
    token = (
      await call(url, 'ListClusterNodes', { ClusterName: `n${nodes}`, MaxResults: 100, NextToken: token })
    ).NextToken;
  }
  return token;
}

const createOne: Call = {
  operation: 'CreateCluster',
  body: JSON.stringify({ ClusterName: 'c%N%', VpcConfig: VPC, InstanceGroups: [groupOf('workers', 1)] }),
  spread: true,
};

async function create(auth: Auth): Promise<void> {
  say(`\nCreateCluster, durable, one group of one node, signature check ${auth}`);
  const bare = await started(bareServer());
  for (const [pace, scenario] of [
    ['realistic', 'CreateCluster, the call'],
    ['instant', 'CreateCluster, through to InService'],
  ] as const) {
    const fresh = { server: undefined as Subject | undefined, runs: 0 };
    for (const connections of connectionCounts) {
      const rounds: Contestant[] = [];
      await fresh.server?.stop();
      fresh.runs += 1;
      const store = storeAt(`create-${auth}-${pace}-${fresh.runs}.sqlite`);
      fresh.server = await started(quartermaster('--store', store, '--pace', pace, ...authentication[auth]));
      rounds.push(contestant(fresh.server, auth), bareFor(bare, 76, auth));
      const results = Object.fromEntries(await load.compare(rounds, createOne, connections, effort));
      report.add({ scenario, auth, connections, results });
    }
    await fresh.server?.stop();
  }
  await bare.stop();
}

async function moto(): Promise<void> {
  const python = findMoto(options.python, options['install-moto']);
  if (python === undefined) {
    report.note(
      'moto is left out: no Python with it was found. --python PATH names one, --install-moto makes one.',
    );
    return;
  }
  const { subject, version } = await motoServer(python);
  running.add(subject);
  say(`\nBeside ${version}, which keeps its state in memory alone; ours is durable`);
  report.figures.moto = version;
  const ours = await started(quartermaster('--store', storeAt('moto.sqlite'), '--pace', 'instant'));
  const group = { ...groupOf('workers', 100), InstanceType: 'ml.p4d.24xlarge' };
  for (const { url } of [subject, ours])
    await call(url, 'CreateCluster', { ClusterName: 'n100', VpcConfig: VPC, InstanceGroups: [group] });
  const creating = await started(
    quartermaster('--store', storeAt('moto-create.sqlite'), '--pace', 'realistic'),
  );
  const slow: Effort = { ...effort, warmUpMs: 500, measureMs: quick ? 1_200 : 2_500 };
  const scenarios: [string, Call, Subject][] = [
    ['moto: DescribeCluster', { operation: 'DescribeCluster', body: '{"ClusterName":"n100"}' }, ours],
    [
      'moto: ListClusterNodes, 100',
      { operation: 'ListClusterNodes', body: '{"ClusterName":"n100","MaxResults":100}' },
      ours,
    ],
    ['moto: CreateCluster', createOne, creating],
  ];
  for (const [scenario, one, server] of scenarios) {
    for (const connections of connectionCounts) {
      const both = [contestant(server), { name: 'moto', subject, path: '/', signed: false }];
      const results = Object.fromEntries(await load.compare(both, one, connections, slow));
      report.add({ scenario, auth: 'off', connections, results });
    }
  }
  for (const server of [subject, ours, creating]) await server.stop();
}

async function day(): Promise<void> {
  say('\nA virtual day of 10,000 nodes under faults, realistic pace');
  const days = [];
  for (const mix of Object.keys(mixes) as Mix[]) {
    const runs = [];
    for (let i = 0; i < (quick ? 1 : 3); i += 1)
      runs.push(await fleetDayOverHttp(storeAt(`day-${mix}-${i}.sqlite`), mix));
    const inProcess = await fleetDayInProcess(mix);
    const wallMs = median(runs.map((run) => run.wallMs));
    const cpu = median(runs.map((run) => run.cpuMs));
    const { faults, transitions } = runs[0]!;
    days.push({ overHttp: runs, inProcess });
    say(
      `  ${mix} (${mixes[mix]} per 1,000 node-days): ${faults} faults, ${transitions} transitions; over HTTP on a durable store ` +
        `${wallMs.toFixed(0)} ms (${cpu.toFixed(0)} ms CPU), in one process without a store ${inProcess.wallMs.toFixed(0)} ms`,
    );
    report.verdict(`a virtual day of 10,000 nodes under faults within 5 s (${mix})`, wallMs / 1_000, 5, ' s');
  }
  report.figures.day = days;
}

/** The targets that are ratios of rows: signature check off, 16 connections. */
function judge(): void {
  const at = 16;
  const cpuRatio = (scenario: string): number | undefined => {
    const results = report.find(scenario, 'off', at)?.results;
    return results && results.quartermaster!.cpuMsPerRequest / results.bare!.cpuMsPerRequest;
  };
  const own = (scenario: string): number | undefined =>
    report.find(scenario, 'off', at)?.results.quartermaster?.cpuMsPerRequest;
  report.verdict("DescribeCluster within 2x of the bare server's CPU", cpuRatio('DescribeCluster'), 2, 'x');
  for (const nodes of ['100', '1,000', '100,000']) {
    const scenario = `ListClusterNodes, 100 of ${nodes}`;
    report.verdict(`${scenario}: within 3x of the bare server's CPU`, cpuRatio(scenario), 3, 'x');
  }
  const [small, large] = [own('ListClusterNodes, 100 of 1,000'), own('ListClusterNodes, 100 of 100,000')];
  const growth = small === undefined || large === undefined ? undefined : large / small;
  report.verdict('a page of 100,000 nodes costs at most 1.5x one of 1,000', growth, 1.5, 'x');
  for (const scenario of ['moto: DescribeCluster', 'moto: ListClusterNodes, 100']) {
    const results = report.find(scenario, 'off', at)?.results;
    const gain = results && results.moto!.cpuMsPerRequest / results.quartermaster!.cpuMsPerRequest;
    report.verdict(`at least 20x moto's requests per CPU second (${scenario.slice(6)})`, gain, 20, 'x', true);
  }
  const most = connectionCounts.at(-1)!;
  const creates = report.find('moto: CreateCluster', 'off', most)?.results;
  const faster = creates && creates.quartermaster!.perSecond / creates.moto!.perSecond;
  report.verdict(
    `durable CreateCluster at least 10x moto's requests per second at ${most} connections`,
    faster,
    10,
    'x',
    true,
  );
}

/** The figures of this run, without anything that names the machine. */
function write(): void {
  const results = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(results, { recursive: true });
  const now = new Date().toISOString();
  const machine = {
    node: process.version,
    processors: cpus().length,
    model: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
  const { rows, verdicts, notes, figures } = report;
  const content = { at: now, quick, machine, verdicts, notes, figures, rows };
  const name = `${now.slice(0, 19).replaceAll(':', '-')}.json`;
  writeFileSync(join(results, name), `${JSON.stringify(content, undefined, 2)}\n`);
  say(`\nWritten to bench/results/${name}`);
}

try {
  const sizes = storeAt('sizes.sqlite');
  if (isWanted('start')) await start();
  if (isWanted('size') || isWanted('requests')) await buildSizes(sizes);
  if (isWanted('size')) await size(sizes);
  if (isWanted('requests')) for (const auth of ['off', 'on'] as const) await requests(sizes, auth);
  if (isWanted('create')) for (const auth of ['off', 'on'] as const) await create(auth);
  if (isWanted('moto')) await moto();
  if (isWanted('day')) await day();
  judge();
  report.printVerdicts();
  write();
} finally {
  load.stop();
  for (const subject of running) await subject.stop('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}
