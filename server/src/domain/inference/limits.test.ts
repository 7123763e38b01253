import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../cluster/testing.ts';
import { ENDPOINT_CONFIGS_PER_WORLD_MAX, ENDPOINTS_PER_WORLD_MAX, MODELS_PER_WORLD_MAX } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { namedKey } from './model.ts';
import { EndpointStage, variant } from './testing.ts';

test('how many there may be in one account and region', async (t) => {
  const table = {
    model: [MODELS_PER_WORLD_MAX, (stage: EndpointStage, name: string) => stage.model(name)],
    endpointConfig: [
      ENDPOINT_CONFIGS_PER_WORLD_MAX,
      (stage: EndpointStage, name: string) => stage.config(name, variant()),
    ],
    endpoint: [ENDPOINTS_PER_WORLD_MAX, (stage: EndpointStage, name: string) => stage.create(name, 'c')],
  } as const;
  for (const [kind, [max, create]] of Object.entries(table)) {
    await t.test(`${max} of kind ${kind}, and no more`, () => {
      const stage = new EndpointStage();
      stage.config('c', variant());
      stage.create('x', 'c');
      const { draft } = stage;
      const key = namedKey(testWorld, { model: 'm', endpointConfig: 'c', endpoint: 'x' }[kind]!);
      const doc = draft.get(kind as 'model', key)!;
      const count = () => draft.state.named(kind as 'model', testWorld).size;
      while (count() < max - 1) {
        const name = `n-${count()}`;
        draft.put(kind as 'model', namedKey(testWorld, name), { ...doc, name });
      }
      create(stage, 'last');
      assert.equal(count(), max);
      assert.throws(
        () => create(stage, 'more'),
        (error) =>
          error instanceof Refusal &&
          error.code === 'ResourceLimitExceeded' &&
          error.message.includes(`${max} is the most`),
      );
    });
  }
});
