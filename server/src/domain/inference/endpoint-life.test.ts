import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointStage, variant } from './testing.ts';

const minute = 60_000;

/** A stage with an Active plan `p` of four instances that ends in a day. */
function planned(): EndpointStage {
  const stage = new EndpointStage();
  stage.endpointPlan('p', 4, [[1, 25]]);
  stage.advanceHours(2);
  return stage;
}

test('how long the operations of an endpoint take at the realistic pace', async (t) => {
  const table: Record<string, [act: (stage: EndpointStage) => void, minutes: number, then: string]> = {
    'a creation': [(stage) => stage.create('new', 'one'), 5, 'InService'],
    'an update': [(stage) => stage.update('x', 'one'), 8, 'InService'],
    'an update that bakes twice, and keeps the old fleet for a while': [
      (stage) => {
        const TrafficRoutingConfiguration = {
          Type: 'CANARY',
          WaitIntervalInSeconds: 300,
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 30 },
        };
        const BlueGreenUpdatePolicy = { TrafficRoutingConfiguration, TerminationWaitInSeconds: 120 };
        stage.update('x', 'one', { DeploymentConfig: { BlueGreenUpdatePolicy } });
      },
      8 + 10 + 2,
      'InService',
    ],
    'an update in batches': [
      (stage) => {
        stage.config('four', variant({ InitialInstanceCount: 4 }));
        const MaximumBatchSize = { Type: 'INSTANCE_COUNT', Value: 2 };
        const RollingUpdatePolicy = { MaximumBatchSize, WaitIntervalInSeconds: 60 };
        stage.update('x', 'four', { DeploymentConfig: { RollingUpdatePolicy } });
      },
      8 + 2,
      'InService',
    ],
    'a change of scale': [(stage) => stage.scale('x', 2), 4, 'InService'],
  };
  for (const [sentence, [act, minutes, then]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new EndpointStage();
      stage.config('one', variant());
      stage.create('x', 'one');
      stage.advance(5 * minute);
      act(stage);
      const name = stage.endpoint('new') === undefined ? 'x' : 'new';
      stage.advance(minutes * minute - 1);
      assert.notEqual(stage.describe(name).EndpointStatus, then);
      stage.advance(1);
      assert.equal(stage.describe(name).EndpointStatus, then);
    });
  }
  await t.test('a deletion: 20 seconds, and it is gone', () => {
    const stage = new EndpointStage();
    stage.config('one', variant());
    stage.create('x', 'one');
    stage.advance(5 * minute);
    stage.delete('x');
    stage.advance(19_999);
    assert.equal(stage.endpoint('x')!.status, 'Deleting');
    stage.advance(1);
    assert.equal(stage.endpoint('x'), undefined);
  });
});

test('what capacity an operation needs, and what is left where there is none', async (t) => {
  const table: Record<string, [act: (stage: EndpointStage) => void, seen: string, reason?: RegExp]> = {
    'a creation on demand without capacity fails': [
      (stage) => {
        stage.fault({ type: 'capacity', instanceType: 'ml.p5.48xlarge' });
        stage.create('x', 'demand');
      },
      'Failed demand 0/1 !',
      /Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error/,
    ],
    'capacity missing in a zone alone does not matter': [
      (stage) => {
        stage.fault({ type: 'capacity', availabilityZone: 'us-west-2a' });
        stage.create('x', 'demand');
      },
      'InService demand 1/1',
    ],
    'a plan has its capacity whatever is missing on demand': [
      (stage) => {
        stage.fault({ type: 'capacity' });
        stage.create('x', 'two');
      },
      'InService two 2/2',
    ],
    'an update that gets no capacity leaves what served': [
      (stage) => {
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.fault({ type: 'capacity' }, 1);
        stage.update('x', 'demand');
      },
      'InService two 2/2 !',
      /InsufficientInstanceCapacity/,
    ],
    'the next update forgets why the last one failed': [
      (stage) => {
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.fault({ type: 'capacity' }, 1);
        stage.update('x', 'demand');
        stage.advance(8 * minute);
        stage.update('x', 'demand');
      },
      'InService demand 1/1',
    ],
    'growing on demand without capacity leaves the count': [
      (stage) => {
        stage.create('x', 'demand');
        stage.advance(5 * minute);
        stage.fault({ type: 'capacity' });
        stage.scale('x', 3);
      },
      'InService demand 1/1 !',
      /InsufficientInstanceCapacity/,
    ],
    'shrinking needs none': [
      (stage) => {
        stage.create('x', 'three');
        stage.advance(5 * minute);
        stage.fault({ type: 'capacity' });
        stage.scale('x', 2);
      },
      'InService three 2/2',
    ],
    'an alarm of the deployment turns it back': [
      (stage) => {
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.fault({ type: 'alarm', alarmName: 'errors' });
        const AutoRollbackConfiguration = { Alarms: [{ AlarmName: 'errors' }] };
        stage.update('x', 'demand', { DeploymentConfig: { AutoRollbackConfiguration } });
      },
      'InService two 2/2 !',
      /alarm 'errors'/,
    ],
    'containers that do not come up fail a creation': [
      (stage) => {
        stage.fault({ type: 'endpoint', endpoint: 'x' }, 1);
        stage.create('x', 'two');
      },
      'Failed two 0/2 !',
      /^The primary container for production variant main did not pass the ping health check\./,
    ],
    'and leave an update with what it had': [
      (stage) => {
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.fault({ type: 'endpoint', operation: 'update' });
        stage.update('x', 'demand');
      },
      'InService two 2/2 !',
      /did not pass the ping health check/,
    ],
    'but not those of another endpoint, another operation, or a change of scale': [
      (stage) => {
        stage.fault({ type: 'endpoint', endpoint: 'y' });
        stage.fault({ type: 'endpoint', operation: 'update' });
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.fault({ type: 'endpoint' });
        stage.scale('x', 3);
      },
      'InService two 3/3',
    ],
    'an alarm of another name does not': [
      (stage) => {
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.fault({ type: 'alarm', alarmName: 'latency' });
        const AutoRollbackConfiguration = { Alarms: [{ AlarmName: 'errors' }] };
        stage.update('x', 'demand', { DeploymentConfig: { AutoRollbackConfiguration } });
      },
      'InService demand 1/1',
    ],
    'the first type of several pools that has capacity is taken': [
      (stage) => {
        stage.fault({ type: 'capacity', instanceType: 'ml.p5.48xlarge' });
        stage.create('x', 'pools');
      },
      'InService pools 1/1',
    ],
    'a reservation in use by another fails a creation': [
      (stage) => {
        stage.create('other', 'four');
        stage.create('x', 'two');
      },
      'Failed two 0/2 !',
      /plan 'p' has 0 instances free, and 2 are needed/,
    ],
    'a reservation that comes free in time does not': [
      (stage) => {
        stage.create('other', 'four');
        stage.advance(5 * minute);
        stage.create('x', 'two');
        stage.delete('other');
      },
      'InService two 2/2',
    ],
    'an update to more than is free leaves what served': [
      (stage) => {
        stage.create('other', 'two');
        stage.create('x', 'two');
        stage.advance(5 * minute);
        stage.update('x', 'four');
      },
      'InService two 2/2 !',
      /plan 'p' has 0 instances free, and 2 are needed/,
    ],
  };
  for (const [sentence, [act, seen, reason]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = planned();
      stage.config('demand', variant());
      stage.config('three', variant({ InitialInstanceCount: 3 }));
      stage.config('two', stage.onPlan('p', 2));
      stage.config('four', stage.onPlan('p', 4));
      stage.config(
        'pools',
        variant({
          InstanceType: undefined,
          InstancePools: [
            { InstanceType: 'ml.g5.xlarge', Priority: 2 },
            { InstanceType: 'ml.p5.48xlarge', Priority: 1 },
          ],
        }),
      );
      act(stage);
      stage.advance(10 * minute);
      assert.equal(stage.seen('x'), seen);
      if (reason !== undefined) assert.match(stage.describe('x').FailureReason!, reason);
      const pools = stage.describe('x').ProductionVariants![0]!.InstancePools;
      if (pools !== undefined)
        assert.deepEqual(
          pools.map(({ CurrentInstanceCount }) => CurrentInstanceCount),
          [1, 0],
        );
    });
  }
});

test('the instances of a plan, minute by minute', async (t) => {
  type Step = [minutes: number, counts: string];
  const table: Record<string, [act: (stage: EndpointStage) => void, ...Step[]]> = {
    'a creation has them at once': [(stage) => stage.create('y', 'one'), [0, '3/4'], [5, '3/4']],
    'a larger configuration takes the difference at once': [
      (stage) => stage.update('x', 'three'),
      [0, '3/4'],
      [8, '3/4'],
    ],
    'a smaller one gives back when it serves': [(stage) => stage.update('x', 'one'), [0, '2/4'], [8, '1/4']],
    'growing takes at once': [(stage) => stage.scale('x', 4), [0, '4/4'], [4, '4/4']],
    'shrinking gives back at its end': [(stage) => stage.scale('x', 1), [0, '2/4'], [4, '1/4']],
    'leaving the plan gives back when the instances on demand serve': [
      (stage) => stage.update('x', 'demand'),
      [0, '2/4'],
      [8, '0/4'],
    ],
    'a failed update gives the difference back': [
      (stage) => {
        stage.fault({ type: 'alarm', alarmName: 'a' });
        const AutoRollbackConfiguration = { Alarms: [{ AlarmName: 'a' }] };
        stage.update('x', 'three', { DeploymentConfig: { AutoRollbackConfiguration } });
      },
      [0, '3/4'],
      [8, '2/4'],
    ],
    'a deletion gives back when it is over': [(stage) => stage.delete('x'), [0, '2/4'], [1, '0/4']],
  };
  for (const [sentence, [act, ...steps]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = planned();
      for (const [name, count] of Object.entries({ one: 1, two: 2, three: 3 }))
        stage.config(name, stage.onPlan('p', count));
      stage.config('demand', variant());
      stage.create('x', 'two');
      stage.advance(5 * minute);
      act(stage);
      let passed = 0;
      for (const [minutes, counts] of steps) {
        stage.advance((minutes - passed) * minute);
        passed = minutes;
        assert.equal(stage.counts('p'), counts, `after ${minutes} minutes`);
      }
    });
  }
});
