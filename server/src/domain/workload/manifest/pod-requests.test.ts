import assert from 'node:assert/strict';
import { test } from 'node:test';
import { container, only, pod } from './testing.ts';

const GiB = 2 ** 30;

const requestsOf = (spec: object) => only(pod(spec)).spec.podSets[0]!.requests;

test('a pod asks for what Kubernetes counts', async (t) => {
  const sidecar = (requests: object) => ({ ...container(requests), restartPolicy: 'Always' });
  const table: Record<string, [spec: object, requests: Record<string, number>]> = {
    'cpu in thousandths, memory in bytes': [
      { containers: [container({ cpu: '1500m', memory: '3Gi' })] },
      { cpu: 1500, memory: 3 * GiB },
    ],
    'numbers as YAML has them': [
      { containers: [container({ cpu: 0.5, memory: 1e9 }, { 'nvidia.com/gpu': 8 })] },
      { cpu: 500, memory: 1e9, 'nvidia.com/gpu': 8 },
    ],
    'a limit where no request is given': [
      { containers: [container({ cpu: 1 }, { cpu: 2, memory: '1Gi' })] },
      { cpu: 1000, memory: GiB },
    ],
    'all containers together': [
      {
        containers: [
          container({ cpu: 1 }, { 'nvidia.com/gpu': '1' }),
          container({ cpu: 2 }, { 'nvidia.com/gpu': '2' }),
        ],
      },
      { cpu: 3000, 'nvidia.com/gpu': 3 },
    ],
    'an init container where it needs more': [
      {
        initContainers: [container({ cpu: 4, memory: '1Gi' })],
        containers: [container({ cpu: 1, memory: '2Gi' })],
      },
      { cpu: 4000, memory: 2 * GiB },
    ],
    'the largest init container, not their sum': [
      { initContainers: [container({ cpu: 3 }), container({ cpu: 4 })], containers: [container({ cpu: 1 })] },
      { cpu: 4000 },
    ],
    'sidecars with the containers': [
      { initContainers: [sidecar({ cpu: 1 }), sidecar({ cpu: 2 })], containers: [container({ cpu: 1 })] },
      { cpu: 4000 },
    ],
    'sidecars with the init containers after them': [
      {
        initContainers: [
          container({ cpu: 6 }),
          sidecar({ cpu: 2 }),
          container({ cpu: 5 }),
          sidecar({ cpu: 9 }),
        ],
        containers: [container({})],
      },
      { cpu: 11_000 },
    ],
    'overhead on top': [
      { overhead: { cpu: '250m', memory: '120Mi' }, containers: [container({ cpu: 1 })] },
      { cpu: 1250, memory: 120 * 2 ** 20 },
    ],
    'the pod as a whole, where it says so': [
      { resources: { requests: { cpu: 4 }, limits: { memory: '8Gi' } }, containers: [container({ cpu: 1 })] },
      { cpu: 4000, memory: 8 * GiB },
    ],
    'partitions, EFA and Neuron devices': [
      {
        containers: [
          container(
            {},
            { 'nvidia.com/mig-1g.5gb': 2, 'vpc.amazonaws.com/efa': 4, 'aws.amazon.com/neurondevice': '16' },
          ),
        ],
      },
      { 'nvidia.com/mig-1g.5gb': 2, 'vpc.amazonaws.com/efa': 4, 'aws.amazon.com/neurondevice': 16 },
    ],
    'nothing of what is zero': [
      {
        containers: [
          container({ cpu: 1, 'nvidia.com/gpu': '0' }, { 'nvidia.com/gpu': '0', 'amd.com/gpu': 0 }),
        ],
      },
      { cpu: 1000 },
    ],
    'nothing at all': [{ containers: [{ name: 'main' }] }, {}],
  };
  for (const [sentence, [spec, requests]] of Object.entries(table))
    await t.test(sentence, () => assert.deepEqual(requestsOf(spec), requests));
});

test('what cannot be asked for is refused, with its path', async (t) => {
  const at = 'spec.containers[0].resources';
  const refused: Record<string, [requests: object, limits: object, message: string]> = {
    'a quantity that is none': [
      { cpu: 'many' },
      {},
      `${at}.requests.cpu is "many", and must be a quantity of Kubernetes, such as 2, 500m or 64Gi.`,
    ],
    'a quantity that is a list': [
      { memory: [1] },
      {},
      `${at}.requests.memory is [1], and must be a quantity of Kubernetes, such as 2, 500m or 64Gi.`,
    ],
    'less than nothing': [
      { cpu: -1 },
      {},
      `${at}.requests.cpu is -1, and must be greater than or equal to 0.`,
    ],
    'half an accelerator': [
      {},
      { 'nvidia.com/gpu': 0.5 },
      `${at}.limits['nvidia.com/gpu'] is 0.5, and must be a whole number: accelerators, partitions and EFA are not split.`,
    ],
    'accelerators without a limit': [
      { 'nvidia.com/gpu': 8 },
      {},
      `${at}.requests['nvidia.com/gpu'] is 8, and ${at}.limits['nvidia.com/gpu'] is missing: Limit must be set for non overcommitable resources. Give the limit the same value.`,
    ],
    'accelerators below their limit': [
      { 'nvidia.com/gpu': 4 },
      { 'nvidia.com/gpu': 8 },
      `${at}.requests['nvidia.com/gpu'] is 4: must be equal to nvidia.com/gpu limit of 8.`,
    ],
    'memory above its limit': [
      { memory: '2Gi' },
      { memory: '1Gi' },
      `${at}.requests.memory is "2Gi": must be less than or equal to memory limit of "1Gi".`,
    ],
    'an accelerator that no instance has': [
      {},
      { 'nvidia.com/gpus': 8 },
      `${at}.limits['nvidia.com/gpus'] asks for 'nvidia.com/gpus', which no instance type has. Did you mean 'nvidia.com/gpu'?`,
    ],
    'a Neuron device by another name': [
      {},
      { 'aws.amazon.com/neuron': 16 },
      `${at}.limits['aws.amazon.com/neuron'] asks for 'aws.amazon.com/neuron', which no instance type has. Did you mean 'aws.amazon.com/neurondevice'?`,
    ],
    'a resource that nobody knows': [
      { x: 1 },
      {},
      `${at}.requests.x asks for 'x', which no instance type has. Task governance knows cpu, memory, nvidia.com/gpu, aws.amazon.com/neurondevice, vpc.amazonaws.com/efa and partitions such as nvidia.com/mig-1g.5gb.`,
    ],
    'more than can be counted': [
      { memory: '9Ei' },
      {},
      "spec: one pod asks for more 'memory' than can be counted. Ask for less.",
    ],
    'a member that resources do not have': [
      {},
      {},
      `${at}.request is no field of resources. Did you mean 'requests'?`,
    ],
  };
  for (const [sentence, [requests, limits, message]] of Object.entries(refused)) {
    await t.test(sentence, () => {
      const given = container(requests, limits);
      const broken = sentence.startsWith('a member') ? { ...given, resources: { request: {} } } : given;
      assert.throws(() => requestsOf({ containers: [broken] }), { name: 'Refusal', message });
    });
  }
});

test('what is counted otherwise than it was meant is said', () => {
  const { spec, warnings } = only(
    pod({
      containers: [container({ memory: '512m', 'ephemeral-storage': '10Gi' }, { 'hugepages-2Mi': '5120Mi' })],
    }),
  );
  assert.deepEqual(spec.podSets[0]!.requests, { memory: 1 });
  assert.deepEqual(warnings, [
    `spec.containers[0].resources.requests.memory is "512m", a fraction of a byte, and counts as whole bytes. Was 'Mi' or 'Gi' meant?`,
    "spec.containers[0].resources.requests['ephemeral-storage'] is not counted: no quota governs it, and all nodes are taken to have it.",
    "spec.containers[0].resources.limits['hugepages-2Mi'] is not counted: no quota governs it, and all nodes are taken to have it.",
  ]);
});
