import { enumeration, type Infer } from './shape.ts';

type Words<Text extends string> = Text extends `${infer Word} ${infer Rest}` ? Word | Words<Rest> : Text;

/** The instance types of one family: `family('p5', '4xlarge 48xlarge')` is `ml.p5.4xlarge`, `ml.p5.48xlarge`. */
export function family<const F extends string, const S extends string>(
  name: F,
  sizes: S,
): `ml.${F}.${Words<S>}`[] {
  return (sizes.split(' ') as Words<S>[]).map((size) => `ml.${name}.${size}` as const);
}

/** The machines a cluster can be made of, in the order in which AWS lists them. */
export const ClusterInstanceType = enumeration(
  ...family('p4d', '24xlarge'),
  ...family('p4de', '24xlarge'),
  ...family('p5', '48xlarge 4xlarge'),
  ...family('p6e-gb200', '36xlarge'),
  ...family('trn1', '32xlarge'),
  ...family('trn1n', '32xlarge'),
  ...family('g5', 'xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge'),
  ...family('c5', 'large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge'),
  ...family('c5n', 'large 2xlarge 4xlarge 9xlarge 18xlarge'),
  ...family('m5', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge'),
  ...family('t3', 'medium large xlarge 2xlarge'),
  ...family('g6', 'xlarge 2xlarge 4xlarge 8xlarge 16xlarge 12xlarge 24xlarge 48xlarge'),
  ...family('gr6', '4xlarge 8xlarge'),
  ...family('g6e', 'xlarge 2xlarge 4xlarge 8xlarge 16xlarge 12xlarge 24xlarge 48xlarge'),
  ...family('p5e', '48xlarge'),
  ...family('p5en', '48xlarge'),
  ...family('p6-b200', '48xlarge'),
  ...family('trn2', '3xlarge 48xlarge'),
  ...family('c6i', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge'),
  ...family('m6i', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge'),
  ...family('r6i', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge'),
  ...family('i3en', 'large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 24xlarge'),
  ...family('m7i', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge'),
  ...family('r7i', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge'),
  ...family('r5d', '16xlarge'),
  ...family('g7e', '2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge'),
  ...family('p6-b300', '48xlarge'),
  ...family('g4dn', 'xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge'),
  ...family('c6g', 'medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge'),
  ...family('c7g', 'medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge'),
  ...family('c8g', 'medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge'),
  ...family('c6a', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge'),
  ...family('m6a', 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge'),
  ...family('m6g', 'medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge'),
  ...family('m7g', 'medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge'),
  ...family('m8g', 'medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge'),
);
export type ClusterInstanceType = Infer<typeof ClusterInstanceType>;
