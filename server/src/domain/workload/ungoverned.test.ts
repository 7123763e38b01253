import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saveNode } from '../cluster/node-work.ts';
import { gpus, nodesOf, TaskStage } from './testing.ts';

test('who looks before the first quota is made, or asks in vain, keeps no node from being seen later', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  const [node] = stage.stage.nodes();
  stage.stage.change(node!, { status: 'Pending', joined: false });
  assert.throws(() => stage.submit('a', { requests: gpus(8) }), /has no compute quota in force/);
  saveNode(stage.stage.draft, { ...stage.stage.nodes()[0]!, status: 'Running', joined: true }, stage.context);
  stage.team('a', { ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge', Count: 1 }] });
  const id = stage.submit('a', { requests: gpus(8) });
  assert.equal(stage.task(id).status, 'Running');
});
