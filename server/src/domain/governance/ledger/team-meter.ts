import type { ClusterQueue } from '../../scheduler/cluster-queue.ts';
import { rootOf } from '../../scheduler/cohort.ts';
import type { FlavorResources } from '../../scheduler/flavor-resource.ts';
import type { QuotaTree } from '../../scheduler/quota-tree.ts';
import { acceleratorsEach, type PoolKey } from './lending-pool.ts';

/** At what rates a team's accelerator-hours run up since `at`. */
export interface TeamMeter extends Rates {
  readonly at: number;
  readonly stakes: readonly MeteredStake[];
}

export interface Rates {
  /** Accelerators. */
  readonly guaranteed: number;
  readonly used: number;
  /** What of it may be lent or borrowed. */
  readonly stakes: readonly Stake[];
}

/** A team's part in a lending pool, in units of the resource. */
export interface Stake extends PoolKey {
  readonly idle: number;
  readonly over: number;
}

/** With the pool's sums at the meter's `at`. */
export interface MeteredStake extends Stake {
  readonly lentHours: number;
  readonly borrowedHours: number;
}

interface AcceleratorResource {
  readonly index: number;
  readonly flavor: string;
  readonly resource: string;
  readonly accelerators: number;
}

/** Of each policy's pairs, those that are accelerators. */
const accelerated = new WeakMap<FlavorResources, readonly AcceleratorResource[]>();

function acceleratedOf(frs: FlavorResources): readonly AcceleratorResource[] {
  let found = accelerated.get(frs);
  if (found === undefined) {
    found = frs.all
      .map(({ index, flavor, resource }) => ({
        index,
        flavor,
        resource,
        accelerators: acceleratorsEach(resource),
      }))
      .filter(({ accelerators }) => accelerators > 0);
    accelerated.set(frs, found);
  }
  return found;
}

/** What these queues have and use of accelerators now; undefined where that is nothing at all. */
export function ratesOf({ frs }: QuotaTree, queues: readonly ClusterQueue[]): Rates | undefined {
  let [guaranteed, used] = [0, 0];
  const stakes = new Map<string, Stake>();
  for (const queue of queues) {
    const cohort = rootOf(queue)?.name;
    for (const { index, flavor, resource, accelerators } of acceleratedOf(frs)) {
      const nominal = queue.nominal[index]!;
      const usage = queue.usage[index]!;
      guaranteed += nominal * accelerators;
      used += usage * accelerators;
      if (cohort === undefined || nominal === usage) continue;
      const key = `${cohort}/${flavor}/${resource}`;
      const before = stakes.get(key);
      stakes.set(key, {
        cohort,
        flavor,
        resource,
        idle: (before?.idle ?? 0) + Math.max(0, nominal - usage),
        over: (before?.over ?? 0) + Math.max(0, usage - nominal),
      });
    }
  }
  return guaranteed === 0 && used === 0 ? undefined : { guaranteed, used, stakes: [...stakes.values()] };
}

/** Whether the meter runs at these rates already. */
export function runsAt(meter: Rates | undefined, rates: Rates | undefined): boolean {
  if (meter === undefined || rates === undefined) return meter === rates;
  if (meter.guaranteed !== rates.guaranteed || meter.used !== rates.used) return false;
  return (
    meter.stakes.length === rates.stakes.length &&
    meter.stakes.every((stake, i) => {
      const other = rates.stakes[i]!;
      return (
        stake.idle === other.idle &&
        stake.over === other.over &&
        stake.resource === other.resource &&
        stake.flavor === other.flavor &&
        stake.cohort === other.cohort
      );
    })
  );
}
