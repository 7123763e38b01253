import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendingMessage, pendingReason } from './pending-message.ts';
import type { Policy } from './policy.ts';
import { policy, queue, running, workload } from './testing.ts';
import { NodeRoom, type RoomNode } from './testing-room.ts';
import type { Workload } from './workload.ts';

interface Case {
  readonly policy: Policy;
  readonly holders?: readonly Workload[];
  readonly waits: Workload;
  readonly reason: string;
  readonly message: string;
  /** Nodes to find places on. */
  readonly nodes?: readonly RoomNode[];
}

const preempting = { withinClusterQueue: 'LowerPriority' } as const;

test('why a workload waits', async (t) => {
  const table: Record<string, Case> = {
    'others use the quota': {
      policy: policy([queue('q', 4)]),
      holders: [workload('old', 'q', 3)],
      waits: workload('w', 'q', 2),
      reason: 'WaitingForQuota',
      message:
        "couldn't assign flavors to pod set main: insufficient unused quota for gpu in flavor a, 1 more needed",
    },
    'it wants more than there could ever be': {
      policy: policy([queue('q', 4)]),
      waits: workload('w', 'q', 5),
      reason: 'ExceedsMaxQuota',
      message:
        "couldn't assign flavors to pod set main: insufficient quota for gpu in flavor a, previously considered podsets " +
        'requests (0) + current podset request (5) > maximum capacity (4)',
    },
    'it wants what the queue has no quota of': {
      policy: policy([queue('q', 4)]),
      waits: {
        ...workload('w', 'q', 1),
        podSets: [{ name: 'main', count: 1, requests: { 'mig-1g.5gb': 1 } }],
      },
      reason: 'NoMatchingFlavor',
      message: "couldn't assign flavors to pod set main: resource mig-1g.5gb unavailable in ClusterQueue",
    },
    'its victims are on their way': {
      policy: policy([queue('q', 4, { preemption: preempting })]),
      holders: [workload('old', 'q', 3)],
      waits: workload('w', 'q', 4, { priority: 100, createdAt: 1 }),
      reason: 'WaitingForPreemptedWorkloads',
      message:
        "couldn't assign flavors to pod set main: insufficient unused quota for gpu in flavor a, 3 more needed. " +
        'Pending the preemption of 1 workload(s)',
    },
    'no node has room for a pod': {
      policy: policy([queue('q', 4)]),
      nodes: [{ gpu: 2 }, { gpu: 1 }],
      waits: workload('w', 'q', 4),
      reason: 'TopologyPlacementFailed',
      message:
        'couldn\'t assign flavors to pod set main: topology "default" doesn\'t allow to fit any of 1 pod(s). ' +
        'Total nodes: 2; excluded: resource "gpu": 2',
    },
    'the nodes have room for a few of the pods': {
      policy: {
        ...policy([queue('q', 4)]),
        flavors: [{ name: 'a', topologyName: 'racks' }],
      },
      nodes: [{ gpu: 2 }, { gpu: 1 }, { gpu: 1 }],
      waits: workload('w', 'q', 2, { count: 2 }),
      reason: 'TopologyPlacementFailed',
      message:
        'couldn\'t assign flavors to pod set main: topology "racks" allows to fit only 1 out of 2 pod(s). ' +
        'Total nodes: 3; excluded: resource "gpu": 2',
    },
    'one flavor is used up, and the other is too small': {
      policy: policy([queue('q', { a: { gpu: 4 }, b: { gpu: 1 } })]),
      holders: [workload('old', 'q', 3)],
      waits: workload('w', 'q', 2),
      reason: 'WaitingForQuota',
      message:
        "couldn't assign flavors to pod set main: insufficient quota for gpu in flavor b, previously considered podsets " +
        'requests (0) + current podset request (2) > maximum capacity (1), insufficient unused quota for gpu in flavor a, ' +
        '1 more needed',
    },
  };
  for (const [sentence, { policy: of, holders = [], waits, reason, message, nodes }] of Object.entries(
    table,
  )) {
    await t.test(sentence, () => {
      const scheduler = running(of, holders, nodes && new NodeRoom(nodes));
      scheduler.submit(waits);
      const tried = scheduler.cycle(9).tried[0]!;
      assert.equal(pendingReason(tried, scheduler.tree.frs), reason);
      assert.equal(pendingMessage(tried, scheduler.tree.frs), message);
    });
  }
});
