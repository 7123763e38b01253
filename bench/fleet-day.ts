import { seededMarket } from '../server/src/domain/capacity/market.ts';
import type { Command } from '../server/src/domain/command.ts';
import { seededRandom } from '../server/src/domain/random.ts';
import { State } from '../server/src/domain/state.ts';
import { VirtualClock } from '../server/src/engine/clock.ts';
import { Engine } from '../server/src/engine/engine.ts';
import { MemoryStore } from '../server/src/store/memory.ts';
import { cpuMs, quartermaster } from './processes.ts';
import { ACCOUNT, call, clusterOf, control, groupOf } from './requests.ts';

/**
 * A virtual day of a fleet of 10,000 nodes at the realistic pace, with hardware faults that come as a Poisson
 * process. Two mixes: `published`, 6.5 failures per 1,000 node-days (Meta's RSC-1, arXiv 2410.21680), and
 * `stress`, thirty times that. Of the faults 40 % need a replacement, 40 % a reboot, and 20 % pass by
 * themselves after ten minutes (our assumption; published splits differ).
 */
export const FLEET_NODES = 10_000;
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 5);

export const mixes = { published: 6.5, stress: 195 } as const;
export type Mix = keyof typeof mixes;

export interface FleetDay {
  readonly mix: Mix;
  readonly faults: number;
  readonly transitions: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface PlannedFault {
  readonly at: number;
  /** Which node, as a share of the fleet. */
  readonly node: number;
  readonly needs: 'reboot' | 'replacement' | 'nothing';
}

function plan(mix: Mix): PlannedFault[] {
  const stream = seededRandom(1)('bench', mix);
  const perMs = ((mixes[mix] / 1_000) * FLEET_NODES) / DAY_MS;
  const faults: PlannedFault[] = [];
  for (let at = 0; ; ) {
    at += -Math.log(1 - stream.next()) / perMs;
    if (at >= DAY_MS) return faults;
    const draw = stream.next();
    faults.push({
      at: Math.floor(at),
      node: stream.next(),
      needs: draw < 0.4 ? 'replacement' : draw < 0.8 ? 'reboot' : 'nothing',
    });
  }
}

const fleet = (): object => ({
  ...clusterOf('fleet', 0),
  InstanceGroups: [groupOf('a', FLEET_NODES / 2), groupOf('b', FLEET_NODES / 2)],
  NodeRecovery: 'Automatic',
});

/** Over HTTP, on a durable store: the clock is moved from fault to fault, as a test suite would. */
export async function fleetDayOverHttp(store: string, mix: Mix): Promise<FleetDay> {
  const server = await quartermaster(
    '--store',
    store,
    '--pace',
    'realistic',
    '--clock',
    `virtual=${new Date(START).toISOString()}`,
    '--seed',
    '1',
  );
  try {
    await call(server.url, 'CreateCluster', fleet());
    const settled = (await control(server.url, '/_quartermaster/clock', { runUntilIdle: true })) as {
      now: string;
    };
    const ids = await logicalIds(server.url);
    const begin = Date.parse(settled.now);
    let transitions = 0;
    const advance = async (at: number): Promise<void> => {
      const body = { advanceTo: new Date(at).toISOString() };
      transitions += ((await control(server.url, '/_quartermaster/clock', body)) as { transitions: number })
        .transitions;
    };
    let faults = 0;
    const [cpu, begun] = [cpuMs(server.pid), performance.now()];
    for (const { at, node, needs } of plan(mix)) {
      await advance(begin + at);
      const durationSeconds = needs === 'nothing' ? 600 : undefined;
      const fault = { type: 'node', node: ids[Math.floor(node * ids.length)], needs, durationSeconds };
      if (await taken(control(server.url, '/_quartermaster/faults', fault))) faults += 1;
    }
    await advance(begin + DAY_MS);
    return { mix, faults, transitions, wallMs: performance.now() - begun, cpuMs: cpuMs(server.pid) - cpu };
  } finally {
    await server.stop();
  }
}

/** In this process, without a store or HTTP: the rules alone. */
export async function fleetDayInProcess(mix: Mix): Promise<FleetDay> {
  const state = new State();
  const clock = new VirtualClock(START);
  const engine = new Engine({
    state,
    store: new MemoryStore(),
    clock,
    random: seededRandom(1),
    pace: 'realistic',
    webhook: false,
    market: seededMarket,
    publish: () => undefined,
    onDefect: (error) => {
      throw error;
    },
  });
  const world = { account: ACCOUNT, region: 'us-east-1' };
  await engine.execute({ type: 'operation', operation: 'CreateCluster', input: fleet(), world });
  await engine.runUntilIdle();
  const [entry] = state.clusters.values();
  const ids = [...entry!.nodes.all()].map((node) => node.logicalId);
  const begin = clock.now();
  let transitions = 0;
  let faults = 0;
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  for (const { at, node, needs } of plan(mix)) {
    transitions += (await engine.advanceTo(begin + at)).transitions;
    const command: Command = {
      type: 'createFault',
      request: {
        spec: { type: 'node', node: ids[Math.floor(node * ids.length)]!, needs: needsOf[needs] },
        durationMs: needs === 'nothing' ? 600_000 : undefined,
      },
    };
    if (await taken(engine.execute(command))) faults += 1;
  }
  transitions += (await engine.advanceTo(begin + DAY_MS)).transitions;
  const wallMs = performance.now() - begun;
  const used = process.cpuUsage(cpu);
  await engine.stop();
  return { mix, faults, transitions, wallMs, cpuMs: (used.user + used.system) / 1_000 };
}

const needsOf = { reboot: 'Reboot', replacement: 'Replacement', nothing: 'Nothing' } as const;

/** A node that ails already, or has no instance just now, takes no second fault. */
const taken = (made: Promise<unknown>): Promise<boolean> =>
  made.then(
    () => true,
    () => false,
  );

async function logicalIds(url: string): Promise<string[]> {
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await call(url, 'ListClusterNodes', {
      ClusterName: 'fleet',
      MaxResults: 100,
      NextToken,
      IncludeNodeLogicalIds: true,
    });
    ids.push(...page.ClusterNodeSummaries.map((row: { NodeLogicalId: string }) => row.NodeLogicalId));
    NextToken = page.NextToken || undefined;
  } while (NextToken !== undefined);
  return ids;
}
