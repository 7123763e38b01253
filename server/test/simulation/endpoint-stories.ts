import fc from 'fast-check';
import type { Pace } from '../../src/domain/fleet/pace.ts';
import type { Command, Step, Story } from './steps.ts';
import { cluster, few, happenings } from './story-parts.ts';

/** Capacity for endpoints is bought. */
export const reserve: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('reserve'),
  cluster,
  count: fc.constantFrom(1, 2, 4),
  name: few(1),
});

/** Something is done with an endpoint, on a plan more often than not. */
export const deploy: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('deploy'),
  cluster,
  act: fc.constantFrom('create', 'create', 'create', 'update', 'update', 'scale', 'scale', 'delete'),
  endpoint: few(2),
  plan: fc.constantFrom(0, 0, 1, 2),
  count: fc.integer({ min: 1, max: 4 }),
  retain: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: reserve },
  { weight: 24, arbitrary: deploy },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('together'),
      commands: fc.array(deploy, { minLength: 2, maxLength: 4 }),
    }),
  },
  ...happenings,
);

/** Stories of endpoints alone, with plans that have just begun, and time that passes as it does on a clock. */
export const endpointStory = (maxLength: number): fc.Arbitrary<Story> =>
  fc
    .record({
      seed: fc.nat({ max: 1_000 }),
      pace: fc.constantFrom<Pace>('realistic', 'realistic', 'brisk', 'instant'),
      restarting: fc.constantFrom(false, false, false, true),
      first: fc.array(reserve, { minLength: 1, maxLength: 3 }),
      rest: fc.array(step, { maxLength, size: 'max' }),
    })
    .map(({ pace, first, rest, ...story }) => {
      const untilTheyBegin: Step = { do: 'pass', ms: pace === 'realistic' ? HOUR_MS : 60 * HOUR_MS };
      return { ...story, pace, steps: [...first, untilTheyBegin, ...rest] };
    });

const HOUR_MS = 3_600_000;
