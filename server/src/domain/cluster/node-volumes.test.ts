import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NODE_VOLUMES_MAX } from '../limits.ts';
import { attachClusterNodeVolume } from './attach-cluster-node-volume.ts';
import { clusterArn } from './cluster.ts';
import { detachClusterNodeVolume } from './detach-cluster-node-volume.ts';
import { Stage, type TestGroup } from './testing.ts';

const volume = (number: number): string => `vol-${String(number).padStart(17, '0')}`;

interface Call {
  readonly node?: number;
  readonly volume?: number;
  readonly group?: string;
}

function request(stage: Stage, { node = 0, volume: number = 1, group = 'a' }: Call = {}) {
  return {
    ClusterArn: clusterArn(stage.present()),
    NodeId: stage.nodes(group)[node]!.instanceId!,
    VolumeId: volume(number),
  };
}

const attach = (stage: Stage, call?: Call) => stage.call(attachClusterNodeVolume, request(stage, call));
const detach = (stage: Stage, call?: Call) => stage.call(detachClusterNodeVolume, request(stage, call));

function stageOf(pace: 'realistic' | 'instant' = 'realistic', group: Partial<TestGroup> = {}): Stage {
  const stage = new Stage(pace);
  stage.cluster([{ name: 'a', nodes: 2, ...group }]);
  return stage;
}

test('a volume is attached, and later detached', () => {
  const stage = stageOf();
  const reply = attach(stage);
  assert.equal(reply.Status, 'attaching');
  assert.equal(reply.DeviceName, '/dev/sdf');
  assert.equal(reply.AttachTime, stage.now);
  stage.advance(5_000);
  assert.equal(stage.nodes()[0]!.volumes?.[0]?.status, 'attached');
  assert.match(stage.events.at(-1)!, /attached to EC2 Instance/);
  assert.equal(detach(stage).Status, 'detaching');
  stage.advance(5_000);
  assert.equal(stage.nodes()[0]!.volumes, undefined);
  assert.match(stage.events.at(-1)!, /detached from EC2 Instance/);
});

test('at the instant pace the reply says how it ends', () => {
  const stage = stageOf('instant');
  assert.equal(attach(stage).Status, 'attached');
  assert.equal(stage.nodes()[0]!.volumes?.[0]?.status, 'attached');
  assert.equal(detach(stage).Status, 'detached');
  assert.equal(stage.nodes()[0]!.volumes, undefined);
});

test('device names: the first that is free', () => {
  const stage = stageOf('instant');
  const names = [1, 2, 3].map((number) => attach(stage, { volume: number }).DeviceName);
  assert.deepEqual(names, ['/dev/sdf', '/dev/sdg', '/dev/sdh']);
  detach(stage, { volume: 2 });
  assert.equal(attach(stage, { volume: 4 }).DeviceName, '/dev/sdg');
});

test('a node takes as many volumes as there are names', () => {
  const stage = stageOf('instant');
  const names = Array.from({ length: NODE_VOLUMES_MAX }, (_, i) => attach(stage, { volume: i }).DeviceName);
  assert.equal(names.at(-1), '/dev/sdp');
  assert.throws(() => attach(stage, { volume: 99 }), {
    code: 'ValidationException',
    message: /has 11 volumes/,
  });
});

test('what is refused', async (t) => {
  const table: Record<string, [refused: () => unknown, code: string, message: RegExp]> = {
    'an unknown cluster': [
      () => {
        const stage = stageOf();
        const ClusterArn = clusterArn({ ...stage.present(), id: 'nosuchcluste' });
        stage.call(attachClusterNodeVolume, { ...request(stage), ClusterArn });
      },
      'ResourceNotFound',
      /nosuchcluste/,
    ],
    'an unknown node': [
      () => {
        const stage = stageOf();
        stage.call(attachClusterNodeVolume, { ...request(stage), NodeId: 'i-00000000' });
      },
      'ResourceNotFound',
      /'i-00000000'/,
    ],
    'a Slurm cluster': [
      () => {
        const stage = stageOf();
        stage.draft.put('cluster', stage.present().id, { ...stage.present(), orchestrator: undefined });
        attach(stage);
      },
      'ValidationException',
      /orchestrated by EKS/,
    ],
    'a cluster that is not in service': [
      () => {
        const stage = stageOf();
        stage.draft.put('cluster', stage.present().id, { ...stage.present(), status: 'SystemUpdating' });
        attach(stage);
      },
      'ConflictException',
      /SystemUpdating/,
    ],
    'a node of a restricted group': [
      () => attach(stageOf('realistic', { restricted: true })),
      'ValidationException',
      /restricted instance group 'a'/,
    ],
    'a node that is not running': [
      () => {
        const stage = stageOf();
        stage.change(stage.nodes()[0]!, { status: 'Pending' });
        attach(stage);
      },
      'ConflictException',
      /is Pending/,
    ],
    'a volume that the node has': [
      () => {
        const stage = stageOf();
        attach(stage);
        attach(stage);
      },
      'ValidationException',
      /already attached.*\/dev\/sdf/,
    ],
    'a volume that another node has': [
      () => {
        const stage = stageOf();
        attach(stage);
        attach(stage, { node: 1 });
      },
      'ValidationException',
      /attached to node 'i-\w+' of cluster 'main'/,
    ],
    'detaching what is not there': [() => detach(stageOf()), 'ValidationException', /is not attached/],
    'detaching what is on its way': [
      () => {
        const stage = stageOf();
        attach(stage);
        detach(stage);
      },
      'ConflictException',
      /is attaching/,
    ],
  };
  for (const [sentence, [refused, code, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.throws(refused, { code, message }));
  }
});
