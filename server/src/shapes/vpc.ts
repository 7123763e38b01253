import { type Infer, list, required, string, structure } from './shape.ts';

export const SecurityGroupId = string({ min: 0, max: 32, pattern: '[-0-9a-zA-Z]+' });
const SubnetId = string({ min: 0, max: 32, pattern: '[-0-9a-zA-Z]+' });

/** Where the nodes' network interfaces live: for a whole cluster, or overridden for one instance group. */
export const VpcConfig = structure({
  SecurityGroupIds: required(list(SecurityGroupId, { min: 1, max: 5 })),
  Subnets: required(list(SubnetId, { min: 1, max: 16 })),
});
export type VpcConfig = Infer<typeof VpcConfig>;
