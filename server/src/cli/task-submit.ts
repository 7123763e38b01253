import { readFile } from 'node:fs/promises';
import type { Json } from './client.ts';
import { numberOf, secondsOf } from './option-values.ts';
import { printJson, printLines } from './print.ts';
import { sizeText, typesText } from './task-columns.ts';
import { clusterArgument, tasksPath, worldOf } from './task-path.ts';
import { changeLines } from './task-why.ts';
import { type Invocation, type Option, UsageRefused, type Verb } from './verb.ts';

const plainOptions: Readonly<Record<string, Option>> = {
  team: { value: 'TEAM', help: 'whose quota it uses' },
  name: { value: 'NAME', help: "what it is called (default: 'task')" },
  priority: { value: 'CLASS', help: "a class of the cluster's policy" },
  type: { value: 'TYPE', help: 'the instance type; several, with commas between: any of them' },
  accelerator: { value: 'NAME', help: 'any type with this accelerator, such as a100' },
  replicas: { value: 'N', help: 'how many, admitted together (default 1)' },
  'min-replicas': { value: 'N', help: 'start with as few as this, where there is no room for all' },
  accelerators: { value: 'N', help: 'of each replica' },
  partitions: { value: 'TYPE=N', help: 'of each replica, such as mig-1g.5gb=2' },
  vcpu: { value: 'N', help: 'of each replica; by default what goes with its accelerators' },
  memory: { value: 'GIB', help: 'of each replica; by default what goes with its accelerators' },
  efa: { value: 'N', help: 'network interfaces of each replica' },
  for: { value: 'DURATION', help: 'how long it runs, such as 2h; by default until it is cancelled' },
  checkpoint: { value: 'DURATION', help: 'how often it saves what it did; an eviction loses the rest' },
};

export const submitTask: Verb = {
  name: 'submit',
  summary: 'submit a task: a Kubernetes manifest, or by options',
  about: [
    'A manifest is a Job, PyTorchJob, HyperPodPyTorchJob or Pod with the labels kueue.x-k8s.io/queue-name and',
    'kueue.x-k8s.io/priority-class, as for HyperPod. What of it has no effect here is named on standard error.',
    "With --type alone a replica is a whole instance. 'quartermaster catalog' lists types and their partitions.",
  ].join('\n'),
  arguments: [clusterArgument],
  options: {
    file: { short: 'f', value: 'FILE', help: "a manifest in YAML or JSON; '-' is standard input" },
    ...plainOptions,
    'dry-run': {
      help: 'submit nothing, and say what would become of it: whom it would evict, or why it would wait',
    },
  },
  examples: [
    ['quartermaster task submit ml -f job.yaml', ''],
    [
      'quartermaster task submit ml --team vision --type ml.p4d.24xlarge --accelerators 8 --replicas 2 --for 2h',
      '16 GPUs on two nodes, for two hours',
    ],
    [
      'quartermaster task submit ml --team nlp --type ml.p4d.24xlarge --partitions mig-1g.5gb=2 --priority inference',
      'two slices of a GPU, until cancelled',
    ],
    ['quartermaster task submit ml -f job.yaml --dry-run', 'would it be admitted, and whom would it evict?'],
  ],
  async run(call) {
    const body = call.options.file === undefined ? plainBody(call) : await manifestBody(call);
    const isDryRun = call.flags.has('dry-run');
    const query = { ...worldOf(call), dryRun: isDryRun ? 'true' : undefined };
    const reply = await call.client.request('POST', tasksPath(call), { query, body });
    const tasks: readonly Json[] = reply.tasks ?? [reply];
    if (call.json) printJson(call, reply);
    else if (isDryRun) printLines(call, ...tasks.flatMap(simulationLines));
    else printLines(call, ...tasks.map(submittedText));
    const warnings = [...(reply.warnings ?? []), ...tasks.flatMap((task) => task.warnings ?? [])];
    for (const warning of warnings) call.io.stderr.write(`Warning: ${warning}\n`);
  },
};

/** What would become of it, and where it would wait, what would let it run. */
const simulationLines = ({ name, team, message, explanation }: Json): readonly string[] => [
  `${name} of team ${team}: ${message}`,
  ...(explanation === null ? [] : changeLines(explanation)),
];

/** `task-1 (train of team vision) is Running: Admitted within quota.` */
function submittedText(task: Json): string {
  const why = task.message === null ? '.' : `: ${task.message}`;
  return `${task.id} (${task.name} of team ${task.team}, ${sizeText(task)} on ${typesText(task)}) is ${task.status}${why}`;
}

async function manifestBody(call: Invocation): Promise<object> {
  const given = Object.keys(plainOptions).find((name) => call.options[name] !== undefined);
  if (given !== undefined)
    throw new UsageRefused(
      `--${given} is given beside --file. A manifest says it all itself: leave one of them out.`,
    );
  const file = call.options.file!;
  if (file === '-') return { manifest: await call.io.input() };
  try {
    return { manifest: await readFile(file, 'utf8') };
  } catch (error) {
    throw new UsageRefused(`--file is '${file}', which cannot be read: ${(error as Error).message}.`);
  }
}

function plainBody(call: Invocation): object {
  const { options } = call;
  if (options.team === undefined)
    throw new UsageRefused('quartermaster task submit needs --team TEAM, or a manifest with -f FILE.');
  const duration = secondsOf(call, 'for');
  return {
    name: options.name ?? 'task',
    team: options.team,
    priorityClass: options.priority,
    ...placement(options.type, options.accelerator),
    replicas: numberOf(call, 'replicas'),
    minReplicas: numberOf(call, 'min-replicas'),
    accelerators: numberOf(call, 'accelerators'),
    partition: partitionOf(options.partitions),
    vCpu: numberOf(call, 'vcpu'),
    memoryGiB: numberOf(call, 'memory'),
    efa: numberOf(call, 'efa'),
    durationSeconds: duration ?? 'untilCancelled',
    checkpointIntervalSeconds: secondsOf(call, 'checkpoint'),
  };
}

function placement(type: string | undefined, accelerator: string | undefined): object {
  const types = type?.split(',');
  if (accelerator === undefined && (types === undefined || types.length === 1)) return { instanceType: type };
  return { requirements: { instanceTypes: types, accelerator } };
}

function partitionOf(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  const [, type, count = '1'] = /^([^=]+)(?:=(\d+))?$/.exec(text) ?? [];
  if (type === undefined)
    throw new UsageRefused(
      `--partitions is '${text}', and must be a profile and a count such as mig-1g.5gb=2.`,
    );
  return { type, count: Number(count) };
}
