import { SUPPLY_STEPS_MAX } from '../limits.ts';
import { invalid } from '../refusal.ts';

/** The wording of refusals about the market itself, which only its operator meets. */
export const marketRefusals = {
  tooManySteps: (zone: string, instanceType: string) =>
    invalid(
      `The supply of ${instanceType} in ${zone} would change ${SUPPLY_STEPS_MAX + 1} times, and ${SUPPLY_STEPS_MAX} is the most. Describe more with --market FILE.`,
    ),
};
