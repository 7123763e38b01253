/** Requests that many tests begin with, and the way to a cluster in service. */
import {
  type ClusterInstanceGroupSpecification,
  type ClusterNodeSummary,
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DescribeClusterCommand,
  type DescribeClusterCommandOutput,
  ListClusterNodesCommand,
  type ListClusterNodesCommandInput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { account, region, type Service } from './service.ts';

export const roleArn = `arn:aws:iam::${account}:role/hyperpod`;
export const vpc = { SecurityGroupIds: ['sg-0123456789abcdef0'], Subnets: ['subnet-0123456789abcdef0'] };
export const eks = (name = 'main') => ({
  Eks: { ClusterArn: `arn:aws:eks:${region}:${account}:cluster/${name}` },
});
export const script = { SourceS3Uri: 's3://bucket/scripts/', OnCreate: 'on_create.sh' };

export const group = (
  InstanceGroupName: string,
  InstanceCount: number,
  change: Partial<ClusterInstanceGroupSpecification> = {},
): ClusterInstanceGroupSpecification => ({
  InstanceGroupName,
  InstanceCount,
  InstanceType: 'ml.g5.8xlarge',
  LifeCycleConfig: script,
  ExecutionRole: roleArn,
  ...change,
});

type Request = CreateClusterCommandInput;

/** EKS with continuous provisioning: the kind that knows logical ids and events. */
export const continuous = (
  ClusterName: string,
  InstanceGroups = [group('workers', 3)],
  change: Partial<Request> = {},
): Request => ({
  ClusterName,
  InstanceGroups,
  Orchestrator: eks(ClusterName),
  NodeProvisioningMode: 'Continuous',
  NodeRecovery: 'None',
  VpcConfig: vpc,
  ...change,
});

/** EKS, all or nothing. */
export const allOrNothing = (
  ClusterName: string,
  InstanceGroups = [group('workers', 2)],
  change: Partial<Request> = {},
): Request => ({
  ...continuous(ClusterName, InstanceGroups),
  NodeProvisioningMode: undefined,
  ...change,
});

/** Slurm as it was before it had a configuration of its own. */
export const classicSlurm = (
  ClusterName: string,
  InstanceGroups = [group('controller', 1, { InstanceType: 'ml.c5.xlarge' }), group('workers', 2)],
  change: Partial<Request> = {},
): Request => ({ ClusterName, InstanceGroups, NodeRecovery: 'None', ...change });

export const slurmGroups = (workers = 2) => [
  group('controller', 1, { InstanceType: 'ml.c5.xlarge', SlurmConfig: { NodeType: 'Controller' } }),
  group('login', 1, { InstanceType: 'ml.c5.xlarge', SlurmConfig: { NodeType: 'Login' } }),
  group('workers', workers, { SlurmConfig: { NodeType: 'Compute', PartitionNames: ['train'] } }),
];

export const continuousSlurm = (
  ClusterName: string,
  InstanceGroups = slurmGroups(),
  change: Partial<Request> = {},
): Request => ({
  ClusterName,
  InstanceGroups,
  Orchestrator: { Slurm: { SlurmConfigStrategy: 'Managed' } },
  NodeProvisioningMode: 'Continuous',
  NodeRecovery: 'None',
  ...change,
});

/** Creates the cluster and waits until its nodes stand; answers its ARN. */
export async function standing(service: Service, client: SageMakerClient, request: Request): Promise<string> {
  const { ClusterArn } = await client.send(new CreateClusterCommand(request));
  await service.settle();
  return ClusterArn!;
}

export const describe = (
  client: SageMakerClient,
  ClusterName: string,
): Promise<DescribeClusterCommandOutput> => client.send(new DescribeClusterCommand({ ClusterName }));

/** The first hundred nodes. */
export async function nodesOf(
  client: SageMakerClient,
  ClusterName: string,
  change: Partial<ListClusterNodesCommandInput> = {},
): Promise<ClusterNodeSummary[]> {
  const page = await client.send(new ListClusterNodesCommand({ ClusterName, ...change }));
  return page.ClusterNodeSummaries!;
}
