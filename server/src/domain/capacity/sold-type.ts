import { ReservedCapacityInstanceType } from '../../shapes/training-plan-offering.ts';

/**
 * What can be reserved, and for how much: ten-thousandths of a USD an hour, of an instance or a whole UltraServer. The
 * rates are those published for EC2 Capacity Blocks in October 2026, the same in all regions; that of ml.p5.48xlarge
 * has one place more than is published, which the fees observed at that time show.
 */
const rates: Readonly<Record<string, number>> = {
  'ml.p4d.24xlarge': 135_700,
  'ml.p4de.24xlarge': 203_690,
  'ml.p5.4xlarge': 59_700,
  'ml.p5.48xlarge': 477_574,
  'ml.p5e.48xlarge': 549_240,
  'ml.p5en.48xlarge': 631_580,
  'ml.p6-b200.48xlarge': 1_136_660,
  'ml.p6-b300.48xlarge': 1_291_680,
  'ml.trn1.32xlarge': 95_320,
  'ml.trn2.48xlarge': 357_608,
  'ml.u-p6e-gb200x72': 7_619_040,
  'ml.u-p6e-gb200x36': 3_809_520,
};

/** What has a rate. */
export const pricedTypes: readonly string[] = Object.keys(rates);

/** The rate of an instance or UltraServer type that nobody has changed. */
export const publishedRate = (type: string): number => rates[type] ?? 0;

/** An NVLink domain that is bought whole. */
export interface UltraServerKind {
  readonly type: string;
  readonly instanceType: 'ml.p6e-gb200.36xlarge';
  /** Instances in one. */
  readonly instances: number;
}

export const INSTANCES_PER_RACK = 18;

/** The UltraServers there are (documented): 72 GPUs in a rack, or 36 in half of one. */
export const ultraServers: readonly UltraServerKind[] = [
  { type: 'ml.u-p6e-gb200x72', instanceType: 'ml.p6e-gb200.36xlarge', instances: INSTANCES_PER_RACK },
  { type: 'ml.u-p6e-gb200x36', instanceType: 'ml.p6e-gb200.36xlarge', instances: 9 },
];

/** Whether instances of the type are sold in UltraServers alone. */
export const isUltraServerType = (instanceType: string): boolean =>
  ultraServers.some((kind) => kind.instanceType === instanceType);

/** Every instance type that can be reserved. */
export const soldTypes: readonly ReservedCapacityInstanceType[] = ReservedCapacityInstanceType.values;
