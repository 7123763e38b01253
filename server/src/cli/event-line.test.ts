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
  const arn = 'arn:aws:sagemaker:us-west-2:111122223333';
  const plans: typeof table = {
    'a plan that failed': [
      'Training Plan State Change',
      { TrainingPlanName: 'p5', Status: 'Failed', StatusMessage: 'Not paid.' },
      'Warn   p5  Failed: Not paid.',
    ],
    'a plan that is over': [
      'Training Plan State Change',
      { TrainingPlanName: 'p5', Status: 'Expired' },
      'State  p5  Expired',
    ],
    'a training job': [
      'Training Job State Change',
      {
        TrainingJobName: 'llm',
        TrainingJobStatus: 'InProgress',
        SecondaryStatus: 'Interrupted',
        SecondaryStatusTransitions: [
          { Status: 'Training', StatusMessage: 'Training image download completed.' },
          { Status: 'Interrupted', StatusMessage: 'The capacity block ends in 30 minutes' },
        ],
      },
      'State  llm  InProgress/Interrupted: The capacity block ends in 30 minutes',
    ],
    'a training job that failed': [
      'Training Job State Change',
      {
        TrainingJobName: 'llm',
        TrainingJobStatus: 'Failed',
        SecondaryStatus: 'Failed',
        FailureReason: 'AlgorithmError: , exit code: 1',
      },
      'Warn   llm  Failed: AlgorithmError: , exit code: 1',
    ],
    'a reserved capacity': [
      'Reserved Capacity State Change',
      {
        ReservedCapacityArn: `${arn}:reserved-capacity/p5-rc1`,
        Status: 'Active',
        InUseInstanceCount: 1,
        TotalInstanceCount: 2,
      },
      'State  p5-rc1  Active, 1/2 in use',
    ],
    'an extension': [
      'Training Plan Extension State Change',
      { TrainingPlanArn: `${arn}:training-plan/p5`, Status: 'Scheduled', EndDate: Date.parse(time) },
      'State  p5  extension to 2026-01-05T09:00:00.000Z Scheduled',
    ],
  };
  const endpoint = { EndpointName: 'chat', EndpointConfigName: 'two', EndpointStatus: 'IN_SERVICE' };
  const endpoints: typeof table = {
    'a model': ['Model State Change', { ModelName: 'llm', Tags: {} }, 'State  llm  model created or deleted'],
    'an endpoint configuration': [
      'Endpoint Config State Change',
      { EndpointConfigName: 'two', Tags: {} },
      'State  two  endpoint configuration created or deleted',
    ],
    'an endpoint': [
      'Endpoint State Change',
      { ...endpoint, FailureReason: null },
      'State  chat  IN_SERVICE (two)',
    ],
    'an endpoint that could not be updated': [
      'Endpoint State Change',
      { ...endpoint, FailureReason: 'No capacity.' },
      'Warn   chat  IN_SERVICE (two): No capacity.',
    ],
    'an endpoint that failed': [
      'Endpoint State Change',
      { ...endpoint, EndpointStatus: 'FAILED', FailureReason: 'No capacity.' },
      'Warn   chat  FAILED (two): No capacity.',
    ],
  };
  for (const [sentence, [type, detail, line]] of Object.entries({ ...plans, ...endpoints })) {
    await t.test(sentence, () => {
      assert.equal(eventLine({ time, 'detail-type': `SageMaker ${type}`, detail }), `${time}  ${line}`);
    });
  }
  for (const [sentence, [type, detail, line]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.equal(
        eventLine({ time, 'detail-type': `SageMaker HyperPod Cluster ${type}`, detail }),
        `${time}  ${line}`,
      );
    });
  }
});
