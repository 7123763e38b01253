import type { Pace } from '../../src/domain/fleet/pace.ts';

/**
 * What can happen in a simulation. A step is plain data, so that it shrinks and reads well; its numbers are
 * choices among what there is when it is performed: the second cluster, the third node, a former instance id.
 */
export interface GroupPlan {
  readonly name: 'a' | 'b' | 'c';
  readonly count: number;
  readonly min?: number;
  readonly traits: readonly (
    | 'flexible'
    | 'checks'
    | 'no script'
    | 'gpu'
    | 'spot'
    | 'custom image'
    | 'scheduled'
    | 'split'
    | 'planned'
  )[];
  readonly role: 'Controller' | 'Login' | 'Compute';
}

export type Kind = 'eks' | 'eks default' | 'slurm' | 'classic' | 'restricted';

/** How a node is named: by its present id, its logical id, a former id, both, twice, or by one that never was. */
export type Naming = 'id' | 'logical id' | 'former id' | 'both' | 'twice' | 'unknown';
export interface Pick {
  readonly node: number;
  readonly by: Naming;
}

export interface FaultPlan {
  readonly type:
    | 'node'
    | 'capacity'
    | 'launch'
    | 'replacement'
    | 'lifecycle-script'
    | 'deep-health-check'
    | 'software-update'
    | 'slow'
    | 'internal-error'
    | 'alarm'
    | 'governance'
    | 'training-plan'
    | 'training-job'
    | 'endpoint';
  readonly needs: 'Reboot' | 'Replacement' | 'Nothing';
  /** What it is limited to. */
  readonly scope: 'all' | 'cluster' | 'group' | 'node';
  readonly node: number;
  /** Rollbacks fail as well. */
  readonly rollback: boolean;
  readonly count?: number;
  readonly minutes?: number;
}

/** Replicas of a task that are alike. */
export interface TaskPlan {
  readonly form: 'cpu' | 'whole' | 'gpu' | 'slice' | 'any type';
  readonly amount: number;
  readonly replicas: number;
  readonly min?: number;
}

export interface Policy {
  readonly size: number;
  readonly percent: boolean;
  readonly waitSeconds: number;
  readonly alarm: boolean;
}

/** A training job, in the world of a cluster. */
export interface JobPlan {
  readonly do: 'train';
  readonly cluster: number;
  readonly job: number;
  readonly count: number;
  readonly seconds: number;
  readonly maxSeconds: number;
  readonly checkpoints: boolean;
  readonly on: 'demand' | 'spot' | 'plan';
  /** Which of the plans there are. */
  readonly plan: number;
  readonly keepSeconds: number;
  readonly exitCode: number;
}

export type Command =
  | {
      readonly do: 'create';
      readonly cluster: number;
      readonly kind: Kind;
      readonly automatic: boolean;
      readonly groups: readonly GroupPlan[];
    }
  | {
      readonly do: 'update';
      readonly cluster: number;
      readonly groups: readonly GroupPlan[];
      readonly remove: readonly GroupPlan['name'][];
      readonly automatic?: boolean;
    }
  | {
      readonly do: 'update software';
      readonly cluster: number;
      readonly release?: number;
      readonly policy?: Policy;
    }
  | { readonly do: 'delete cluster'; readonly cluster: number }
  | {
      readonly do: 'add nodes';
      readonly cluster: number;
      readonly entries: readonly { readonly group: number; readonly count: number; readonly zone: boolean }[];
      readonly token?: string;
    }
  | {
      readonly do: 'delete nodes' | 'reboot' | 'replace';
      readonly cluster: number;
      readonly picks: readonly Pick[];
    }
  | {
      readonly do: 'check health';
      readonly cluster: number;
      readonly groups: readonly number[];
      readonly one: boolean;
    }
  | {
      readonly do: 'attach' | 'detach';
      readonly cluster: number;
      readonly node: number;
      readonly volume: number;
    }
  | {
      readonly do: 'quota';
      readonly cluster: number;
      readonly act: 'create' | 'update' | 'delete';
      readonly team: number;
      readonly count: number;
      /** What it is of; all in one more often than not. */
      readonly of: 'instances' | 'GPUs' | 'all';
      readonly strategy: 'Lend' | 'DontLend' | 'LendAndBorrow';
      readonly borrowLimit: number;
      readonly never: boolean;
      readonly disabled: boolean;
      /** The update is of a version before the present one. */
      readonly stale: boolean;
    }
  | {
      readonly do: 'policy';
      readonly cluster: number;
      readonly act: 'create' | 'update' | 'delete';
      readonly fair: boolean;
      readonly idle: boolean;
      /** The weight of class `high`; class `low` has 10. */
      readonly high: number;
      readonly stale: boolean;
    }
  | {
      readonly do: 'submit';
      readonly cluster: number;
      readonly team: number;
      readonly sets: readonly TaskPlan[];
      readonly priorityClass?: 'low' | 'high';
      readonly seconds?: number;
      readonly checkpointSeconds?: number;
    }
  | {
      readonly do: 'cancel task' | 'complete task';
      readonly cluster: number;
      /** Of those that have not ended, or run. */
      readonly task: number;
      readonly failed: boolean;
    }
  | {
      readonly do: 'search';
      readonly cluster: number;
      readonly target: 'hyperpod-cluster' | 'training-job';
      readonly count: number;
      readonly days: number;
    }
  | JobPlan
  | {
      readonly do: 'stop job' | 'delete job' | 'give up pool';
      readonly cluster: number;
      readonly job: number;
    }
  | { readonly do: 'extend'; readonly cluster: number; readonly plan: number; readonly days: number }
  | { readonly do: 'buy'; readonly cluster: number; readonly offering: number; readonly name: number }
  | { readonly do: 'reserve'; readonly cluster: number; readonly count: number; readonly name: number }
  | {
      readonly do: 'deploy';
      readonly cluster: number;
      readonly act: 'create' | 'update' | 'scale' | 'delete';
      readonly endpoint: number;
      /** Which of the plans for endpoints; past their end, on demand. */
      readonly plan: number;
      readonly count: number;
      /** What it has is retained, and the configuration deleted afterwards. */
      readonly retain: boolean;
    }
  | { readonly do: 'tag' | 'untag'; readonly cluster: number; readonly key: string };

export type Step =
  | Command
  /** Commands of one turn of the event loop: they share a commit. */
  | { readonly do: 'together'; readonly commands: readonly Command[] }
  | { readonly do: 'fault'; readonly cluster: number; readonly fault: FaultPlan }
  | { readonly do: 'end fault'; readonly fault: number }
  | { readonly do: 'pass'; readonly ms: number }
  /** Time passes until a block of a training plan begins or ends, or another time of a plan is up. */
  | { readonly do: 'appointment' }
  | { readonly do: 'settle' }
  | { readonly do: 'restart' }
  | { readonly do: 'break store'; readonly commits: number };

export interface Story {
  readonly seed: number;
  readonly pace: Pace;
  /** The server restarts after every step: what is remembered is only what was stored. */
  readonly restarting: boolean;
  readonly steps: readonly Step[];
}
