import { Refusal } from '../refusal.ts';
import type { Offering } from './offering.ts';

const again = 'Search again with SearchTrainingPlanOfferings.';

/** The wording of refusals about offerings. The service's own texts are not published where nothing else is said (our choice). */
export const offeringRefusals = {
  expired: ({ id, expiresAt }: Offering) =>
    new Refusal(
      'ResourceNotFound',
      `Training plan offering '${id}' expired at ${new Date(expiresAt).toISOString()}. ${again}`,
    ),
  taken: ({ id, instanceType, instanceCount }: Offering, zone: string, free: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `Training plan offering '${id}' is not available any more: of its ${instanceCount} ${instanceType} in ${zone}, ${free} are left. ${again}`,
    ),
};
