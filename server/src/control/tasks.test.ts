import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Json, startedAt, type TestServer, testServer } from './testing.ts';

const TASKS = '/_quartermaster/clusters/ml/tasks';

const manifest = (name: string, replicas = 1, queue = 'hyperpod-ns-vision-localqueue') => `
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  labels:
    kueue.x-k8s.io/queue-name: ${queue}
    kueue.x-k8s.io/priority-class: training-priority
spec:
  parallelism: ${replicas}
  completions: ${replicas}
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      nodeSelector:
        node.kubernetes.io/instance-type: ml.p4d.24xlarge
      containers:
        - name: main
          image: train:1
          resources:
            limits: { nvidia.com/gpu: 8 }
`;

describe('tasks on the control endpoints', () => {
  let server: TestServer;
  let arn: string;
  before(async () => {
    server = await testServer('--pace', 'instant');
  });
  after(() => server.close());
  beforeEach(async () => {
    await server.control('POST', '/_quartermaster/reset');
    arn = await server.createGovernedCluster('ml', 2, { vision: 1, nlp: 1 });
  });

  const submit = async (body: object): Promise<Json> => {
    const { status, json } = await server.control('POST', TASKS, body);
    assert.equal(status, 201, JSON.stringify(json));
    return json;
  };
  const train = { name: 'train', team: 'vision', instanceType: 'ml.p4d.24xlarge', accelerators: 8 };
  const get = async (path: string): Promise<Json> => {
    const { status, json } = await server.control('GET', path);
    assert.equal(status, 200, JSON.stringify(json));
    return json;
  };
  const refused = async (
    method: string,
    path: string,
    expected: [status: number, code: string, message: RegExp],
    body?: unknown,
    contentType?: string,
  ): Promise<void> => {
    const { status, json } = await server.control(method, path, body, contentType);
    assert.deepEqual([status, json.error?.code], expected.slice(0, 2), JSON.stringify(json));
    assert.match(json.error.message, expected[2]);
  };

  test('a task is answered as it is once it is stored: it may run already', async () => {
    const nodes = (await get('/_quartermaster/nodes?cluster=ml')).nodes;
    const task = await submit({ ...train, priorityClass: 'training', durationSeconds: 3600, replicas: 2 });
    const { admission, ...rest } = task;
    assert.deepEqual(rest, {
      id: 'task-1',
      name: 'train',
      team: 'vision',
      priorityClass: 'training',
      priority: 50,
      status: 'Running',
      message: 'Admitted on borrowed quota.',
      kind: null,
      podSets: [
        {
          name: 'main',
          replicas: 2,
          minReplicas: null,
          instanceTypes: ['ml.p4d.24xlarge'],
          requests: { cpu: '89730m', memory: '1082347Mi', 'nvidia.com/gpu': '8' },
          nodeSelector: {},
          tolerations: [],
        },
      ],
      durationSeconds: 3600,
      checkpointIntervalSeconds: null,
      submittedAt: startedAt,
      startedAt,
      endedAt: null,
      savedSeconds: 0,
      remainingSeconds: 3600,
      admissions: 1,
      evictions: 0,
      eviction: null,
    });
    const type = 'ml.p4d.24xlarge';
    assert.deepEqual(admission.podSets, [
      { name: 'main', count: 2, flavors: { cpu: type, memory: type, 'nvidia.com/gpu': type } },
    ]);
    assert.deepEqual(
      admission.replicas
        .map(({ logicalId, instanceId, hostname }: Json) => [logicalId, instanceId, hostname])
        .sort(),
      nodes.map(({ logicalId, instanceId, hostname }: Json) => [logicalId, instanceId, hostname]).sort(),
    );
    assert.deepEqual(admission.replicas[0].accelerators, [0, 1, 2, 3, 4, 5, 6, 7]);
    await server.control('POST', '/_quartermaster/clock', { advanceSeconds: 600 });
    assert.equal((await get(`${TASKS}/task-1`)).remainingSeconds, 3000);
    await server.control('POST', '/_quartermaster/clock', { advanceSeconds: 3000 });
    const ended = await get(`${TASKS}/train`);
    assert.deepEqual([ended.status, ended.remainingSeconds], ['Succeeded', null]);
  });

  test('the cluster is a name, an id or an ARN', async () => {
    await submit(train);
    for (const cluster of ['ml', arn.split('/')[1]!, encodeURIComponent(arn)])
      assert.equal((await get(`/_quartermaster/clusters/${cluster}/tasks/train`)).id, 'task-1', cluster);
    await refused('GET', '/_quartermaster/clusters/other/tasks', [
      404,
      'NotFound',
      /^Cluster 'other' does not/,
    ]);
    await refused('GET', `${TASKS}?region=us-east-1`, [404, 'NotFound', /in region us-east-1\. GET/]);
    await refused('GET', `${TASKS}/`, [404, 'NotFound', /^There is nothing at /]);
  });

  test('a manifest is taken as JSON member or as it is, and answered as a list', async () => {
    const asMember = await submit({ manifest: manifest('a') });
    assert.deepEqual(
      asMember.tasks.map(({ id, name, status, kind, warnings }: Json) => [id, name, status, kind, warnings]),
      [
        [
          'task-1',
          'a',
          'Running',
          'batch/v1 Job',
          ['spec.backoffLimit has no effect: no container runs here, so none fails by itself.'],
        ],
      ],
    );
    for (const contentType of ['application/yaml', 'text/yaml; charset=utf-8', 'application/x-yaml']) {
      const text = `${manifest('b')}---\nkind: Service\n---${manifest('c')}`;
      const { status, json } = await server.control('POST', TASKS, text, contentType);
      assert.equal(status, 201, JSON.stringify(json));
      assert.deepEqual(
        [json.tasks.map(({ name }: Json) => name), json.warnings],
        [['b', 'c'], ['Document 2: Service is passed over; only tasks are read.']],
      );
    }
  });

  test('a manifest of which one task is refused is refused whole', async () => {
    const invalid = `${manifest('a')}---${manifest('b', -1)}`;
    await refused('POST', TASKS, [400, 'InvalidRequest', /^Document 2 \(Job b\): spec\.parallelism is -1/], {
      manifest: invalid,
    });
    assert.deepEqual((await get(TASKS)).tasks, []);
    const unknown = `${manifest('a')}---${manifest('b', 1, 'hyperpod-ns-vsion-localqueue')}`;
    await refused(
      'POST',
      TASKS,
      [
        400,
        'InvalidRequest',
        /^Task 'b' is refused, and none of the 2 tasks was submitted: Team 'vsion' has no compute quota in force on this cluster\. Did you mean 'vision'\?/,
      ],
      { manifest: unknown },
    );
    assert.deepEqual((await get(TASKS)).tasks, []);
    await refused('POST', TASKS, [400, 'InvalidRequest', /^'name' is no member of a body with a manifest/], {
      manifest: 'a: 1',
      name: 'x',
    });
    await refused(
      'POST',
      TASKS,
      [400, 'InvalidRequest', /^The manifest cannot be read at line 1/],
      'a: [',
      'text/yaml',
    );
  });

  test('what the rules refuse is refused here', async () => {
    const bad: readonly (readonly [object, RegExp])[] = [
      [{ ...train, team: 'visio' }, /^Team 'visio' has no compute quota in force.* Did you mean 'vision'\?/],
      [
        { ...train, priorityClass: 'urgent' },
        /^Priority class 'urgent' does not exist in the cluster's policy/,
      ],
      [{ ...train, replicas: 3 }, /^The task is larger than team 'vision' could ever have/],
      [{ ...train, accelerators: undefined, partition: { type: 'mig-1g.10gb' } }, /mig-1g\.10gb/],
    ];
    for (const [body, message] of bad) await refused('POST', TASKS, [400, 'InvalidRequest', message], body);
    await server.createCluster('slurm', 1);
    await refused(
      'POST',
      '/_quartermaster/clusters/slurm/tasks',
      [400, 'InvalidRequest', /is not orchestrated by EKS/],
      train,
    );
  });

  test('tasks are listed by filter and page, in either order', async () => {
    for (const [name, team, priorityClass] of [
      ['a', 'vision', 'training'],
      ['b', 'nlp', 'inference'],
      ['c', 'vision', 'inference'],
      ['d', 'vision', undefined],
    ]) {
      await submit({ ...train, name, team, priorityClass });
    }
    const names = async (query: string) =>
      (await get(`${TASKS}?${query}`)).tasks.map(({ name }: Json) => name).join('');
    assert.equal(await names(''), 'dcba');
    assert.equal(await names('order=oldest'), 'abcd');
    assert.equal(await names('team=vision'), 'dca');
    assert.equal(await names('priorityClass=inference'), 'cb');
    assert.equal(await names('status=Pending'), 'da');
    await server.control('DELETE', `${TASKS}/d`);
    assert.equal(await names('ended=true'), 'd');
    assert.equal(await names('ended=false&order=oldest'), 'abc');
    for (const [order, all] of [
      ['newest', 'dcba'],
      ['oldest', 'abcd'],
    ] as const) {
      let [seen, page] = ['', ''];
      do {
        const { tasks, nextToken } = await get(`${TASKS}?order=${order}&limit=3${page}`);
        seen += `${tasks.map(({ name }: Json) => name).join('')} `;
        page = nextToken === null ? '' : `&nextToken=${nextToken}`;
      } while (page !== '');
      assert.equal(seen, `${all.slice(0, 3)} ${all.slice(3)} `);
    }
    const { nextToken } = await get(`${TASKS}?limit=1`);
    await refused('GET', `${TASKS}?limit=1&team=nlp&nextToken=${nextToken}`, [
      400,
      'InvalidRequest',
      /belongs to a request with other parameters/,
    ]);
    await refused('GET', `${TASKS}?limit=1001`, [400, 'InvalidRequest', /^'limit' is "1001"/]);
    await refused('GET', `${TASKS}?status=running`, [
      400,
      'InvalidRequest',
      /^'status' is "running".* Did you mean 'Running'\?$/,
    ]);
  });

  test('a task is meant by its id, or by a name that is unique', async () => {
    await submit({ ...train, name: 'twin' });
    await submit({ ...train, name: 'twin', team: 'nlp' });
    await refused('GET', `${TASKS}/twin`, [
      400,
      'InvalidRequest',
      /^2 tasks are called 'twin': task-1, task-2\. Give/,
    ]);
    await server.control('POST', `${TASKS}/task-1/complete`);
    assert.equal((await get(`${TASKS}/twin`)).id, 'task-2');
    await refused('GET', `${TASKS}/task-9`, [
      404,
      'NotFound',
      /^Task 'task-9' does not exist in this cluster/,
    ]);
  });

  test('tasks are cancelled and completed, and not twice', async () => {
    await submit(train);
    await submit({ ...train, team: 'nlp', name: 'other' });
    const done = await server.control('POST', `${TASKS}/train/complete`, { outcome: 'Failed' });
    assert.deepEqual([done.status, done.json.status], [200, 'Failed']);
    await refused('POST', `${TASKS}/task-1/complete`, [
      409,
      'Conflict',
      /^Task 'task-1' is Failed, and only a/,
    ]);
    await refused('POST', `${TASKS}/other/complete`, [400, 'InvalidRequest', /^'outcome' is "Done"/], {
      outcome: 'Done',
    });
    const cancelled = await server.control('DELETE', `${TASKS}/other`);
    assert.deepEqual([cancelled.status, cancelled.json.status], [200, 'Cancelled']);
    await refused('DELETE', `${TASKS}/task-2`, [409, 'Conflict', /^Task 'task-2' has ended already/]);
    await refused('PUT', `${TASKS}/task-2`, [405, 'MethodNotAllowed', /Use GET or DELETE\.$/]);
    await refused('DELETE', `${TASKS}/history`, [405, 'MethodNotAllowed', /Use GET\.$/]);
  });

  test('history is JSON lines, in pages, of all or of one', async () => {
    await submit({ ...train, replicas: 2 });
    await submit({ ...train, team: 'nlp', name: 'other' });
    await server.control('POST', `${TASKS}/other/complete`);
    const lines = async (query = ''): Promise<Json[]> => {
      const { status, json, headers } = await server.control('GET', `${TASKS}/history${query}`);
      assert.deepEqual([status, headers.get('content-type')], [200, 'application/x-ndjson']);
      return json === ''
        ? []
        : json
            .trimEnd()
            .split('\n')
            .map((line: string) => JSON.parse(line));
    };
    const all = await lines();
    assert.deepEqual(
      all.map(({ type, task }) => `${type} ${task ?? ''}`.trim()),
      [
        'NodeChanged',
        'NodeChanged',
        'PolicyChanged',
        'PolicyChanged',
        'PolicyChanged',
        'Submitted task-1',
        'Admitted task-1',
        'Submitted task-2',
        'Evicted task-1',
        'Requeued task-1',
        'Admitted task-2',
        'Finished task-2',
        'Admitted task-1',
      ],
    );
    assert.deepEqual(
      all.map(({ sequence, at }) => [sequence, at]),
      all.map((_, i) => [i + 1, startedAt]),
    );
    assert.equal(all.find(({ type }) => type === 'Admitted').admission.admittedAt, startedAt);
    const paged: Json[] = [];
    for (let page = await lines('?limit=4'); page.length > 0; ) {
      paged.push(...page);
      page = await lines(`?limit=4&after=${page.at(-1).sequence}`);
    }
    assert.deepEqual(paged, all);
    const types = async (query: string) => (await lines(query)).map(({ type }) => type);
    assert.deepEqual(await types('?task=task-2'), ['Submitted', 'Admitted', 'Finished']);
    assert.deepEqual(await types('?task=other&limit=2'), ['Submitted', 'Admitted']);
    assert.deepEqual(await types('?team=nlp'), ['Submitted', 'Admitted', 'Finished']);
    await refused('GET', `${TASKS}/history?limit=10001`, [400, 'InvalidRequest', /^'limit' is "10001"/]);
    await refused('GET', `${TASKS}/history?task=nobody`, [404, 'NotFound', /^Task 'nobody' does not exist/]);
  });

  test('governance says who has, uses, borrows and lends', async () => {
    await submit({ ...train, replicas: 2, vCpu: 1, memoryGiB: 1 });
    await submit({ ...train, vCpu: 1, memoryGiB: 1, name: 'more' });
    const { teams, policy, idlePool, stoppedLoops } = await get('/_quartermaster/clusters/ml/governance');
    const gpu = ({ resources }: Json) =>
      resources.find(({ resource }: Json) => resource === 'nvidia.com/gpu');
    assert.deepEqual(
      teams.map((team: Json) => [team.team, team.sharing, team.fairShareWeight, team.tasks, gpu(team)]),
      [
        [
          'vision',
          'LendAndBorrow',
          10,
          { pending: 1, running: 1, stopping: 0 },
          {
            instanceType: 'ml.p4d.24xlarge',
            resource: 'nvidia.com/gpu',
            quota: '8',
            used: '16',
            borrowed: '8',
            lent: '0',
            borrowingLimit: '8',
          },
        ],
        [
          'nlp',
          'LendAndBorrow',
          10,
          { pending: 0, running: 0, stopping: 0 },
          {
            instanceType: 'ml.p4d.24xlarge',
            resource: 'nvidia.com/gpu',
            quota: '8',
            used: '0',
            borrowed: '0',
            lent: '8',
            borrowingLimit: '8',
          },
        ],
      ],
    );
    assert.deepEqual(
      [policy.name, policy.status, policy.inForce.PriorityClasses.length, idlePool, stoppedLoops],
      ['ml', 'Created', 2, [], []],
    );
    await server.createCluster('slurm', 1);
    const none = await get('/_quartermaster/clusters/slurm/governance');
    assert.deepEqual([none.teams, none.policy, none.idlePool], [[], null, []]);
  });
});
