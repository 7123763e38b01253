import type { UserContext } from '../../shapes/compute-quota.ts';
import { partitionOf, type World } from '../world.ts';

/** Whoever calls, as an ARN. An access key says which account, not which user of it: its root (our choice). */
export const callerArn = ({ account, region }: World): string =>
  `arn:${partitionOf(region)}:iam::${account}:root`;

/** CreatedBy and LastModifiedBy. The principal of an account's root is the account itself (documented). */
export const userContext = (arn: string): UserContext => ({
  IamIdentity: { Arn: arn, PrincipalId: arn.split(':')[4]! },
});
