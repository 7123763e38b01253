/** Everything about a cluster's quotas and policy that will not do what it looks like, the worst first. */
import type { ClusterEntry } from '../../state.ts';
import { appliedQuotas, liveScheduler } from '../../workload/live-scheduler.ts';
import { plannedCapacity } from './capacity.ts';
import type { Finding, Severity } from './finding.ts';
import { loopFindings } from './loop-findings.ts';
import { quotaFindings, unusedCapacity } from './quota-findings.ts';
import { sharingFindings } from './sharing-findings.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Looks at the quotas in force, the nodes and what waits. */
export function lintGovernance(entry: ClusterEntry, now: number): readonly Finding[] {
  const { governance } = entry;
  const { scheduler, room } = liveScheduler(entry);
  const quotas = appliedQuotas(governance.quotasInOrder);
  const config = governance.schedulerConfig?.applied;
  const planned = plannedCapacity(entry);
  const findings = [
    ...quotaFindings(quotas, planned, room.capacity()),
    ...sharingFindings(quotas, config),
    ...loopFindings(scheduler, now),
    ...unusedCapacity(quotas, planned, config?.IdleResourceSharing === 'Enabled'),
  ];
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
