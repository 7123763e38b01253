import fc from 'fast-check';
import type { Command } from './steps.ts';
import { cluster, few } from './story-parts.ts';

/** Training jobs: so few names that they are met again. */
export const train: fc.Arbitrary<Extract<Command, { do: 'train' }>> = fc.record({
  do: fc.constant('train'),
  cluster,
  job: few(7),
  count: fc.constantFrom(1, 1, 2, 4),
  seconds: fc.constantFrom(1, 60, 3_600, 40_000),
  maxSeconds: fc.constantFrom(600, 20_000, 86_400),
  checkpoints: fc.boolean(),
  on: fc.constantFrom('demand', 'spot', 'plan', 'plan', 'plan'),
  plan: few(3),
  keepSeconds: fc.constantFrom(0, 0, 60, 3_600),
  exitCode: fc.constantFrom(0, 0, 0, 0, 1),
});

export const endJob: fc.Arbitrary<Command> = fc.record({
  do: fc.constantFrom('stop job', 'stop job', 'delete job', 'give up pool'),
  cluster,
  job: few(7),
});
