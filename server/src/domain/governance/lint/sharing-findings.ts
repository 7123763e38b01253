/** How teams share: who is at a disadvantage, or alone, perhaps without knowing. */
import type { SchedulerConfig } from '../../../shapes/cluster-scheduler-config.ts';
import type { AppliedQuota } from '../policy-of.ts';
import type { Finding } from './finding.ts';

const strategyOf = ({ config }: AppliedQuota): string =>
  config.ResourceSharingConfig?.Strategy ?? 'LendAndBorrow';
const teamOf = ({ target }: AppliedQuota): string => target.TeamName;
const weightOf = ({ target }: AppliedQuota): number => target.FairShareWeight ?? 0;

/** Weights that count for nothing, and teams that nobody can lend to. */
export function sharingFindings(
  quotas: readonly AppliedQuota[],
  config: SchedulerConfig | undefined,
): readonly Finding[] {
  const fair = config !== undefined && config.FairShare !== 'Disabled';
  const idle = config?.IdleResourceSharing === 'Enabled';
  return [...(fair ? weights(quotas) : []), ...isolated(quotas), ...(idle ? [] : alone(quotas))];
}

function weights(quotas: readonly AppliedQuota[]): readonly Finding[] {
  const borrowers = quotas.filter((quota) => strategyOf(quota) === 'LendAndBorrow');
  const zero = borrowers.filter((quota) => weightOf(quota) === 0).map(teamOf);
  const numbers = Object.fromEntries(borrowers.map((quota) => [teamOf(quota), weightOf(quota)]));
  if (zero.length === 0 || borrowers.length < 2) return [];
  const some = zero.length < borrowers.length;
  return [
    {
      rule: some ? 'WeightZero' : 'AllWeightsZero',
      severity: some ? 'warning' : 'info',
      teams: zero,
      instanceTypes: [],
      numbers,
      message: some
        ? `FairShareWeight of ${zero.join(', ')} is 0, which is also its default, while others have weight: what they borrow, every other borrower may take from them, and they may take from none.`
        : 'FairShareWeight is 0 for every team that borrows: none is preferred, and shares are compared by what each borrows alone.',
      wayOut: some
        ? 'Give them a FairShareWeight of at least 1 with UpdateComputeQuota.'
        : 'Give weights if some teams are to have more of what is idle than others.',
    },
  ];
}

function isolated(quotas: readonly AppliedQuota[]): readonly Finding[] {
  const teams = quotas.filter((quota) => strategyOf(quota) === 'DontLend').map(teamOf);
  if (quotas.length < 2) return [];
  return teams.map((team) => ({
    rule: 'DontLendIsolates',
    severity: 'warning',
    teams: [team],
    instanceTypes: [],
    numbers: {},
    message: `Team '${team}' has strategy DontLend: it is in no pool with the others, so it neither borrows nor lends, and there is no preemption between it and them.`,
    wayOut: `Set its Strategy to Lend, or to LendAndBorrow if it may borrow too. If it is to be alone, leave it.`,
  }));
}

function alone(quotas: readonly AppliedQuota[]): readonly Finding[] {
  const pool = quotas.filter((quota) => strategyOf(quota) !== 'DontLend');
  const [only] = pool;
  if (pool.length !== 1 || strategyOf(only!) !== 'LendAndBorrow') return [];
  return [
    {
      rule: 'NobodyToBorrowFrom',
      severity: 'info',
      teams: [teamOf(only!)],
      instanceTypes: [],
      numbers: { lenders: 0 },
      message: `Team '${teamOf(only!)}' may borrow, and no other team lends: it has its own quota and no more.`,
      wayOut:
        'Create a quota for a second team that lends, or set IdleResourceSharing of the policy to Enabled.',
    },
  ];
}
