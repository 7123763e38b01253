import { allVariants, type Endpoint, heldOf, isOnPlan, type Variant, wantedOfPlan } from './endpoint.ts';

/**
 * Instances of a variant that run: none before it serves, and none of a plan whose instances are gone. What the
 * endpoint lacks of its plan is lacking where the most are, so that each variant serves as long as it can (our choice).
 */
export function runningOf(endpoint: Endpoint, variant: Variant): number {
  if (endpoint.status === 'Creating' || endpoint.status === 'Failed') return 0;
  const count = variant.count ?? 0;
  const arn = variant.spec.CapacityReservationConfig?.MlReservationArn;
  if (arn === undefined) return count;
  const onPlan = allVariants(endpoint.present).filter(isOnPlan);
  const counts = onPlan.map((each) => each.count ?? 0);
  for (let missing = wantedOfPlan(endpoint.present) - heldOf(endpoint, arn); missing > 0; missing -= 1) {
    const most = Math.max(...counts);
    counts[counts.indexOf(most)] = most - 1;
  }
  return counts[onPlan.indexOf(variant)]!;
}
