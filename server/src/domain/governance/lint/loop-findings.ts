/**
 * Whether what waits now would make tasks preempt one another for ever. A copy of the scheduler is run to rest; where
 * it finds a loop, settings are tried that end it, each by another run.
 */
import { LINT_CYCLES_MAX, LINT_LOOPS_MAX } from '../../limits.ts';
import type { ClusterQueue } from '../../scheduler/cluster-queue.ts';
import type { Livelock } from '../../scheduler/livelock.ts';
import { DEFAULT_STRATEGIES, type Policy } from '../../scheduler/policy.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import { settle } from '../../scheduler/settle.ts';
import { preemptionWords } from '../../workload/run-pass.ts';
import { teamOfQueue } from '../policy-of.ts';
import type { Finding } from './finding.ts';

/** The loops, each with the settings that would end it. */
export function loopFindings(scheduler: Scheduler, now: number): readonly Finding[] {
  const families = [...new Set(scheduler.tree.siblings.values())];
  return families.flatMap((family) => {
    const waiting = family.reduce((sum, { pending }) => sum + pending.size, 0);
    if (waiting === 0) return [];
    if (waiting * family.length > LINT_LOOPS_MAX) return [tooLarge(family, waiting)];
    const copy = scheduler.part(family[0]!);
    copy.wakeAll();
    return loopsOf(copy, now).map((loop) => loopFinding(loop, scheduler, now));
  });
}

function loopsOf(copy: Scheduler, now: number): readonly Livelock[] {
  return settle(copy, now, { evictAtOnce: true, cyclesMax: LINT_CYCLES_MAX }).livelocks;
}

function loopFinding(
  { workloads, queues, reasons, rounds }: Livelock,
  scheduler: Scheduler,
  now: number,
): Finding {
  const teams = queues.map((queue) => teamOfQueue(queue) ?? queue);
  const remedies = remediesFor(queues, scheduler, now);
  return {
    rule: 'EndlessLoop',
    severity: 'error',
    teams,
    instanceTypes: [],
    numbers: { tasks: workloads.length, preemptionsARound: rounds.flat().length },
    message: `Tasks ${workloads.join(', ')} of ${teams.join(', ')} would preempt one another without end, by ${reasons.map((reason) => preemptionWords[reason]).join(' and ')}.`,
    wayOut:
      remedies.length === 0
        ? 'Cancel one of the tasks, or give the teams quotas that hold their tasks without borrowing.'
        : `Either of these ends it, as a run of the scheduler shows: ${remedies.join('; ')}.`,
  };
}

function remediesFor(queues: readonly string[], scheduler: Scheduler, now: number): readonly string[] {
  const { policy } = scheduler.tree;
  const fair = policy.fairSharing !== undefined;
  const candidates: readonly (readonly [string, Policy])[] = [
    [
      `FairShare of the policy ${fair ? 'Disabled' : 'Enabled'}`,
      { ...policy, fairSharing: fair ? undefined : { preemptionStrategies: DEFAULT_STRATEGIES } },
    ],
    ...queues.map(
      (name) => [`PreemptTeamTasks of team '${teamOfQueue(name)}' Never`, neverWithin(policy, name)] as const,
    ),
  ];
  return candidates
    .filter(([, changed]) => loopsOf(scheduler.withPolicy(changed, scheduler.room?.copy()), now).length === 0)
    .map(([text]) => text);
}

const neverWithin = (policy: Policy, queue: string): Policy => ({
  ...policy,
  clusterQueues: policy.clusterQueues.map((spec) =>
    spec.name === queue ? { ...spec, preemption: { ...spec.preemption, withinClusterQueue: 'Never' } } : spec,
  ),
});

function tooLarge(family: readonly ClusterQueue[], waiting: number): Finding {
  return {
    rule: 'LoopsNotLookedFor',
    severity: 'info',
    teams: [],
    instanceTypes: [],
    numbers: { teams: family.length, waiting },
    message: `Whether tasks would preempt one another without end was not looked for: ${waiting} tasks wait in ${family.length} queues, and a run of all takes too long.`,
    wayOut: 'Nothing is to be done: a loop that comes up is stopped and reported when it does.',
  };
}
