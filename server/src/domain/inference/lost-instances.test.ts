import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planCounts } from '../capacity/training-plan.ts';
import { testWorld } from '../cluster/testing.ts';
import { createFault } from '../fleet/fault-commands.ts';
import { namedKey } from './model.ts';
import { EndpointStage } from './testing.ts';

const minute = 60_000;

/** A plan `p` of three instances that lasts a day, with an endpoint `x` of two. */
function staged(): EndpointStage {
  const stage = new EndpointStage();
  stage.endpointPlan('p', 3, [[1, 25]]);
  stage.advanceHours(2);
  for (const count of [1, 2, 3]) stage.config(`c${count}`, stage.onPlan('p', count));
  stage.create('x', 'c2');
  stage.advance(5 * minute);
  return stage;
}

/** Instances of the plan in use, unhealthy and available; what the endpoint runs. */
const seen = (stage: EndpointStage): string => {
  const { inUse, unhealthy, available } = planCounts(stage.plan('p'));
  return `${inUse} ${unhealthy} ${available} | ${stage.endpoint('x') === undefined ? 'gone' : stage.seen('x')}`;
};

test('an instance of a plan that fails: at once, and when it is well again', async (t) => {
  type Act = (stage: EndpointStage) => void;
  const table: Record<string, [act: Act, atOnce: string, after: string]> = {
    'another that is available comes in its place': [
      () => undefined,
      '2 1 0 | InService c2 2/2',
      '2 0 1 | InService c2 2/2',
    ],
    'with none available the endpoint has one less until it is repaired': [
      (stage) => stage.breakInstance('x'),
      '1 2 0 | InService c2 1/2',
      '2 0 1 | InService c2 2/2',
    ],
    'all may fail': [
      (stage) => {
        stage.breakInstance('x');
        stage.breakInstance('x');
      },
      '0 3 0 | InService c2 0/2',
      '2 0 1 | InService c2 2/2',
    ],
    'what another gives back comes to it': [
      (stage) => {
        stage.update('x', 'c1');
        stage.advance(8 * minute);
        stage.create('y', 'c1');
        stage.advance(5 * minute);
        stage.breakInstance('x');
        stage.delete('y');
        stage.advance(minute);
      },
      '1 2 0 | InService c1 1/1',
      '1 0 2 | InService c1 1/1',
    ],
    'an update to what it has needs nothing more': [
      (stage) => stage.update('x', 'c2'),
      '2 1 0 | Updating c2 2/2',
      '2 0 1 | InService c2 2/2',
    ],
    'one that asks for more than is well leaves what it had': [
      (stage) => {
        stage.update('x', 'c3');
        stage.advance(8 * minute);
      },
      '2 1 0 | InService c2 2/2 !',
      '2 0 1 | InService c2 2/2 !',
    ],
    'a deletion leaves the repair to the plan': [
      (stage) => {
        stage.delete('x');
        stage.advance(minute);
      },
      '0 1 2 | gone',
      '0 0 3 | gone',
    ],
  };
  for (const [sentence, [act, atOnce, after]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = staged();
      stage.breakInstance('x');
      act(stage);
      assert.equal(seen(stage), atOnce);
      stage.advanceHours(2);
      assert.equal(seen(stage), after);
    });
  }
});

test('an endpoint that has lost all its instances answers with an error, and is not expired', () => {
  const stage = staged();
  stage.breakInstance('x');
  stage.breakInstance('x');
  assert.equal(stage.invoke('x').variant.name, 'main');
  stage.breakInstance('x');
  assert.throws(() => stage.invoke('x'), /could not get a response from the x endpoint/);
  stage.advanceHours(2);
  assert.equal(stage.invoke('x').variant.name, 'main');
});

test('at the end of the block nothing is left to mend', () => {
  const stage = staged();
  stage.advanceHours(22.9);
  stage.breakInstance('x');
  stage.advanceHours(1);
  assert.equal(stage.draft.state.due.peek(), undefined);
  assert.throws(() => stage.invoke('x'), /capacity reservation has expired/);
});

test('what is repaired goes to the endpoint that was first, also after a restart', () => {
  const stage = staged();
  stage.delete('x');
  stage.advance(minute);
  for (const name of ['x', 'a']) {
    stage.create(name, name === 'x' ? 'c2' : 'c1');
    stage.advance(5 * minute);
  }
  for (const name of ['a', 'x']) {
    stage.breakInstance(name);
    stage.advance(minute);
  }
  // What an index knows of the order of things is lost with a restart.
  const key = namedKey(testWorld, 'x');
  const x = stage.endpoint('x')!;
  stage.draft.delete('endpoint', key);
  stage.draft.put('endpoint', key, x);
  stage.advance(118.5 * minute);
  assert.deepEqual([stage.seen('x'), stage.seen('a')], ['InService c2 2/2', 'InService c1 0/1']);
});

test('one instance fails at a time: a count that would be ignored is refused', () => {
  const stage = staged();
  const spec = { type: 'endpoint', endpoint: 'x', reason: 'instance' } as const;
  assert.throws(() => createFault(stage.draft, { spec, count: 2 }, stage.context), {
    message: /^'count' is 2, and this fault takes one instance/,
  });
  createFault(stage.draft, { spec, count: 1 }, stage.context);
  assert.equal(seen(stage), '2 1 0 | InService c2 2/2');
});

test('where nothing can fail, the fault is refused', () => {
  const stage = staged();
  assert.throws(() => stage.breakInstance('y'), /no endpoint 'y' with instances of a training plan/);
});

test('what several variants run together is what the endpoint has, and each serves as long as it can', () => {
  const stage = new EndpointStage();
  stage.endpointPlan('p', 4, [[1, 25]]);
  stage.advanceHours(2);
  stage.config('c', stage.onPlan('p', 1), stage.onPlan('p', 3, { VariantName: 'large' }));
  stage.create('x', 'c');
  stage.advance(5 * minute);
  const running = (): string => {
    const { ProductionVariants } = stage.describe('x');
    const [first] = ProductionVariants!;
    const counts = ProductionVariants!.map(({ CurrentInstanceCount }) => CurrentInstanceCount);
    return `${counts.join(' + ')} = ${first!.CapacityReservationConfig!.UsedByCurrentEndpoint}`;
  };
  const seenSo = [running()];
  for (let i = 0; i < 4; i += 1) {
    stage.breakInstance('x');
    seenSo.push(running());
    if (i === 2) assert.equal(stage.invoke('x', 'body', 'large').variant.name, 'large');
    if (i === 2) assert.throws(() => stage.invoke('x', 'body', 'main'), /could not get a response/);
  }
  assert.deepEqual(seenSo, ['1 + 3 = 4', '1 + 2 = 3', '1 + 1 = 2', '0 + 1 = 1', '0 + 0 = 0']);
});
