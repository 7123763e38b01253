import type { Invocation } from './verb.ts';

/** Account and region of a market: the region also as the environment has it, as with the AWS CLI. */
export const marketWorldOf = ({ options: { account, region }, io: { env } }: Invocation) => ({
  account,
  region: region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION,
});
