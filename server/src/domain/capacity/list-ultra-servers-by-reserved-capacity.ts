import type {
  ListUltraServersByReservedCapacityRequest,
  ListUltraServersByReservedCapacityResponse,
} from '../../shapes/training-plan.ts';
import { failedInBlock } from '../cluster/failed-in-plan.ts';
import type { OperationContext } from '../context.ts';
import { KeyOrder } from '../key-order.ts';
import { pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { findCapacity } from './find-training-plan.ts';
import { availableIn, type InstancePool } from './instance-pool.ts';

/** UltraServers on a page where the request does not say (documented). */
const ULTRA_SERVER_PAGE_SIZE = 10;

/** ListUltraServersByReservedCapacity: by id; none where the block has instances alone (our choice). */
export function listUltraServersByReservedCapacity(
  state: State,
  { ReservedCapacityArn: arn, MaxResults, NextToken }: ListUltraServersByReservedCapacityRequest,
  { world }: OperationContext,
): ListUltraServersByReservedCapacityResponse {
  const { plan, index } = findCapacity(state, arn, world);
  const { zone, status, pools } = plan.capacities[index]!;
  const { ultraServer, instanceType } = plan;
  const failed = ultraServer === undefined ? new Set<number>() : failedInBlock(state, plan, index);
  const order = new KeyOrder(ultraServer === undefined ? [] : pools, ({ ultraServerId }) => ultraServerId!);
  const { items, nextToken } = pageOf(order.rows, {
    scope: `ListUltraServersByReservedCapacity ${arn}`,
    token: NextToken,
    size: MaxResults ?? ULTRA_SERVER_PAGE_SIZE,
    descending: false,
  });
  return {
    UltraServers: items.map((pool) => ({
      UltraServerId: pool.ultraServerId!,
      UltraServerType: ultraServer!.type,
      AvailabilityZone: zone,
      InstanceType: instanceType,
      TotalInstanceCount: pool.total,
      ConfiguredSpareInstanceCount: pool.configuredSpare,
      AvailableInstanceCount: availableIn(pool),
      InUseInstanceCount: pool.inUse,
      AvailableSpareInstanceCount: pool.spare,
      UnhealthyInstanceCount: pool.unhealthy,
      HealthStatus:
        status === 'Active' ? healthOf(pool, failed.has(pools.indexOf(pool))) : 'Insufficient-Data',
    })),
    NextToken: nextToken,
  };
}

/**
 * Outside its block nothing is known of an UltraServer; in it, one unhealthy instance impairs it, also one that still is
 * in its node (our choice).
 */
const healthOf = ({ unhealthy }: InstancePool, hasFailed: boolean) =>
  unhealthy === 0 && !hasFailed ? 'OK' : 'Impaired';
