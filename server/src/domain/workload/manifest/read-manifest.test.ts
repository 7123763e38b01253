import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  MANIFEST_DOCUMENTS_MAX,
  MANIFEST_WARNINGS_MAX,
  POD_SET_LABELS_MAX,
  POD_SET_RESOURCES_MAX,
  TASK_POD_SETS_MAX,
  TASK_REPLICAS_MAX,
} from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import { readManifest } from './read-manifest.ts';
import { container, job, labels, metadata, only, pod, podSpec } from './testing.ts';

const template = { spec: podSpec() };
const cpu = { cpu: 1000 };
const numbered = (count: number, of: (i: number) => [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => of(i)));
const labelled = (count: number) => numbered(count, (i) => [`label-${i}`, 'x']);
const partitions = (count: number) => numbered(count, (i) => [`nvidia.com/mig-1g.${i + 1}gb`, 1]);
const gpus = { containers: [container({ cpu: 8 }, { 'nvidia.com/gpu': 8 })] };

test('tasks are read as their users write them', async (t) => {
  const base = { name: 'train', team: 'vision', priorityClass: 'training' };
  const table: Record<string, [document: object, spec: object]> = {
    'a Job of one pod': [
      job(),
      { ...base, podSets: [{ name: 'main', replicas: 1, requests: cpu }], kind: 'batch/v1 Job' },
    ],
    'a Job of several, suspended and indexed, in the team’s namespace': [
      job(
        { parallelism: 4, completions: 4, completionMode: 'Indexed', suspend: true },
        { namespace: 'hyperpod-ns-vision' },
        { nodeSelector: { 'node.kubernetes.io/instance-type': 'ml.p5.48xlarge' }, ...gpus },
      ),
      {
        ...base,
        podSets: [
          {
            name: 'main',
            replicas: 4,
            requests: { cpu: 8000, 'nvidia.com/gpu': 8 },
            instanceTypes: ['ml.p5.48xlarge'],
          },
        ],
        kind: 'batch/v1 Job',
      },
    ],
    'a Job with fewer completions than parallelism': [
      job({ parallelism: 4, completions: 3 }),
      { ...base, podSets: [{ name: 'main', replicas: 3, requests: cpu }], kind: 'batch/v1 Job' },
    ],
    'a Job that may start smaller, with how long it runs': [
      job(
        { parallelism: 4 },
        {
          annotations: {
            'kueue.x-k8s.io/job-min-parallelism': '2',
            'quartermaster.dev/duration': '1h30m',
            'quartermaster.dev/checkpoint-interval': '10m',
          },
        },
      ),
      {
        ...base,
        podSets: [{ name: 'main', replicas: 4, requests: cpu, minReplicas: 2 }],
        durationMs: 5_400_000,
        checkpointIntervalMs: 600_000,
        kind: 'batch/v1 Job',
      },
    ],
    'a PyTorchJob, its master first': [
      {
        apiVersion: 'kubeflow.org/v1',
        kind: 'PyTorchJob',
        metadata: metadata(),
        spec: {
          nprocPerNode: '8',
          runPolicy: { cleanPodPolicy: 'None', suspend: true },
          pytorchReplicaSpecs: {
            Worker: { replicas: 3, restartPolicy: 'OnFailure', template },
            master: { template },
          },
        },
      },
      {
        ...base,
        podSets: [
          { name: 'master', replicas: 1, requests: cpu },
          { name: 'worker', replicas: 3, requests: cpu },
        ],
        kind: 'kubeflow.org/v1 PyTorchJob',
      },
    ],
    'a HyperPodPyTorchJob, also as AWS misspells it': [
      {
        apiVersion: 'sagemaker.amazonaws.com/v1',
        kind: 'HyperPodPytorchJob',
        metadata: metadata(),
        spec: { nprocPerNode: '1', replicaSpecs: [{ name: 'pods', replicas: 4, template }] },
      },
      {
        ...base,
        podSets: [{ name: 'pods', replicas: 4, requests: cpu }],
        kind: 'sagemaker.amazonaws.com/v1 HyperPodPyTorchJob',
      },
    ],
    'a Pod without a priority class': [
      pod({}, { labels: { 'kueue.x-k8s.io/queue-name': 'hyperpod-ns-a-b-localqueue' } }),
      { name: 'train', team: 'a-b', podSets: [{ name: 'main', replicas: 1, requests: cpu }], kind: 'v1 Pod' },
    ],
    'labels, tolerations and affinity, without what all nodes have': [
      pod({
        nodeSelector: { 'nvidia.com/mig.config': 'all-1g.5gb', 'kubernetes.io/os': 'linux' },
        tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 3 }],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    {
                      key: 'beta.kubernetes.io/instance-type',
                      operator: 'In',
                      values: ['ml.p4d.24xlarge', 'ml.p5.48xlarge'],
                    },
                    {
                      key: 'sagemaker.amazonaws.com/node-health-status',
                      operator: 'In',
                      values: ['Schedulable'],
                    },
                    { key: 'rack', operator: 'In', values: ['7'] },
                  ],
                },
              ],
            },
          },
        },
      }),
      {
        ...base,
        podSets: [
          {
            name: 'main',
            replicas: 1,
            requests: cpu,
            instanceTypes: ['ml.p4d.24xlarge', 'ml.p5.48xlarge'],
            nodeSelector: { rack: '7', 'nvidia.com/mig.config': 'all-1g.5gb' },
            tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
          },
        ],
        kind: 'v1 Pod',
      },
    ],
  };
  for (const [sentence, [document, spec]] of Object.entries(table))
    await t.test(sentence, () => assert.deepEqual(only(document), { spec, warnings: [] }));
});

test('what cannot be honoured is named', async (t) => {
  const requirement = (...terms: object[]) => ({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
    },
  });
  const labelled = { ...template, metadata: { labels } };
  const table: Record<string, [document: object, warnings: string[]]> = {
    'a Job in waves': [
      job({ parallelism: 2, completions: 8 }),
      [
        "spec.completions is 8, more than parallelism: the quota of 2 pods is held until all are done, as Kueue does, and the task's duration is that of all of them together.",
      ],
    ],
    'deadlines and retries': [
      job({ activeDeadlineSeconds: 60, backoffLimit: 4, ttlSecondsAfterFinished: 0 }),
      [
        "spec.activeDeadlineSeconds has no effect: the annotation 'quartermaster.dev/duration' says how long a task runs.",
        'spec.backoffLimit has no effect: no container runs here, so none fails by itself.',
        'spec.ttlSecondsAfterFinished has no effect: tasks that have ended are kept, the newest of them, to be looked at.',
      ],
    ],
    'a choice of nodes that is none': [
      pod({ nodeName: 'n', ...requirement({ matchFields: [{}] }) }),
      [
        'spec.nodeName has no effect: nodes are chosen without it.',
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields has no effect: of required node affinity, instance types and labels with one value (operator In) are honoured.',
      ],
    ],
    'company that is not wanted': [
      pod({ affinity: { podAntiAffinity: {} } }),
      ['spec.affinity.podAntiAffinity has no effect: nodes are chosen without it.'],
    ],
    'a label that must not be there': [
      pod(requirement({ matchExpressions: [{ key: 'rack', operator: 'NotIn', values: ['7'] }] })),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0] has no effect: of required node affinity, instance types and labels with one value (operator In) are honoured.',
      ],
    ],
    topology: [
      job(
        {},
        { annotations: { 'kueue.x-k8s.io/podset-required-topology': 'topology.k8s.aws/ultraserver-id' } },
      ),
      [
        'metadata.annotations[\'kueue.x-k8s.io/podset-required-topology\'] ("topology.k8s.aws/ultraserver-id") has no effect: replicas are placed without regard to network topology.',
      ],
    ],
    'labels on the pod template alone': [
      job({ template: labelled }, { labels: undefined }),
      ['queue-name', 'priority-class'].map(
        (name) =>
          `spec.template.metadata.labels['kueue.x-k8s.io/${name}'] is taken, but Kueue reads it from metadata.labels['kueue.x-k8s.io/${name}']. Give it there too.`,
      ),
    ],
    'a generated name': [
      job({}, { name: undefined, generateName: 'train-' }),
      ["metadata.generateName: the task is called 'train', and told apart by its id."],
    ],
    'spares and elasticity': [
      {
        apiVersion: 'sagemaker.amazonaws.com/v1',
        kind: 'HyperPodPyTorchJob',
        metadata: metadata(),
        spec: {
          elasticPolicy: { minReplicas: 1 },
          runPolicy: { jobMaxRetryCount: 3, novelty: true },
          replicaSpecs: [{ name: 'pods', replicas: 4, spares: 2, maxReplicas: 8, template }],
        },
      },
      [
        'spec.elasticPolicy has no effect: a task keeps the replicas that it was admitted with.',
        'spec.runPolicy.jobMaxRetryCount has no effect: no container runs here, so none fails by itself.',
        'spec.runPolicy.novelty has no effect: it is not known here, and the fields of this kind are not published.',
        'spec.replicaSpecs[0].spares has no effect: replicas are all that is counted and placed.',
        'spec.replicaSpecs[0].maxReplicas has no effect: a task keeps the replicas that it was admitted with.',
      ],
    ],
  };
  for (const [sentence, [document, warnings]] of Object.entries(table))
    await t.test(sentence, () => assert.deepEqual(only(document).warnings, warnings));
  await t.test('several affinity terms that differ in the instance type are honoured', () => {
    const term = (type: string) => ({
      matchExpressions: [{ key: 'node.kubernetes.io/instance-type', operator: 'In', values: [type] }],
    });
    const { spec, warnings } = only(pod(requirement(term('ml.g5.xlarge'), term('ml.g5.2xlarge'))));
    assert.deepEqual([spec.podSets[0]!.instanceTypes, warnings], [['ml.g5.xlarge', 'ml.g5.2xlarge'], []]);
  });
});

test('what is no task is refused, and how it would be one', async (t) => {
  const noQueue =
    "ValidatingAdmissionPolicy 'hyperpod-task-governance-admission-policy' denied request: The label 'kueue.x-k8s.io/queue-name' is either missing or does not have a value set. Give it in metadata.labels, as in 'kueue.x-k8s.io/queue-name: hyperpod-ns-<team>-localqueue'.";
  const queue = (name: unknown, more: object = {}) =>
    job({}, { labels: { ...labels, 'kueue.x-k8s.io/queue-name': name }, ...more });
  const annotated = (name: string, value: unknown, spec: object = {}) =>
    job(spec, { annotations: { [name]: value } });
  const typed = (type: unknown) => pod({ nodeSelector: { 'node.kubernetes.io/instance-type': type } });
  const pytorch = (pytorchReplicaSpecs: unknown) => ({
    ...job(),
    apiVersion: 'kubeflow.org/v1',
    kind: 'PyTorchJob',
    spec: { pytorchReplicaSpecs },
  });
  const hyperpod = (replicaSpecs: unknown) => ({
    ...job(),
    apiVersion: 'sagemaker.amazonaws.com/v1',
    kind: 'HyperPodPyTorchJob',
    spec: { replicaSpecs },
  });
  const kinds =
    'Known are batch/v1 Job, kubeflow.org/v1 PyTorchJob, sagemaker.amazonaws.com/v1 HyperPodPyTorchJob, v1 Pod.';
  const table: Record<string, [document: unknown, message: string | RegExp]> = {
    'a text': ['hello', /^The document is "hello", and must be a map with apiVersion, kind/],
    'a list': [[1], /^The document is \[1\], and must be a map/],
    'an empty map': [{}, /^kind is missing\. Give one of batch\/v1 Job, /],
    'another kind': [
      { ...job(), kind: 'PytorchJob', apiVersion: 'kubeflow.org/v1' },
      `'kubeflow.org/v1 PytorchJob' is no kind of task that can be read. Did you mean 'PyTorchJob'? ${kinds}`,
    ],
    'a kind far from all': [
      { ...job(), kind: 'Deployment', apiVersion: 'apps/v1' },
      `'apps/v1 Deployment' is no kind of task that can be read. Turn it into one of these. ${kinds}`,
    ],
    'another version': [
      { ...job(), apiVersion: 'batch/v1beta1' },
      "apiVersion and kind are 'batch/v1beta1 Job', and must be 'batch/v1 Job'.",
    ],
    'a kind that is a number': [{ ...job(), kind: 3 }, 'kind is 3, and must be a text: put it in quotes.'],
    'no name': [job({}, { name: undefined }), 'metadata.name is missing. Give a name.'],
    'a name that is none': [
      job({}, { name: 'My Job' }),
      /^metadata\.name is "My Job", and must be a name of K/,
    ],
    'no queue': [job({}, { labels: undefined }), noQueue],
    'an empty queue': [queue(''), noQueue],
    'no queue in a team’s namespace': [
      job({}, { labels: undefined, namespace: 'hyperpod-ns-vision' }),
      noQueue.replace('hyperpod-ns-<team>', 'hyperpod-ns-vision'),
    ],
    'a queue that is no team’s': [
      queue('vision'),
      "metadata.labels['kueue.x-k8s.io/queue-name'] is \"vision\", and must be a team's queue: 'hyperpod-ns-<team>-localqueue', such as 'hyperpod-ns-vision-localqueue'.",
    ],
    'a cluster queue': [
      queue('hyperpod-ns-vision-clusterqueue'),
      /must be a team's queue: 'hyperpod-ns-<team>-localqueue'/,
    ],
    'another team’s namespace': [
      job({}, { namespace: 'hyperpod-ns-nlp' }),
      "metadata.namespace is \"hyperpod-ns-nlp\", and the queue 'hyperpod-ns-vision-localqueue' is in the namespace 'hyperpod-ns-vision'. Set it to 'hyperpod-ns-vision', or leave it out.",
    ],
    'a template of another queue': [
      job({
        template: {
          ...template,
          metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'hyperpod-ns-nlp-localqueue' } },
        },
      }),
      /^spec\.template\.metadata\.labels\['kueue\.x-k8s\.io\/queue-name'\] is "hyperpod-ns-nlp-localqueue", and metadata\.labels.* is "hyperpod-ns-vision-localqueue"\. Give both the same value\.$/,
    ],
    'a class without its ending': [
      job({}, { labels: { ...labels, 'kueue.x-k8s.io/priority-class': 'inference' } }),
      "metadata.labels['kueue.x-k8s.io/priority-class'] is \"inference\", and must be a class of the cluster policy followed by '-priority', such as 'inference-priority'.",
    ],
    'a slip of the pen': [
      job({ paralelism: 8 }),
      "spec.paralelism is no field of a Job spec. Did you mean 'parallelism'?",
    ],
    'a field of nothing': [
      job({ qqqqqqqq: 8 }),
      'spec.qqqqqqqq is no field of a Job spec. Take it out: nothing that is not known passes silently.',
    ],
    'parallelism in quotes': [
      job({ parallelism: '8' }),
      `spec.parallelism is "8", and must be a whole number from 0 to ${TASK_REPLICAS_MAX}.`,
    ],
    'a paused Job': [
      job({ parallelism: 0 }),
      'spec.parallelism is 0, and a task has at least 1 replica. Give 1 or more.',
    ],
    'a Job without a template': [
      job({ template: undefined }),
      'spec.template is missing. Give the pod template.',
    ],
    'a Job whose pods always restart': [
      job({}, {}, { restartPolicy: 'Always' }),
      'spec.template.spec.restartPolicy is "Always", and must be one of Never, OnFailure.',
    ],
    'no containers': [pod({ containers: [] }), 'spec.containers is missing. Give at least one container.'],
    'containers that are none': [pod({ containers: 'x' }), 'spec.containers is "x", and must be a list.'],
    'fewer replicas than there are': [
      annotated('kueue.x-k8s.io/job-min-parallelism', '4', { parallelism: 4 }),
      'metadata.annotations[\'kueue.x-k8s.io/job-min-parallelism\'] is "4", and must be a whole number from 1 to 3, less than parallelism.',
    ],
    'fewer replicas than one': [
      annotated('kueue.x-k8s.io/job-min-parallelism', '1'),
      /parallelism is 1: there is nothing to start with fewer of\. Take the annotation out\.$/,
    ],
    'a duration that is none': [
      annotated('quartermaster.dev/duration', '90'),
      'metadata.annotations[\'quartermaster.dev/duration\'] is "90", and must be a duration such as 90s, 5m, 2h or 1d12h, and at most 3660d.',
    ],
    'a duration of nothing': [
      annotated('quartermaster.dev/duration', '0s'),
      /is "0s", and must be a duration such as 90s/,
    ],
    'an instance type of EC2': [
      typed('p5.48xlarge'),
      "spec.nodeSelector['node.kubernetes.io/instance-type'] is \"p5.48xlarge\", and must be a type that clusters are made of. Did you mean 'ml.p5.48xlarge'?",
    ],
    'two types at once': [
      pod({
        nodeSelector: {
          'node.kubernetes.io/instance-type': 'ml.p5.48xlarge',
          'beta.kubernetes.io/instance-type': 'ml.p4d.24xlarge',
        },
      }),
      'spec.nodeSelector leaves no instance type that nodeSelector and nodeAffinity both allow. Name the type once.',
    ],
    'a toleration of an unknown effect': [
      pod({ tolerations: [{ operator: 'Exists', effect: 'NoSchedul' }] }),
      /^spec\.tolerations\[0\]\.effect is "NoSchedul", and must be one of NoSchedule, /,
    ],
    'a label that is none': [
      pod({ nodeSelector: { __proto_: 'x' } }),
      "spec.nodeSelector.__proto_ is \"__proto_\", and must be the name of a label of Kubernetes, such as 'rack' or 'example.com/rack'.",
    ],
    'more labels than are kept': [
      pod({ nodeSelector: labelled(POD_SET_LABELS_MAX + 1) }),
      `spec has ${POD_SET_LABELS_MAX + 1} node labels, and at most ${POD_SET_LABELS_MAX} are kept with a task. Leave some out.`,
    ],
    'more tolerations than are kept': [
      pod({ tolerations: new Array(POD_SET_LABELS_MAX + 1).fill({ operator: 'Exists' }) }),
      `spec.tolerations has ${POD_SET_LABELS_MAX + 1} tolerations, and at most ${POD_SET_LABELS_MAX} are kept with a task. Leave some out.`,
    ],
    'more resources than are kept': [
      pod({ containers: [container({}, partitions(POD_SET_RESOURCES_MAX + 1))] }),
      `spec has ${POD_SET_RESOURCES_MAX + 1} resources, and at most ${POD_SET_RESOURCES_MAX} are kept with a task. Leave some out.`,
    ],
    'a group of pods': [
      pod({}, { labels: { ...labels, 'kueue.x-k8s.io/pod-group-name': 'g' } }),
      /^metadata\.labels\['kueue\.x-k8s\.io\/pod-group-name'\] is "g": a group of plain Pods is not read/,
    ],
    'two masters': [
      pytorch({ Master: { replicas: 2, template } }),
      'spec.pytorchReplicaSpecs.Master.replicas is 2, and must be a whole number from 1 to 1.',
    ],
    'an unknown replica type': [
      pytorch({ Chief: { template } }),
      /^spec\.pytorchReplicaSpecs\.Chief is no field of pytorchReplicaSpecs\./,
    ],
    'the same replica type twice': [
      pytorch({ Worker: { template }, worker: { template } }),
      "spec.pytorchReplicaSpecs: 'worker' is there twice. Names are unique.",
    ],
    'no replicas': [hyperpod([]), 'spec.replicaSpecs is missing. Give at least one replica spec.'],
    'too many pod sets': [
      hyperpod(Array.from({ length: TASK_POD_SETS_MAX + 1 }, (_, i) => ({ name: `s${i}`, template }))),
      `spec.replicaSpecs has ${TASK_POD_SETS_MAX + 1} pod sets, and a task has at most ${TASK_POD_SETS_MAX}. Join those that are alike.`,
    ],
  };
  for (const [sentence, [document, message]] of Object.entries(table)) {
    await t.test(sentence, () =>
      assert.throws(() => readManifest([document]), {
        name: 'Refusal',
        code: 'ValidationException',
        message,
      }),
    );
  }
});

test('as many replicas and pod sets as there may be', () => {
  const specs = Array.from({ length: TASK_POD_SETS_MAX }, (_, i) => ({
    name: `s${i}`,
    replicas: TASK_REPLICAS_MAX,
    template,
  }));
  const document = {
    ...job(),
    apiVersion: 'sagemaker.amazonaws.com/v1',
    kind: 'HyperPodPyTorchJob',
    spec: { replicaSpecs: specs },
  };
  assert.equal(only(document).spec.podSets.length, TASK_POD_SETS_MAX);
});

test('as many labels, tolerations and resources as are kept, and as many warnings as are said', () => {
  const { spec } = only(
    pod({
      nodeSelector: labelled(POD_SET_LABELS_MAX),
      tolerations: new Array(POD_SET_LABELS_MAX).fill({ operator: 'Exists' }),
      containers: [container({}, partitions(POD_SET_RESOURCES_MAX))],
    }),
  );
  assert.equal(Object.keys(spec.podSets[0]!.requests).length, POD_SET_RESOURCES_MAX);
  const warned = (count: number) =>
    only(
      pod({
        containers: new Array(count).fill(container({ 'ephemeral-storage': 1 })),
      }),
    ).warnings;
  assert.equal(warned(MANIFEST_WARNINGS_MAX).length, MANIFEST_WARNINGS_MAX);
  const most = warned(MANIFEST_WARNINGS_MAX + 1);
  assert.deepEqual([most.length, most.at(-1)], [MANIFEST_WARNINGS_MAX, '2 more of the kind.']);
});

test('a file may hold several tasks, and what belongs to them', () => {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' } };
  const list = { apiVersion: 'v1', kind: 'List', items: [job({}, { name: 'b' }), config] };
  const { tasks, warnings } = readManifest([config, null, job({}, { name: 'a' }), list]);
  assert.deepEqual(
    tasks.map(({ spec }) => spec.name),
    ['a', 'b'],
  );
  assert.deepEqual(warnings, [
    'Document 1: ConfigMap is passed over; only tasks are read.',
    'Document 4: ConfigMap is passed over; only tasks are read.',
  ]);
  const message = /^Document 2 \(Job bad\): spec\.parallelism is -1/;
  assert.throws(() => readManifest([job(), job({ parallelism: -1 }, { name: 'bad' })]), { message });
  for (const none of [[], [null], [config]])
    assert.throws(() => readManifest(none), { message: /^The manifest holds no task/ });
  const many = new Array(MANIFEST_DOCUMENTS_MAX).fill(job());
  assert.equal(readManifest(many).tasks.length, MANIFEST_DOCUMENTS_MAX);
  assert.throws(() => readManifest([...many, job()]), { message: /^The manifest has 101 documents/ });
});

/** Somewhere in a manifest something stands that does not belong there. */
function* places(value: unknown, path: readonly string[] = []): Iterable<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* places(inner, [...path, name]);
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inner = replaced((value as Record<string, unknown>)[name], rest, by);
  Object.defineProperty(copy, name, { value: inner, enumerable: true, configurable: true, writable: true });
  return copy;
}

test('whatever a manifest holds, it is a task or a refusal', () => {
  const whole = {
    ...job({ parallelism: 2, completions: 3, backoffLimit: 1 }, { namespace: 'hyperpod-ns-vision' }),
    spec: {
      parallelism: 2,
      template: {
        metadata: { labels },
        spec: podSpec({
          nodeSelector: { 'node.kubernetes.io/instance-type': 'ml.p5.48xlarge' },
          initContainers: [container({ cpu: 1 })],
          tolerations: [{ key: 'k', operator: 'Exists' }],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] }],
              },
            },
          },
        }),
      },
    },
  };
  const documents: readonly object[] = [
    whole,
    pod(),
    {
      ...whole,
      kind: 'PyTorchJob',
      apiVersion: 'kubeflow.org/v1',
      spec: { pytorchReplicaSpecs: { Master: { template } } },
    },
    {
      ...whole,
      kind: 'HyperPodPyTorchJob',
      apiVersion: 'sagemaker.amazonaws.com/v1',
      spec: { replicaSpecs: [{ name: 'x', template }] },
    },
  ];
  const spots = documents.flatMap((document) => [...places(document)].map((path) => ({ document, path })));
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(
      '',
      '-1',
      'Infinity',
      '1e999',
      '__proto__',
      'constructor',
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0,
      [],
      {},
      null,
    ),
    fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'toString', 'cpu', 'valueOf'), fc.jsonValue()),
  );
  fc.assert(
    fc.property(fc.constantFrom(...spots), odd, fc.boolean(), ({ document, path }, by, isBeside) => {
      const name = isBeside ? ['__proto__'] : [];
      const manifest = replaced(document, [...path.slice(0, isBeside ? -1 : undefined), ...name], by);
      try {
        for (const { spec } of readManifest([manifest]).tasks) {
          for (const { replicas, requests } of spec.podSets) {
            assert.ok(Number.isSafeInteger(replicas) && replicas >= 1);
            assert.equal(Object.getPrototypeOf(requests), Object.prototype);
            for (const amount of Object.values(requests))
              assert.ok(Number.isSafeInteger(amount) && amount > 0);
          }
          assert.equal(typeof JSON.stringify(spec), 'string');
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        assert.ok(error.message.length < 2_000, error.message);
      }
    }),
    { numRuns: 3_000, seed: 3 },
  );
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      assert.throws(() => readManifest(values), Refusal);
    }),
    { seed: 3 },
  );
});
