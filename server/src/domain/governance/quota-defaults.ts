import type {
  ComputeQuotaConfig,
  ComputeQuotaTarget,
  ResourceSharingConfig,
} from '../../shapes/compute-quota.ts';
import { BORROW_LIMIT_DEFAULT, filledEntry } from './quota-arithmetic.ts';

/**
 * What a quota's members are where they are not given, as Describe shows them: documented defaults, and amounts
 * by the published ratios.
 */
export const filledConfig = (config: ComputeQuotaConfig): ComputeQuotaConfig => ({
  ...config,
  ComputeQuotaResources: config.ComputeQuotaResources?.map(filledEntry),
  ResourceSharingConfig: filledSharing(config.ResourceSharingConfig ?? { Strategy: 'LendAndBorrow' }),
  PreemptTeamTasks: config.PreemptTeamTasks ?? 'LowerPriority',
});

/** Percent of the team's own quota; without LendAndBorrow nothing is borrowed, and there is no limit to show. */
function filledSharing(sharing: ResourceSharingConfig): ResourceSharingConfig {
  if (sharing.Strategy !== 'LendAndBorrow') return sharing;
  const { BorrowLimit = BORROW_LIMIT_DEFAULT, AbsoluteBorrowLimits } = sharing;
  return { ...sharing, BorrowLimit, AbsoluteBorrowLimits: AbsoluteBorrowLimits?.map(filledEntry) };
}

/** Without a weight a team is served last of all that is idle. */
export const filledTarget = (target: ComputeQuotaTarget): ComputeQuotaTarget => ({
  ...target,
  FairShareWeight: target.FairShareWeight ?? 0,
});
