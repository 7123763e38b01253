import type { DeploymentConfiguration } from '../../shapes/deployment.ts';
import { updateRefusals } from './update-messages.ts';

/** A share of a group's nodes is at most all of them (our choice: the shape sets no upper bound). */
export function checkDeployment(config: DeploymentConfiguration | undefined): void {
  const policy = config?.RollingUpdatePolicy;
  for (const member of ['MaximumBatchSize', 'RollbackMaximumBatchSize'] as const) {
    const size = policy?.[member];
    if (size?.Type === 'CAPACITY_PERCENTAGE' && size.Value > 100)
      throw updateRefusals.percentage(member, size.Value);
  }
}
