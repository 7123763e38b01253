import { make, placeOf } from './fault-make.ts';
import { numberOf, secondsOf } from './option-values.ts';
import type { Option, Verb } from './verb.ts';

/** The verbs that make faults: each turns its options into the body of POST faults, which judges the values. */
const duration: Option = { value: 'DURATION', help: 'how long it stands, such as 30s or 2h' };
const count: Option = { value: 'N', help: 'how often it strikes, at the most' };
const cluster: Option = { value: 'NAME', help: 'only in this cluster (name, id or ARN)' };
const place = {
  cluster,
  group: { value: 'NAME', help: 'only in this instance group' },
  node: { value: 'ID', help: 'only on this node (instance id or logical id)' },
} as const satisfies Record<string, Option>;
const nodeArgument = { name: 'ID', help: 'instance id (i-…) or node logical id' };

/** A step that fails: the verbs that differ in their name alone. */
function stepVerb(name: string, type: string, summary: string, example: readonly [string, string]): Verb {
  return {
    name,
    summary,
    options: { ...place, count, for: duration },
    examples: [example],
    run: (call) => make(call, { type, ...placeOf(call) }),
  };
}

const node: Verb = {
  name: 'node',
  summary: "a node's hardware fails",
  about: "The cluster's health monitor notices after a while, and automatic recovery does what is needed.",
  arguments: [nodeArgument],
  options: {
    needs: {
      value: 'WHAT',
      help: 'what cures it: reboot, replacement, or nothing (it passes: give --for)',
      required: true,
    },
    cluster,
    for: duration,
  },
  examples: [
    ['quartermaster fault node i-0123456789abcdef0 --needs reboot', 'a reboot cures it'],
    ['quartermaster fault node i-0123456789abcdef0 --needs nothing --for 30s', 'it passes by itself'],
  ],
  run: (call) =>
    make(call, {
      type: 'node',
      node: call.arguments[0],
      needs: call.options.needs,
      cluster: call.options.cluster,
    }),
};

const capacity: Verb = {
  name: 'capacity',
  summary: 'no machines to be had: of a type, in a zone, or at all',
  options: {
    type: { value: 'TYPE', help: 'only this instance type' },
    zone: { value: 'ZONE', help: 'only in this availability zone' },
    count,
    for: duration,
  },
  examples: [['quartermaster fault capacity --type ml.p5.48xlarge --zone us-west-2a --for 2h', '']],
  run: (call) =>
    make(call, { type: 'capacity', instanceType: call.options.type, availabilityZone: call.options.zone }),
};

const slow: Verb = {
  name: 'slow',
  summary: 'everything that is done to nodes takes longer',
  options: {
    factor: { value: 'N', help: 'how many times as long', required: true },
    ...place,
    count,
    for: duration,
  },
  examples: [['quartermaster fault slow --factor 3 --cluster ml', '']],
  run: (call) => make(call, { type: 'slow', factor: numberOf(call, 'factor'), ...placeOf(call) }),
};

const internalError: Verb = {
  name: 'internal-error',
  summary: 'BatchReboot- and BatchReplaceClusterNodes fail for a node, as if by a fault of the service',
  arguments: [nodeArgument],
  options: { cluster, count, for: duration },
  examples: [['quartermaster fault internal-error i-0123456789abcdef0 --count 1', 'a second try succeeds']],
  run: (call) =>
    make(call, { type: 'internal-error', node: call.arguments[0], cluster: call.options.cluster }),
};

const alarm: Verb = {
  name: 'alarm',
  summary: 'a CloudWatch alarm goes off: updates that watch it roll back',
  arguments: [{ name: 'NAME', help: 'the name of the alarm, as in AutoRollbackConfiguration' }],
  options: { count, for: duration },
  examples: [['quartermaster fault alarm gpu-errors --for 10m', '']],
  run: (call) => make(call, { type: 'alarm', alarmName: call.arguments[0] }),
};

const governance: Verb = {
  name: 'governance',
  summary: 'compute quotas and cluster scheduler configs cannot be created, updated or deleted',
  about: 'The operation is taken, and fails when it ends: what governed before governs on.',
  options: {
    resource: { value: 'KIND', help: 'only of this kind: compute-quota or scheduler-config' },
    operation: { value: 'WHAT', help: 'only this operation: create, update or delete' },
    name: { value: 'NAME', help: 'only the resource of this name or id' },
    rollback: { value: 'fails', help: 'what was changed by then cannot be rolled back either' },
    cluster,
    count,
    for: duration,
  },
  examples: [
    ['quartermaster fault governance --resource compute-quota --operation update --count 1', ''],
    ['quartermaster fault governance --cluster ml --rollback fails', 'the *RollbackFailed statuses'],
  ],
  run: (call) =>
    make(call, {
      type: 'governance',
      resource: call.options.resource,
      operation: call.options.operation,
      name: call.options.name,
      rollback: call.options.rollback,
      cluster: call.options.cluster,
    }),
};

const plan: Verb = {
  name: 'plan',
  summary: 'training plans and extensions are not paid for, or their capacity is gone',
  about:
    'The purchase is taken, and fails when its payment ends: a plan is Failed, and an extended one stays as it was.',
  arguments: [{ name: 'NAME', help: 'only the plan of this name', optional: true }],
  options: {
    operation: { value: 'WHAT', help: 'only this operation: create or extend' },
    reason: { value: 'WHY', help: 'payment (the default) or capacity' },
    count,
    for: duration,
  },
  examples: [
    ['quartermaster fault plan --count 1', 'the next purchase fails'],
    ['quartermaster fault plan p5-october --operation extend --reason capacity', ''],
  ],
  run: (call) =>
    make(call, {
      type: 'training-plan',
      plan: call.arguments[0],
      operation: call.options.operation,
      reason: call.options.reason,
    }),
};

const job: Verb = {
  name: 'job',
  summary: 'training jobs fail, or are interrupted',
  about:
    'A job that trains is struck at once; one that comes to train while the fault stands, at some moment of it. start: it fails as its instances are ready; algorithm: its container fails; internal-error: the service does, and RetryStrategy applies; interruption: spot instances are taken back; instance: one fails, of a plan or on demand.',
  arguments: [{ name: 'NAME', help: 'only the job of this name', optional: true }],
  options: {
    failure: { value: 'WHAT', help: 'start, algorithm, internal-error, interruption or instance' },
    count,
    for: duration,
  },
  examples: [
    ['quartermaster fault job --failure interruption --count 1', 'the first spot job that trains'],
    ['quartermaster fault job llm-7b --failure instance --count 1', ''],
  ],
  run: (call) => make(call, { type: 'training-job', job: call.arguments[0], failure: call.options.failure }),
};

const endpoint: Verb = {
  name: 'endpoint',
  summary: 'the containers of endpoints do not come up',
  about: 'A creation fails; an update leaves the endpoint with what it had.',
  arguments: [{ name: 'NAME', help: 'only the endpoint of this name', optional: true }],
  options: {
    operation: { value: 'WHAT', help: 'only this operation: create or update' },
    reason: { value: 'WHY', help: 'containers (the default), or instance: one on a plan fails at once' },
    count,
    for: duration,
  },
  examples: [['quartermaster fault endpoint chat --operation update --count 1', 'its next update fails']],
  run: (call) =>
    make(call, {
      type: 'endpoint',
      endpoint: call.arguments[0],
      operation: call.options.operation,
      reason: call.options.reason,
    }),
};

const api: Verb = {
  name: 'api',
  summary: 'calls of the API fail, or are late',
  arguments: [{ name: 'OPERATION', help: "such as CreateCluster or InvokeEndpoint; '*' is every one" }],
  options: {
    error: { value: 'CODE', help: 'the error to answer with, such as ThrottlingException' },
    delay: { value: 'DURATION', help: 'how long to keep the caller waiting, such as 200ms' },
    probability: { value: 'P', help: 'how likely a call is hit, from 0 to 1 (default 1)' },
    count,
    for: duration,
  },
  examples: [
    ['quartermaster fault api CreateCluster --error ThrottlingException --count 3', ''],
    ["quartermaster fault api '*' --delay 2s --probability 0.1 --for 1h", ''],
  ],
  run: (call) =>
    make(call, {
      type: 'api',
      operation: call.arguments[0],
      error: call.options.error,
      probability: numberOf(call, 'probability'),
      delaySeconds: secondsOf(call, 'delay'),
    }),
};

export const makingVerbs: readonly Verb[] = [
  node,
  capacity,
  stepVerb('script', 'lifecycle-script', 'lifecycle scripts fail', [
    'quartermaster fault script --cluster ml --group workers --count 1',
    'one node of the group meets a failing script',
  ]),
  stepVerb('launch', 'launch', 'launches of new instances fail', [
    'quartermaster fault launch --cluster ml --count 2',
    '',
  ]),
  stepVerb('replacement', 'replacement', 'replacements of instances fail', [
    'quartermaster fault replacement --node i-0123456789abcdef0',
    '',
  ]),
  stepVerb('check', 'deep-health-check', 'deep health checks fail', [
    'quartermaster fault check --cluster ml --group gpu',
    '',
  ]),
  stepVerb('update', 'software-update', 'software updates of nodes fail', [
    'quartermaster fault update --cluster ml --count 1',
    '',
  ]),
  slow,
  internalError,
  alarm,
  governance,
  endpoint,
  plan,
  job,
  api,
];
