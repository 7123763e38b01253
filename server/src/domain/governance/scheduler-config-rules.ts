import type { SchedulerConfig } from '../../shapes/cluster-scheduler-config.ts';
import { PRIORITY_CLASS_NAME_MAX } from '../limits.ts';
import { governanceRefusals } from './messages.ts';

/** Refuses what a policy cannot say: a class twice, or by a name that the model's pattern means to bound. */
export function checkSchedulerConfig({ PriorityClasses = [] }: SchedulerConfig): void {
  const names = new Set<string>();
  for (const { Name } of PriorityClasses) {
    if (Name.length > PRIORITY_CLASS_NAME_MAX)
      throw governanceRefusals.className(Name, PRIORITY_CLASS_NAME_MAX);
    if (names.has(Name)) throw governanceRefusals.duplicateClass(Name);
    names.add(Name);
  }
}

/** What a policy's members are where they are not given (fair share: documented; idle resources: our choice). */
export const filledSchedulerConfig = (config: SchedulerConfig): SchedulerConfig => ({
  ...config,
  FairShare: config.FairShare ?? 'Enabled',
  IdleResourceSharing: config.IdleResourceSharing ?? 'Disabled',
});
