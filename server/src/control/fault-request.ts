import type { FaultRequest } from '../domain/command.ts';
import type { FaultSpec, JobFailure } from '../domain/fleet/fault.ts';
import { operationShapes } from '../shapes/operations.ts';
import { invalidRequest } from './control-error.ts';
import { clusterOf, instanceTypeOf, nodeOf, placeOf, worldOf, zoneOf } from './fault-place.ts';
import { type Members, number, oneOf, onlyKnown, required, type TextRule, text } from './members.ts';

/**
 * Reads what POST faults asks for. Each type of fault has its own members; all have `durationSeconds` and
 * `account` with `region`, and all but a node's hardware `count`. Values are held against what can match at
 * all: a fault that silently never strikes is worse than none.
 */
const DURATION_SECONDS_MAX = 10 * 366 * 86_400;
const COUNT_MAX = 1_000_000;
const FACTOR_MAX = 1_000;
const DELAY_SECONDS_MAX = 300;

const where = ['cluster', 'instanceGroup', 'node'];

/** The members of each type, besides those that all have. */
const members = {
  node: ['cluster', 'node', 'needs'],
  capacity: ['instanceType', 'availabilityZone', 'count'],
  launch: [...where, 'count'],
  replacement: [...where, 'count'],
  'lifecycle-script': [...where, 'count'],
  'deep-health-check': [...where, 'count'],
  'software-update': [...where, 'count'],
  slow: [...where, 'factor', 'count'],
  'internal-error': ['cluster', 'node', 'count'],
  alarm: ['alarmName', 'count'],
  governance: ['resource', 'operation', 'cluster', 'name', 'rollback', 'count'],
  'training-plan': ['plan', 'operation', 'reason', 'count'],
  'training-job': ['job', 'failure', 'count'],
  endpoint: ['endpoint', 'operation', 'reason', 'count'],
  api: ['operation', 'error', 'probability', 'delaySeconds', 'count'],
} as const satisfies Record<FaultSpec['type'], readonly string[]>;

export const faultTypes = Object.keys(members) as FaultSpec['type'][];

const rules = {
  alarmName: { pattern: /^.{1,255}$/, rule: "an alarm's name, at most 255 characters" },
  name: {
    pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
    rule: "a compute quota's or cluster scheduler config's name or id",
  },
  plan: { pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}$/, rule: "a training plan's name" },
  job: { pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, rule: "a training job's name" },
  endpoint: { pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, rule: "an endpoint's name" },
  error: { pattern: /^[A-Z][A-Za-z]{2,99}$/, rule: 'an error code such as ThrottlingException' },
} as const satisfies Record<string, TextRule>;

const jobFailures: readonly JobFailure[] = [
  'start',
  'algorithm',
  'internal-error',
  'interruption',
  'instance',
];

const needs = { reboot: 'Reboot', replacement: 'Replacement', nothing: 'Nothing' } as const;

/** The fault asked for, or a refusal that says what is wrong with it. */
export function faultRequest(body: Members): FaultRequest {
  const type = required(oneOf(body, 'type', faultTypes), 'type', '{"type": "node", …}');
  onlyKnown(
    body,
    ['type', ...members[type], 'durationSeconds', 'account', 'region'],
    `a fault of type '${type}'`,
  );
  const spec = specOf(body, type);
  const durationSeconds = number(body, 'durationSeconds', { min: 0.001, max: DURATION_SECONDS_MAX });
  return {
    spec,
    world: worldOf(body),
    durationMs: durationSeconds === undefined ? undefined : Math.round(durationSeconds * 1_000),
    count: number(body, 'count', { min: 1, max: COUNT_MAX, whole: true }),
  };
}

function specOf(body: Members, type: FaultSpec['type']): FaultSpec {
  switch (type) {
    case 'node': {
      const needed = oneOf(body, 'needs', Object.keys(needs) as (keyof typeof needs)[]);
      return {
        type,
        cluster: clusterOf(body),
        node: nodeOf(body),
        needs: needs[required(needed, 'needs', '"needs": "reboot"')],
      };
    }
    case 'capacity':
      return {
        type,
        instanceType: instanceTypeOf(body),
        availabilityZone: zoneOf(body),
      };
    case 'slow':
      return {
        type,
        ...placeOf(body),
        factor: required(number(body, 'factor', { min: 1, max: FACTOR_MAX }), 'factor', '"factor": 3'),
      };
    case 'internal-error':
      return { type, cluster: clusterOf(body), node: nodeOf(body) };
    case 'alarm':
      return {
        type,
        alarmName: required(
          text(body, 'alarmName', rules.alarmName),
          'alarmName',
          '"alarmName": "gpu-errors"',
        ),
      };
    case 'governance':
      return {
        type,
        resource: oneOf(body, 'resource', ['compute-quota', 'scheduler-config']),
        operation: oneOf(body, 'operation', ['create', 'update', 'delete']),
        cluster: clusterOf(body),
        name: text(body, 'name', rules.name),
        rollback: oneOf(body, 'rollback', ['fails']),
      };
    case 'training-plan':
      return {
        type,
        plan: text(body, 'plan', rules.plan),
        operation: oneOf(body, 'operation', ['create', 'extend']),
        reason: oneOf(body, 'reason', ['payment', 'capacity']),
      };
    case 'training-job': {
      const failure = oneOf(body, 'failure', jobFailures);
      return {
        type,
        job: text(body, 'job', rules.job),
        failure: required(failure, 'failure', '"failure": "interruption"'),
      };
    }
    case 'endpoint':
      return {
        type,
        endpoint: text(body, 'endpoint', rules.endpoint),
        operation: oneOf(body, 'operation', ['create', 'update']),
        reason: oneOf(body, 'reason', ['containers', 'instance']),
      };
    case 'api':
      return apiSpecOf(body);
    default:
      return { type, ...placeOf(body) };
  }
}

/** What an API fault may come over: the operations of the API, and requests to endpoints. */
const faultyOperations: readonly string[] = [...Object.keys(operationShapes), 'InvokeEndpoint'];

function apiSpecOf(body: Members): FaultSpec {
  const operation = required(text(body, 'operation'), 'operation', '"operation": "CreateCluster"');
  if (operation !== '*' && !faultyOperations.includes(operation)) {
    throw invalidRequest(
      `'operation' is '${operation.slice(0, 64)}', and must be '*' or one of ${faultyOperations.join(', ')}.`,
    );
  }
  const error = text(body, 'error', rules.error);
  const delaySeconds = number(body, 'delaySeconds', { min: 0.001, max: DELAY_SECONDS_MAX });
  if (error === undefined && delaySeconds === undefined) {
    throw invalidRequest(
      "An API fault needs 'error', 'delaySeconds', or both: without them calls would come through unharmed.",
    );
  }
  const delayMs = delaySeconds === undefined ? undefined : Math.round(delaySeconds * 1_000);
  return {
    type: 'api',
    operation,
    error,
    probability: number(body, 'probability', { min: 0.000_001, max: 1 }),
    delayMs,
  };
}
