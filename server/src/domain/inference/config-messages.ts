import { invalid } from '../refusal.ts';

/** Why an endpoint configuration cannot be created (our choice of words unless it says otherwise). */
export const configRefusals = {
  variantTwice: (member: string, name: string) =>
    invalid(
      `${member}.VariantName is "${name}", and another variant has that name. Names of variants are unique.`,
    ),
  noModel: (member: string) =>
    invalid(
      `${member} has no ModelName. Give one; an endpoint for inference components, which has none, needs ExecutionRoleArn.`,
    ),
  /** Observed. */
  managedScaling: () =>
    invalid('ManagedInstanceScaling is only supported for inference component endpoints.'),
  serverlessInstances: (member: string) =>
    invalid(
      `${member} gives ServerlessConfig together with instances. Leave out InstanceType, InstancePools and InitialInstanceCount, or ServerlessConfig.`,
    ),
  provisioned: (member: string, provisioned: number, max: number) =>
    invalid(
      `${member}.ServerlessConfig: ProvisionedConcurrency is ${provisioned}, and MaxConcurrency is ${max}. It must not be larger.`,
    ),
  noInstanceType: (member: string) =>
    invalid(`${member} has no InstanceType. Give one, or InstancePools, or ServerlessConfig.`),
  bothTypes: (member: string) => invalid(`${member} gives InstanceType and InstancePools. Give one of them.`),
  noCount: (member: string) => invalid(`${member} has no InitialInstanceCount. Give 1 or more.`),
  samePriority: (member: string) =>
    invalid(`${member}.InstancePools: two pools have the same Priority. Give each its own.`),
};
