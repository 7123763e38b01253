import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventLine } from './event-line.ts';

const time = '2026-01-05T09:00:00Z';

test('each kind of event is told in one line', async (t) => {
  const state = { ClusterName: 'ml', ClusterStatus: 'Failed', FailureMessage: 'No capacity.' };
  const health = { HealthStatus: 'Unhealthy', RepairAction: 'Reboot', Recommendation: 'Wait.' };
  const step = { EventLevel: 'Warn', ClusterName: 'ml', Description: 'It happened.' };
  const table: Record<string, [type: string, detail: object, line: string]> = {
    'a cluster that failed': ['State Change', state, 'State  ml  Failed No capacity.'],
    'a cluster with groups': [
      'State Change',
      {
        ...state,
        FailureMessage: '',
        InstanceGroups: [{ InstanceGroupName: 'g', Status: 'Creating', CurrentCount: 1, TargetCount: 2 }],
      },
      'State  ml  Failed (g Creating 1/2)',
    ],
    'a node that is ill': [
      'Node Health Event',
      { ClusterName: 'ml', InstanceId: 'i-1', HealthSummary: health },
      'Warn   i-1  Unhealthy, repair by reboot. Wait.',
    ],
    'a step of a cluster': ['Event', { EventDetails: step }, 'Warn   ml  It happened.'],
    'a step of an instance': [
      'Event',
      { EventDetails: { ...step, InstanceGroupName: 'g', InstanceId: 'i-1' } },
      'Warn   g/i-1  It happened.',
    ],
  };
  for (const [sentence, [type, detail, line]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.equal(
        eventLine({ time, 'detail-type': `SageMaker HyperPod Cluster ${type}`, detail }),
        `${time}  ${line}`,
      );
    });
  }
});
