import type { MarketChange } from './capacity/market-change.ts';
import type { FaultSpec } from './fleet/fault.ts';
import type { Kind } from './objects.ts';
import type { WriteName } from './operations.ts';
import type { TaskSpec } from './workload/task.ts';
import type { World } from './world.ts';

/**
 * Everything that can change the system, as one closed union: an API operation that writes, an object whose
 * time has come, and what the control endpoints ask for.
 */
export type Command =
  | {
      readonly type: 'operation';
      readonly operation: WriteName;
      readonly input: unknown;
      readonly world: World;
    }
  | { readonly type: 'due'; readonly kind: Kind; readonly key: string }
  | { readonly type: 'createFault'; readonly request: FaultRequest }
  | { readonly type: 'deleteFault'; readonly id: string }
  /** An API fault is to come over a call. Answers whether it still stood: its last hit goes to one call only. */
  | { readonly type: 'hitFault'; readonly id: string; readonly what: string }
  /** The webhook took a delivery. */
  | { readonly type: 'delivered'; readonly key: string }
  /** Tasks come to a cluster's queues, all or none. Answers the tasks. */
  | { readonly type: 'submitTasks'; readonly clusterId: string; readonly specs: readonly TaskSpec[] }
  /** A task is not wanted any more. Answers the task. */
  | { readonly type: 'cancelTask'; readonly clusterId: string; readonly task: string }
  /** A running task is done: how its work ended. Answers the task. */
  | {
      readonly type: 'completeTask';
      readonly clusterId: string;
      readonly task: string;
      readonly outcome: 'Succeeded' | 'Failed';
    }
  /** The capacity market has more or less, or other rates or quotas. */
  | { readonly type: 'changeMarket'; readonly change: MarketChange }
  /** Everything goes; what comes after is as on a first start. */
  | { readonly type: 'reset' }
  /** Where the virtual clock stands now. */
  | { readonly type: 'clock' };

export interface FaultRequest {
  readonly spec: FaultSpec;
  /** Account and region; absent: everywhere. */
  readonly world?: World;
  readonly durationMs?: number;
  readonly count?: number;
}
