import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointStage, variant } from './testing.ts';

const minute = 60_000;
const EXPIRED = 'Endpoint capacity reservation has expired. Please update endpoint configuration.';

/** Whether a request is served, or why not. */
function answer(stage: EndpointStage, name: string): string {
  try {
    return stage.invoke(name).variant.name;
  } catch (error) {
    return (error as Error).message;
  }
}

/** An endpoint `x` of two instances on a plan of two blocks with hours between them, and another plan `q`. */
function twoBlocks(): EndpointStage {
  const stage = new EndpointStage();
  stage.endpointPlan('p', 2, [
    [1, 25],
    [30, 54],
  ]);
  stage.endpointPlan('q', 1, [[1, 100]]);
  stage.advanceHours(2);
  stage.config('two', stage.onPlan('p', 2));
  stage.config('other', stage.onPlan('q', 1));
  stage.config('demand', variant());
  stage.create('x', 'two');
  stage.advanceHours(1);
  return stage;
}

test('an endpoint serves in the blocks of its plan and at no other time', () => {
  const stage = twoBlocks();
  const hours: Record<number, [answer: string, seen: string]> = {
    3: ['main', 'InService two 2/2'],
    24.99: ['main', 'InService two 2/2'],
    25: [EXPIRED, 'InService two 0/2 !'],
    29.99: [EXPIRED, 'InService two 0/2 !'],
    30: ['main', 'InService two 2/2'],
    53.99: ['main', 'InService two 2/2'],
    54: [EXPIRED, 'InService two 0/2 !'],
    500: [EXPIRED, 'InService two 0/2 !'],
  };
  let passed = 3;
  for (const [at, [answered, seen]] of Object.entries(hours).sort(([a], [b]) => Number(a) - Number(b))) {
    stage.advanceHours(Number(at) - passed);
    passed = Number(at);
    assert.deepEqual([answer(stage, 'x'), stage.seen('x')], [answered, seen], `hour ${at}`);
  }
  assert.equal(stage.describe('x').FailureReason, EXPIRED);
});

test('what one does with an endpoint whose plan is over or between two blocks', async (t) => {
  const table: Record<string, [act: (stage: EndpointStage) => void, then: string, answered: string]> = {
    'an update to instances on demand brings it back': [
      (stage) => stage.update('x', 'demand'),
      'InService demand 1/1',
      'main',
    ],
    'an update to another plan too': [(stage) => stage.update('x', 'other'), 'InService other 1/1', 'main'],
    'a change that asks nothing of the plan is made': [
      (stage) => stage.scale('x', 2),
      'InService two 0/2 !',
      EXPIRED,
    ],
  };
  for (const [sentence, [act, then, answered]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = twoBlocks();
      stage.advanceHours(23);
      act(stage);
      assert.equal(answer(stage, 'x'), EXPIRED);
      stage.advance(10 * minute);
      assert.deepEqual([stage.seen('x'), answer(stage, 'x')], [then, answered]);
    });
  }
  const refused: Record<string, [act: (stage: EndpointStage) => void, refusal: RegExp]> = {
    'the same plan again, before its next block': [
      (stage) => stage.update('x', 'two'),
      /plan 'p' is Scheduled, and must be Active/,
    ],
    'another endpoint on it': [
      (stage) => stage.create('y', 'two'),
      /plan 'p' is Scheduled, and must be Active/,
    ],
    'another configuration with it': [
      (stage) => stage.config('more', stage.onPlan('p', 1)),
      /plan 'p' is Scheduled, and must be Active/,
    ],
    'fewer instances of it': [
      (stage) => stage.scale('x', 1),
      /plan 'p' is Scheduled, and instances can be taken/,
    ],
  };
  for (const [sentence, [act, refusal]] of Object.entries(refused)) {
    await t.test(`${sentence}: refused`, () => {
      const stage = twoBlocks();
      stage.advanceHours(23);
      assert.throws(() => act(stage), refusal);
    });
  }
});

test('what is under way when the block ends', async (t) => {
  const table: Record<string, [act: (stage: EndpointStage) => void, then: string]> = {
    'a creation fails': [
      (stage) => {
        stage.scale('x', 1);
        stage.advance(4 * minute);
        stage.config('one', stage.onPlan('p', 1));
        stage.advance(14 * minute);
        stage.create('y', 'one');
      },
      'Failed one 0/1 !',
    ],
    'an update off the plan comes to its end': [
      (stage) => {
        stage.advance(18 * minute);
        stage.update('x', 'demand');
      },
      'InService demand 1/1',
    ],
    'a change of scale is not made': [
      (stage) => {
        stage.advance(18 * minute);
        stage.scale('x', 1);
      },
      'InService two 0/2 !',
    ],
    'a deletion comes to its end': [
      (stage) => {
        stage.advance(19.9 * minute);
        stage.delete('x');
      },
      'gone',
    ],
  };
  for (const [sentence, [act, then]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = twoBlocks();
      stage.advance((21 * 60 + 40) * minute);
      act(stage);
      stage.advance(60 * minute);
      const name = stage.endpoint('y') === undefined ? 'x' : 'y';
      assert.equal(stage.endpoint(name) === undefined ? 'gone' : stage.seen(name), then);
    });
  }
});

test('an extension of the plan keeps the endpoint going', () => {
  const stage = new EndpointStage();
  stage.endpointPlan('p', 1, [[1, 25]]);
  stage.advanceHours(2);
  stage.config('one', stage.onPlan('p', 1));
  stage.create('x', 'one');
  stage.advanceHours(1);
  stage.extend(stage.offerExtension('p', 24));
  stage.advanceHours(30);
  assert.equal(answer(stage, 'x'), 'main');
  stage.advanceHours(20);
  assert.equal(answer(stage, 'x'), EXPIRED);
});
