import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TASK_POD_SETS_MAX, TASK_REPLICAS_MAX } from '../domain/limits.ts';
import type { TaskSpec } from '../domain/workload/task.ts';
import { taskRequest } from './task-request.ts';

const GIB = 2 ** 30;
const base = { name: 'train', team: 'vision' };

test('the plain form of a task is read', async (t) => {
  const one = (podSet: object, more: object = {}): object => ({
    ...base,
    podSets: [{ name: 'main', replicas: 1, ...podSet }],
    ...more,
  });
  const table: Record<string, [body: object, spec: object]> = {
    'accelerators of any type are GPUs': [
      { ...base, accelerators: 8 },
      one({ requests: { 'nvidia.com/gpu': 8 } }),
    ],
    'accelerators of a type, with what goes with them': [
      { ...base, instanceType: 'ml.g6e.48xlarge', accelerators: 4, efa: 4 },
      one({
        instanceTypes: ['ml.g6e.48xlarge'],
        requests: {
          cpu: 96_000,
          memory: 768 * GIB,
          'nvidia.com/gpu': 4,
          'vpc.amazonaws.com/efa': 4,
        },
      }),
    ],
    'Trainium, by device': [
      { ...base, instanceType: 'ml.trn1.32xlarge', accelerators: 16, vCpu: 1, memoryGiB: 1 },
      one({
        instanceTypes: ['ml.trn1.32xlarge'],
        requests: { cpu: 1_000, memory: GIB, 'aws.amazon.com/neurondevice': 16 },
      }),
    ],
    'whole instances': [
      { ...base, instanceType: 'ml.g5.xlarge', replicas: 2 },
      one({
        replicas: 2,
        instanceTypes: ['ml.g5.xlarge'],
        requests: { cpu: 3_250, memory: 11_980 * 2 ** 20, 'nvidia.com/gpu': 1 },
      }),
    ],
    'partitions, with what goes with them': [
      { ...base, instanceType: 'ml.p4d.24xlarge', partition: { type: 'mig-1g.5gb', count: 2 } },
      one({
        instanceTypes: ['ml.p4d.24xlarge'],
        requests: { cpu: 3_000, memory: 41 * GIB, 'nvidia.com/mig-1g.5gb': 2 },
      }),
    ],
    'a partition of any type': [
      { ...base, partition: { type: 'mig-1g.5gb' } },
      one({ requests: { 'nvidia.com/mig-1g.5gb': 1 } }),
    ],
    'requirements that several types meet': [
      { ...base, requirements: { accelerator: 'a100', acceleratorMemoryGiB: 40 }, accelerators: 8 },
      one({
        instanceTypes: ['ml.p4d.24xlarge', 'ml.p4de.24xlarge'],
        requests: { 'nvidia.com/gpu': 8 },
      }),
    ],
    'requirements that one type meets': [
      {
        ...base,
        requirements: {
          instanceTypes: ['ml.c5.4xlarge', 'ml.p4d.24xlarge', 'ml.p4de.24xlarge'],
          acceleratorMemoryGiB: 80,
        },
        vCpu: 48,
      },
      one({ instanceTypes: ['ml.p4de.24xlarge'], requests: { cpu: 48_000, memory: 576 * GIB } }),
    ],
    'how long it runs, and from where it goes on': [
      {
        ...base,
        vCpu: 0.5,
        minReplicas: 2,
        replicas: 4,
        priorityClass: 'high',
        durationSeconds: 90.5,
        checkpointIntervalSeconds: 10,
      },
      one(
        { replicas: 4, minReplicas: 2, requests: { cpu: 500 } },
        { priorityClass: 'high', durationMs: 90_500, checkpointIntervalMs: 10_000 },
      ),
    ],
    'a task without an end': [
      { ...base, memoryGiB: 1, durationSeconds: 'untilCancelled' },
      one({ requests: { memory: GIB } }),
    ],
    'several sets of replicas': [
      {
        ...base,
        podSets: [
          { name: 'head', vCpu: 1 },
          { vCpu: 2, replicas: 3 },
        ],
      },
      {
        ...base,
        podSets: [
          { name: 'head', replicas: 1, requests: { cpu: 1_000 } },
          { name: 'set-1', replicas: 3, requests: { cpu: 2_000 } },
        ],
      },
    ],
  };
  for (const [sentence, [body, spec]] of Object.entries(table))
    await t.test(sentence, () => assert.deepEqual(taskRequest(body as never), spec as TaskSpec));
});

test('what is wrong is named, with what would be right', async (t) => {
  const sized = { ...base, vCpu: 1 };
  const sets = (count: number) => ({ ...base, podSets: new Array(count).fill({ vCpu: 1 }) });
  const refused: Record<string, [body: object, message: string | RegExp]> = {
    'an unknown member': [
      { ...sized, replica: 2 },
      /^'replica' is no member of a task\. It takes name, team, priorityClass, /,
    ],
    'no name': [{ team: 'a', vCpu: 1 }, `'name' is missing. Give it, as in "name": "train".`],
    'no team': [{ name: 'a', vCpu: 1 }, `'team' is missing. Give it, as in "team": "vision".`],
    'a name that is none': [{ ...sized, name: 'A b' }, /^'name' is "A b", and must be a name of Kubernetes/],
    'a class with its Kueue ending is a class': [
      { ...sized, priorityClass: 'High' },
      "'priorityClass' is \"High\", and must be a class of the cluster's policy, without '-priority'.",
    ],
    'nothing asked for': [
      base,
      "The task asks for nothing. Give 'instanceType' for whole instances, or some of accelerators, partition, vCpu, memoryGiB, efa.",
    ],
    'no replicas': [
      { ...sized, replicas: 0 },
      `'replicas' is 0, and must be a whole number from 1 to ${TASK_REPLICAS_MAX}.`,
    ],
    'more than all replicas': [
      { ...sized, replicas: 2, minReplicas: 3 },
      "'minReplicas' is 3, and must be a whole number from 1 to 2.",
    ],
    'an instance type of EC2': [
      { ...base, instanceType: 'p4d.24xlarge' },
      "'instanceType' is \"p4d.24xlarge\", and must be a type that clusters are made of. Did you mean 'ml.p4d.24xlarge'?",
    ],
    'an instance type that cannot be written as a text': [
      { ...base, instanceType: { toString: 'x' } },
      `'instanceType' is {"toString":"x"}, and must be a type that clusters are made of. Give one such as ml.p5.48xlarge.`,
    ],
    'a type and requirements': [
      { ...base, instanceType: 'ml.p4d.24xlarge', requirements: {} },
      "'instanceType' and 'requirements' exclude each other. Give one of them.",
    ],
    'requirements that nothing meets': [
      { ...base, requirements: { accelerator: 't4', acceleratorMemoryGiB: 80 } },
      /^'requirements' are met by no instance type\./,
    ],
    'an unknown accelerator': [
      { ...base, requirements: { accelerator: 'v100' } },
      /^'accelerator' is "v100", and must be one of a100, /,
    ],
    'GPUs or Neuron devices': [
      { ...base, requirements: { acceleratorMemoryGiB: 32 }, accelerators: 1 },
      "'requirements' are met by GPUs and by Neuron devices, which are counted apart. Narrow them down with 'accelerator'.",
    ],
    'more accelerators than one instance has': [
      { ...base, instanceType: 'ml.p4d.24xlarge', accelerators: 16 },
      "'accelerators' is 16, and an ml.p4d.24xlarge has 8. Ask for more replicas instead.",
    ],
    'accelerators where there are none': [
      { ...base, instanceType: 'ml.c5.large', accelerators: 1 },
      "'accelerators' is 1, and an ml.c5.large has none. Choose a type that has some.",
    ],
    'accelerators and a partition': [
      { ...base, accelerators: 1, partition: { type: 'mig-1g.5gb' } },
      "'accelerators' and 'partition' exclude each other. Give one of them.",
    ],
    'a partition that is none': [
      { ...base, partition: { type: '1g.5gb' } },
      '\'type\' is "1g.5gb", and must be a partition profile such as mig-1g.5gb.',
    ],
    'a set beside its members': [
      { ...sized, podSets: [{ vCpu: 1 }] },
      "'vCpu' is given beside 'podSets'. Give it in each of the sets.",
    ],
    'no sets': [{ ...base, podSets: [] }, "'podSets' is [], and must be a list that is not empty."],
    'too many sets': [
      sets(TASK_POD_SETS_MAX + 1),
      `'podSets' has ${TASK_POD_SETS_MAX + 1} sets, and a task has at most ${TASK_POD_SETS_MAX}.`,
    ],
    'a set with a fault': [
      { ...base, podSets: [{ vCpu: 1 }, { vCpu: -1 }] },
      "podSets[1]: 'vCpu' is -1, and must be a number from 0.001 to 100000.",
    ],
    'a set that is none': [{ ...base, podSets: [1] }, 'podSets[0]: It must be an object.'],
    'a duration of nothing': [
      { ...sized, durationSeconds: 0 },
      /^'durationSeconds' is 0, and must be a number/,
    ],
  };
  for (const [sentence, [body, message]] of Object.entries(refused)) {
    await t.test(sentence, () =>
      assert.throws(() => taskRequest(body as never), { code: 'InvalidRequest', message }),
    );
  }
  assert.equal(taskRequest(sets(TASK_POD_SETS_MAX) as never).podSets.length, TASK_POD_SETS_MAX);
});
