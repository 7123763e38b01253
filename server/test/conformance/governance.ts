/** Requests that tests of task governance begin with. */
import {
  type ComputeQuotaConfig,
  type CreateClusterSchedulerConfigCommandInput,
  CreateComputeQuotaCommand,
  type CreateComputeQuotaCommandInput,
  DescribeClusterSchedulerConfigCommand,
  type DescribeClusterSchedulerConfigCommandOutput,
  DescribeComputeQuotaCommand,
  type DescribeComputeQuotaCommandOutput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { Service } from './service.ts';

/** Two whole ml.g5.8xlarge. */
export const twoNodes: ComputeQuotaConfig = {
  ComputeQuotaResources: [{ InstanceType: 'ml.g5.8xlarge', Count: 2 }],
};

export const quotaInput = (
  ClusterArn: string,
  team: string,
  change: Partial<CreateComputeQuotaCommandInput> = {},
): CreateComputeQuotaCommandInput => ({
  Name: `${team}-quota`,
  ClusterArn,
  ComputeQuotaConfig: twoNodes,
  ComputeQuotaTarget: { TeamName: team },
  ...change,
});

export const policyInput = (
  ClusterArn: string,
  Name: string,
  change: Partial<CreateClusterSchedulerConfigCommandInput> = {},
): CreateClusterSchedulerConfigCommandInput => ({
  Name,
  ClusterArn,
  SchedulerConfig: { PriorityClasses: [{ Name: 'training', Weight: 80 }] },
  ...change,
});

/** Creates a team's quota and waits until it governs; answers its id. */
export async function governing(
  service: Service,
  client: SageMakerClient,
  input: CreateComputeQuotaCommandInput,
): Promise<string> {
  const { ComputeQuotaId } = await client.send(new CreateComputeQuotaCommand(input));
  await service.settle();
  return ComputeQuotaId!;
}

export const describeQuota = (
  client: SageMakerClient,
  ComputeQuotaId: string,
  ComputeQuotaVersion?: number,
): Promise<DescribeComputeQuotaCommandOutput> =>
  client.send(new DescribeComputeQuotaCommand({ ComputeQuotaId, ComputeQuotaVersion }));

export const describePolicy = (
  client: SageMakerClient,
  ClusterSchedulerConfigId: string,
  ClusterSchedulerConfigVersion?: number,
): Promise<DescribeClusterSchedulerConfigCommandOutput> =>
  client.send(
    new DescribeClusterSchedulerConfigCommand({ ClusterSchedulerConfigId, ClusterSchedulerConfigVersion }),
  );
