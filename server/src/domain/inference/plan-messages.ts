import { invalid } from '../refusal.ts';

/** In place of a member, where the counts are those of before. */
export const RETAINED_COUNTS =
  'RetainAllVariantProperties, which keeps the counts unless ExcludeRetainedVariantProperties has DesiredInstanceCount';

/** About variants that run on a training plan. */
export const planVariantRefusals = {
  /** The first sentence is the service's (documented, as an example). */
  exceeds: (member: string, count: number, reserved: number, plan: string) =>
    invalid(
      `Requested instance count (${count}) exceeds reserved capacity (${reserved}) for training plan. ${member}: training plan '${plan}' has ${reserved} instances: ask for at most ${reserved}, or leave out CapacityReservationConfig for more on demand.`,
    ),
  inUse: (member: string, more: number, free: number, plan: string) =>
    invalid(
      `${member}: training plan '${plan}' has ${free} of its instances free, and ${more} more are asked for; others use the rest. Ask for less, or scale them in or delete them first.`,
    ),
  notOpen: (member: string, plan: string, status: string) =>
    invalid(
      `${member}: training plan '${plan}' is ${status}, and instances can be taken only while it is Active. Wait until then, or update the endpoint to a configuration without CapacityReservationConfig.`,
    ),
  noArn: (member: string) =>
    invalid(`${member} is given without MlReservationArn. Give the ARN of an active training plan.`),
  twoPlans: (member: string, first: string, second: string) =>
    invalid(
      `${member} is ${second}, and another variant names ${first}: the variants of an endpoint configuration use one training plan. Name the same plan, or make two endpoints.`,
    ),
  noInstances: (member: string, given: string) =>
    invalid(
      `${member}: a training plan has instances of one type, and the variant gives ${given}. Give InstanceType and InitialInstanceCount.`,
    ),
};

/** What an endpoint says of itself where instances did not come or went away. */
export const capacityTexts = {
  /** On demand (observed). */
  insufficient: (types: readonly string[]) =>
    `Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type. (${types.join(', ')})`,
  /** On a plan (our choice; documented: "the instances fail to launch"). */
  insufficientPlan: (plan: string, count: number, free: number) =>
    `Unable to provision requested ML compute capacity: training plan '${plan}' has ${free} instances free, and ${count} are needed. Scale in or delete the endpoints that use it, or use another plan.`,
  planNotOpen: (plan: string, status: string) =>
    `Unable to provision requested ML compute capacity: training plan '${plan}' is ${status}, and not Active.`,
  alarm: (name: string) =>
    `Auto rollback: CloudWatch alarm '${name}' of AutoRollbackConfiguration went to ALARM during the deployment.`,
  /** Observed. */
  unhealthy: (variant: string) =>
    `The primary container for production variant ${variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`,
  /** The block of its plan is over (documented, as an example). */
  expired: 'Endpoint capacity reservation has expired. Please update endpoint configuration.',
};
