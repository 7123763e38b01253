/** Quotas held against the cluster's nodes. */
import { MIG_CONFIG_LABEL, migConfigsFor } from '../../catalog/partition-layout.ts';
import { profileOfResource } from '../../catalog/resource-names.ts';
import { formatAmount } from '../../scheduler/amount.ts';
import type { AppliedQuota, Capacity } from '../policy-of.ts';
import { totalsByType } from '../quota-arithmetic.ts';
import type { PlannedType } from './capacity.ts';
import type { Finding } from './finding.ts';

/** Below this part of the quota, what pods can have is worth a warning; a little less is usual on every node. */
const ALLOCATABLE_PART_LEAST = 0.75;

/** One resource of one instance type, all teams together. */
interface Total {
  readonly type: string;
  readonly resource: string;
  readonly teams: readonly string[];
  readonly quota: number;
}

/** A resource of which quotas come to more than there is. */
interface Excess extends Total {
  readonly rule: 'QuotaAboveNodes' | 'QuotaAboveReadyNodes' | 'PartitionNotOffered' | 'NotAllocatable';
  readonly has: number;
}

/** What quotas promise and nodes do not keep: a finding for each rule and instance type. */
export function quotaFindings(
  quotas: readonly AppliedQuota[],
  planned: ReadonlyMap<string, PlannedType>,
  ready: Capacity,
): readonly Finding[] {
  const byType = Map.groupBy(totalsOf(quotas), ({ type }) => type);
  return [...byType].flatMap(([type, totals]) => {
    const nodes = planned.get(type);
    if (nodes === undefined) return [absentType(type, teamsOf(totals), [...planned.keys()])];
    const excesses = totals.flatMap((total) => excessOf(total, nodes, ready.get(type) ?? {}) ?? []);
    return [...Map.groupBy(excesses, ({ rule }) => rule)].map(([rule, of]) =>
      finding(rule, type, of, nodes.nodes),
    );
  });
}

const teamsOf = (totals: readonly Total[]): readonly string[] => [
  ...new Set(totals.flatMap(({ teams }) => teams)),
];

function excessOf(
  total: Total,
  { capacity, allocatable }: PlannedType,
  ready: Readonly<Record<string, number>>,
): Excess | undefined {
  const { resource, quota } = total;
  const [planned, now, pods] = [capacity, ready, allocatable].map((amounts) => amounts[resource] ?? 0);
  if (quota > planned!) {
    const isMissing = planned === 0 && profileOfResource(resource) !== undefined;
    return { ...total, rule: isMissing ? 'PartitionNotOffered' : 'QuotaAboveNodes', has: planned! };
  }
  if (quota > now!) return { ...total, rule: 'QuotaAboveReadyNodes', has: now! };
  return quota > pods! ? { ...total, rule: 'NotAllocatable', has: pods! } : undefined;
}

function finding(rule: Excess['rule'], type: string, excesses: readonly Excess[], nodes: number): Finding {
  const teams = teamsOf(excesses);
  const amounts = (of: (excess: Excess) => number): string =>
    excesses.map((excess) => `${formatAmount(excess.resource, of(excess))} ${excess.resource}`).join(', ');
  const [quota, has, over] = [
    amounts((one) => one.quota),
    amounts((one) => one.has),
    amounts((one) => one.quota - one.has),
  ];
  const sum = `Quotas of ${type} come to ${quota}`;
  const its = `its ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
  const about = { rule, teams, instanceTypes: [type], numbers: { quota, has, over, nodes } };
  switch (rule) {
    case 'PartitionNotOffered':
      return {
        ...about,
        severity: 'error',
        message: `${sum}, and no instance group of it has its GPUs split so.`,
        wayOut: `Set the label ${MIG_CONFIG_LABEL} of an instance group of ${type} to ${configsFor(type, excesses)}, or give quota of what it offers.`,
      };
    case 'QuotaAboveNodes':
      return {
        ...about,
        severity: 'error',
        message: `${sum}, and ${its} ${nodes === 1 ? 'has' : 'have'} ${has}: tasks within their quota will wait for nodes that do not exist.`,
        wayOut: `Lower the quotas of ${teams.join(', ')} by ${over} in all, or add nodes of ${type}.`,
      };
    case 'QuotaAboveReadyNodes':
      return {
        ...about,
        severity: 'warning',
        message: `${sum}, and the nodes that take work now have ${has}.`,
        wayOut: `Wait for the nodes of ${type} that are missing, or see to those that do not take work.`,
      };
    case 'NotAllocatable':
      return {
        ...about,
        severity: excesses.some((one) => one.has < one.quota * ALLOCATABLE_PART_LEAST) ? 'warning' : 'info',
        message: `${sum}, and pods can have ${has} on ${its}: a quota counts instances in full, a node keeps some for itself, and with ThreadsPerCore 1 it has half the vCPU.`,
        wayOut: `Give VCpu and MemoryInGiB one by one, ${over} less in all, or let tasks ask for less than a whole instance.`,
      };
  }
}

/** Configurations that have all of the partitions, or one of them where none has all. */
function configsFor(type: string, excesses: readonly Excess[]): string {
  const [first = [], ...others] = excesses.map(({ resource }) =>
    migConfigsFor(type, profileOfResource(resource)!),
  );
  const all = first.filter((name) => others.every((names) => names.includes(name)));
  const names = all.length > 0 ? all : first;
  return names.length > CONFIGS_SHOWN_MAX
    ? `${names.slice(0, CONFIGS_SHOWN_MAX).join(', ')}, …`
    : names.join(' or ');
}

const CONFIGS_SHOWN_MAX = 3;

function totalsOf(quotas: readonly AppliedQuota[]): readonly Total[] {
  const totals = new Map<string, Total>();
  for (const { config, target } of quotas) {
    for (const [type, amounts] of totalsByType(config.ComputeQuotaResources ?? [])) {
      for (const [resource, amount] of Object.entries(amounts)) {
        if (amount === 0) continue;
        const key = `${type}/${resource}`;
        const { teams = [], quota = 0 } = totals.get(key) ?? {};
        totals.set(key, { type, resource, teams: [...teams, target.TeamName], quota: quota + amount });
      }
    }
  }
  return [...totals.values()];
}

function absentType(type: string, teams: readonly string[], present: readonly string[]): Finding {
  return {
    rule: 'InstanceTypeNotInCluster',
    severity: 'error',
    teams,
    instanceTypes: [type],
    numbers: {},
    message: `Quota of ${type} is given to ${teams.join(', ')}, and no instance group has nodes of it.`,
    wayOut: `Add an instance group of ${type}, or give quota of ${present.join(', ') || 'another type'} instead.`,
  };
}

/** What nodes have and nobody was given. */
export function unusedCapacity(
  quotas: readonly AppliedQuota[],
  planned: ReadonlyMap<string, PlannedType>,
  sharesIdle: boolean,
): readonly Finding[] {
  if (sharesIdle || quotas.length === 0) return [];
  const totals = new Map(totalsOf(quotas).map(({ type, resource, quota }) => [`${type}/${resource}`, quota]));
  const findings: Finding[] = [];
  for (const [type, { nodes, capacity }] of planned) {
    const devices = Object.entries(capacity).filter(
      ([name]) => name.includes('/gpu') || name.includes('neuron') || name.includes('mig-'),
    );
    for (const [resource, has] of devices.length > 0 ? devices : [['cpu', capacity.cpu ?? 0] as const]) {
      const rest = has - (totals.get(`${type}/${resource}`) ?? 0);
      if (rest <= 0) continue;
      const amount = formatAmount(resource, rest);
      findings.push({
        rule: 'CapacityWithoutQuota',
        severity: 'info',
        teams: [],
        instanceTypes: [type],
        numbers: { capacity: formatAmount(resource, has), unassigned: amount, nodes },
        message: `${amount} ${resource} of ${type} are in nobody's quota, and idle resource sharing is Disabled: no task can have them.`,
        wayOut: 'Raise a quota, or set IdleResourceSharing of the policy to Enabled.',
      });
    }
  }
  return findings;
}
