import type { Due } from '../due.ts';

/**
 * Faults on demand: what someone asked to go wrong. A fault stands until it was hit `count` times, until
 * `endsAt`, or until it is deleted; it remembers what it hit. Which step a fault touches is decided in
 * `outcome.ts`; here is only what a fault is.
 */
export type FaultSpec =
  /** The hardware of one node fails. */
  | {
      readonly type: 'node';
      readonly cluster?: string;
      /** Instance id or logical id. */
      readonly node: string;
      readonly needs: 'Reboot' | 'Replacement' | 'Nothing';
    }
  /** No capacity for an instance type, a zone, or both. */
  | { readonly type: 'capacity'; readonly instanceType?: string; readonly availabilityZone?: string }
  /** A step fails where it matches: a launch, a replacement's launch, the lifecycle script, a check, an update. */
  | {
      readonly type: 'launch' | 'replacement' | 'lifecycle-script' | 'deep-health-check' | 'software-update';
      readonly cluster?: string;
      readonly instanceGroup?: string;
      readonly node?: string;
    }
  /** Steps take `factor` times as long. */
  | {
      readonly type: 'slow';
      readonly cluster?: string;
      readonly instanceGroup?: string;
      readonly node?: string;
      readonly factor: number;
    }
  /** BatchReboot- and BatchReplaceClusterNodes answer InternalServerError for a node. */
  | { readonly type: 'internal-error'; readonly cluster?: string; readonly node: string }
  /** A CloudWatch alarm of an AutoRollbackConfiguration is in ALARM. */
  | { readonly type: 'alarm'; readonly alarmName: string }
  /** Creations, updates and deletions of compute quotas and cluster scheduler configs fail. */
  | {
      readonly type: 'governance';
      readonly resource?: 'compute-quota' | 'scheduler-config';
      readonly operation?: 'create' | 'update' | 'delete';
      readonly cluster?: string;
      /** The resource's name or id. */
      readonly name?: string;
      /** What had been changed by then cannot be rolled back either. */
      readonly rollback?: 'fails';
    }
  /** The payment for a training plan or an extension is declined, or the capacity cannot be reserved after all. */
  | {
      readonly type: 'training-plan';
      /** The plan's name. */
      readonly plan?: string;
      readonly operation?: 'create' | 'extend';
      /** Absent: the payment. */
      readonly reason?: 'payment' | 'capacity';
    }
  /** A training job fails at its start or while it trains, a spot job is interrupted, an instance fails under it. */
  | {
      readonly type: 'training-job';
      /** The job's name. */
      readonly job?: string;
      readonly failure: JobFailure;
    }
  /**
   * The containers of an endpoint do not come up: what is being created or updated fails. Or one of its instances on a
   * training plan fails, at once.
   */
  | {
      readonly type: 'endpoint';
      /** The endpoint's name. */
      readonly endpoint?: string;
      readonly operation?: 'create' | 'update';
      /** Absent: the containers. */
      readonly reason?: 'containers' | 'instance';
    }
  /** The API itself fails or is slow for an operation (`*`: every one). */
  | {
      readonly type: 'api';
      readonly operation: string;
      /** Error code; absent: the call succeeds after `delayMs`. */
      readonly error?: string;
      readonly probability?: number;
      readonly delayMs?: number;
    };

/** What can happen to a training job; all but the first while it trains. */
export type JobFailure = 'start' | 'algorithm' | 'internal-error' | 'interruption' | 'instance';

export interface FaultHit {
  readonly at: number;
  /** What was hit: a node, an operation, with the ids that find it again. */
  readonly what: string;
}

export interface Fault {
  readonly id: string;
  /** The account and region it holds in; absent: everywhere. */
  readonly world?: string;
  readonly spec: FaultSpec;
  readonly createdAt: number;
  readonly endsAt?: number;
  /** Hits left; absent: no limit. */
  readonly remaining?: number;
  /** All hits, also those that are no longer listed. */
  readonly hitCount: number;
  readonly hits: readonly FaultHit[];
  readonly endedAt?: number;
  readonly endedBecause?: 'count' | 'time' | 'deleted' | 'cured' | 'node gone';
}

export const isStanding = (fault: Fault): boolean => fault.endedAt === undefined;

export const faultDue = (fault: Fault): Due | undefined =>
  fault.endedAt === undefined && fault.endsAt !== undefined
    ? { at: fault.endsAt, inFlight: false }
    : undefined;
