/**
 * Tasks from end to end: quotas and policy by the real SDK, manifests as users of HyperPod write them, nodes that
 * are replaced under a running task, and the history of it all.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchReplaceClusterNodesCommand,
  CreateClusterCommand,
  CreateClusterSchedulerConfigCommand,
  CreateComputeQuotaCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { continuous, group } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client: SageMakerClient = service.client();

const tasks = 'clusters/mig/tasks';

// biome-ignore lint/suspicious/noExplicitAny: replies are looked at as they come
type Json = any;

/** A PyTorchJob of a master and workers, each with so many slices of a GPU. */
const pytorchJob = (name: string, team: string, workers: number, slices: number) => `
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: ${name}
  namespace: hyperpod-ns-${team}
  labels:
    kueue.x-k8s.io/queue-name: hyperpod-ns-${team}-localqueue
    kueue.x-k8s.io/priority-class: training-priority
  annotations:
    quartermaster.dev/duration: 2h
    quartermaster.dev/checkpoint-interval: 10m
spec:
  pytorchReplicaSpecs:
    Master: &replica
      replicas: 1
      restartPolicy: OnFailure
      template:
        spec:
          nodeSelector: {node.kubernetes.io/instance-type: ml.p4d.24xlarge}
          containers:
            - name: pytorch
              image: 763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:2.8
              command: [torchrun, train.py]
              resources:
                requests: {cpu: 1, memory: 4Gi, nvidia.com/mig-1g.5gb: ${slices}}
                limits: {nvidia.com/mig-1g.5gb: ${slices}}
    Worker:
      <<: *replica
      replicas: ${workers}
`;

async function post(path: string, body: object): Promise<Json> {
  const { status, json } = await service.control('POST', path, body);
  assert.ok(status < 300, JSON.stringify(json));
  return json;
}

const show = async (task: string): Promise<Json> => (await service.control('GET', `${tasks}/${task}`)).json;

async function history(task: string): Promise<readonly string[]> {
  const reply = await fetch(`${service.url}/_quartermaster/${tasks}/history?task=${task}`);
  const lines = (await reply.text()).trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .map(({ type, reason, outcome }) => [type, reason ?? outcome].filter(Boolean).join(' '));
}

test('a cluster of two nodes whose GPUs are slices, and two teams with half of them each', async () => {
  const { ClusterArn } = await client.send(
    new CreateClusterCommand(
      continuous('mig', [
        group('workers', 2, {
          InstanceType: 'ml.p4d.24xlarge',
          KubernetesConfig: { Labels: { 'nvidia.com/mig.config': 'all-1g.5gb' } },
        }),
      ]),
    ),
  );
  await service.settle();
  await client.send(
    new CreateClusterSchedulerConfigCommand({
      Name: 'policy',
      ClusterArn,
      SchedulerConfig: {
        PriorityClasses: [
          { Name: 'training', Weight: 50 },
          { Name: 'inference', Weight: 90 },
        ],
        FairShare: 'Enabled',
      },
    }),
  );
  for (const TeamName of ['vision', 'nlp']) {
    await client.send(
      new CreateComputeQuotaCommand({
        Name: TeamName,
        ClusterArn,
        ComputeQuotaTarget: { TeamName, FairShareWeight: 10 },
        ComputeQuotaConfig: {
          ComputeQuotaResources: [
            { InstanceType: 'ml.p4d.24xlarge', AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 56 } },
          ],
          ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
          PreemptTeamTasks: 'LowerPriority',
        },
      }),
    );
  }
  await service.settle();
});

test('a PyTorchJob runs on borrowed slices, each replica on slices of its own', async () => {
  const { tasks: submitted } = await post(tasks, { manifest: pytorchJob('big', 'vision', 9, 8) });
  const [task] = submitted;
  assert.deepEqual(
    [task.id, task.status, task.message],
    ['task-1', 'Running', 'Admitted on borrowed quota.'],
  );
  assert.deepEqual(
    task.admission.podSets.map(({ name, count }: Json) => [name, count]),
    [
      ['master', 1],
      ['worker', 9],
    ],
  );
  const slices = task.admission.replicas.flatMap(({ instanceId, partitions }: Json) =>
    partitions.map(({ gpu, profile, start }: Json) => `${instanceId} ${gpu} ${profile} ${start}`),
  );
  assert.equal(slices.length, 80);
  assert.equal(new Set(slices).size, 80);
});

test('the other team takes its own back: the borrower stops, waits, and goes on from its checkpoint', async () => {
  await service.advance(25 * 60);
  const { tasks: submitted } = await post(tasks, { manifest: pytorchJob('owner', 'nlp', 4, 10) });
  assert.equal(submitted[0].status, 'Pending');
  const stopping = await show('big');
  assert.deepEqual(
    [stopping.status, stopping.eviction.reason, stopping.eviction.preemptor, stopping.savedSeconds],
    ['Stopping', 'InCohortReclamation', 'task-2', 20 * 60],
  );
  await service.advance(60);
  assert.deepEqual([(await show('big')).status, (await show('owner')).status], ['Pending', 'Running']);
  await post(`${tasks}/owner/complete`, { outcome: 'Succeeded' });
  const again = await show('big');
  assert.deepEqual([again.status, again.remainingSeconds], ['Running', 100 * 60]);
});

test('a node that is replaced under it stops the whole gang, and it shows in its history', async () => {
  const [{ instanceId }] = (await show('big')).admission.replicas;
  await client.send(new BatchReplaceClusterNodesCommand({ ClusterName: 'mig', NodeIds: [instanceId] }));
  assert.deepEqual([(await show('big')).eviction.reason], ['NodeReplacement']);
  await service.settle();
  await service.settle();
  const ended = await show('task-1');
  assert.deepEqual([ended.status, ended.admissions, ended.evictions], ['Succeeded', 3, 2]);
  assert.deepEqual(await history('task-1'), [
    'Submitted',
    'Admitted',
    'Evicted InCohortReclamation',
    'Requeued',
    'Admitted',
    'Evicted NodeReplacement',
    'Requeued',
    'Admitted',
    'Finished Succeeded',
  ]);
});

test('a task that runs without end is cancelled, and has its time to stop', async () => {
  const body = {
    name: 'notebook',
    team: 'nlp',
    instanceType: 'ml.p4d.24xlarge',
    partition: { type: 'mig-1g.5gb', count: 2 },
  };
  const task = await post(tasks, body);
  assert.deepEqual(
    [task.status, task.durationSeconds, task.podSets[0].requests],
    ['Running', 'untilCancelled', { cpu: '3', memory: '41Gi', 'nvidia.com/mig-1g.5gb': '2' }],
  );
  const { json: stopping } = await service.control('DELETE', `${tasks}/notebook`);
  assert.deepEqual([stopping.status, stopping.eviction.reason], ['Stopping', 'Cancelled']);
  await service.advance(60);
  assert.equal((await show('notebook')).status, 'Cancelled');
  assert.deepEqual(await history(task.id), [
    'Submitted',
    'Admitted',
    'Evicted Cancelled',
    'Finished Cancelled',
  ]);
});

test('a partition that the instance type does not offer is refused, with those it does', async () => {
  const manifest = pytorchJob('wrong', 'nlp', 1, 1).replaceAll('mig-1g.5gb', 'mig-1g.6gb');
  const { status, json } = await service.control('POST', tasks, { manifest });
  assert.equal(status, 400);
  assert.match(
    json.error.message,
    /^Replicas of 'master' ask for partition 'mig-1g\.6gb', which instance type 'ml\.p4d\.24xlarge' does not offer\. Did you mean 'mig-1g\.5gb'\? It offers: mig-1g\.5gb, /,
  );
});
