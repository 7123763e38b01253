/** Clusters on training plans: a market with two blocks in it, a server, and the looks that the tests have in common. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import {
  type ClusterInstanceGroupSpecification,
  CreateTrainingPlanCommand,
  DescribeClusterCommand,
  DescribeTrainingPlanCommand,
  ListClusterEventsCommand,
  ListClusterNodesCommand,
  type SageMakerClient,
  SearchTrainingPlanOfferingsCommand,
  type SearchTrainingPlanOfferingsRequest,
} from '@aws-sdk/client-sagemaker';
import { group } from './requests.ts';
import { region, startService } from './service.ts';

/** A market whose ml.p5.48xlarge is gone for a day, so that four days are sold in two blocks. */
const directory = mkdtempSync(join(tmpdir(), 'quartermaster-plans-'));
const file = join(directory, 'market.json');
after(() => rmSync(directory, { recursive: true }));
export const p5 = 'ml.p5.48xlarge';
export const day = (number: number): string => `2026-08-${String(number).padStart(2, '0')}T11:30:00Z`;
writeFileSync(
  file,
  JSON.stringify({
    zones: { [region]: ['us-west-2a'], 'us-east-1': ['us-east-1-dfw-2a'] },
    supply: [
      { zone: 'us-west-2a', instanceType: p5, count: 0, until: day(4) },
      { zone: 'us-west-2a', instanceType: p5, count: 4, from: day(4), until: day(6) },
      { zone: 'us-west-2a', instanceType: p5, count: 0, from: day(6), until: day(7) },
      { zone: 'us-west-2a', instanceType: p5, count: 4, from: day(7), until: day(9) },
      { zone: 'us-west-2a', instanceType: p5, count: 0, from: day(9) },
    ],
  }),
);

export const inZone = { SecurityGroupIds: ['sg-0123456789abcdef0'], Subnets: ['subnet-ml-us-west-2a'] };

/** A server with a client, and the steps that the tests have in common. */
export async function scene(where = region) {
  const service = await startService('--market', file);
  const client: SageMakerClient = service.client({ region: where });
  const until = async (instant: string): Promise<void> => {
    const { json } = await service.control('GET', 'clock');
    await service.advance((Date.parse(instant) - Date.parse(json.now)) / 1_000);
  };
  const buy = async (name: string, asked: SearchTrainingPlanOfferingsRequest): Promise<string> => {
    const { TrainingPlanOfferings: found } = await client.send(
      new SearchTrainingPlanOfferingsCommand({ TargetResources: ['hyperpod-cluster'], ...asked }),
    );
    const TrainingPlanOfferingId = found?.[0]?.TrainingPlanOfferingId;
    const bought = await client.send(
      new CreateTrainingPlanCommand({ TrainingPlanName: name, TrainingPlanOfferingId }),
    );
    await service.settle();
    return bought.TrainingPlanArn!;
  };
  /** `Active 2/4 1 unhealthy 0 spare` */
  const plan = async (name: string): Promise<string> => {
    const described = await client.send(new DescribeTrainingPlanCommand({ TrainingPlanName: name }));
    const { Status, InUseInstanceCount, TotalInstanceCount, UnhealthyInstanceCount } = described;
    return `${Status} ${InUseInstanceCount}/${TotalInstanceCount} ${UnhealthyInstanceCount} unhealthy ${described.AvailableSpareInstanceCount} spare`;
  };
  /** `InService: workers InService 0/2 Scheduled` */
  const cluster = async (ClusterName: string): Promise<string> => {
    const described = await client.send(new DescribeClusterCommand({ ClusterName }));
    const groups = described.InstanceGroups!.map(
      (each) =>
        `${each.InstanceGroupName} ${each.Status} ${each.CurrentCount}/${each.TargetCount} ${each.TrainingPlanStatus}${each.ActiveOperations?.Scaling === 1 ? ' scaling' : ''}`,
    );
    return `${described.ClusterStatus}: ${groups.join(', ')}`;
  };
  const nodes = async (ClusterName: string) => {
    const input = { ClusterName, IncludeNodeLogicalIds: true };
    return (await client.send(new ListClusterNodesCommand(input))).ClusterNodeSummaries!;
  };
  const events = async (ClusterName: string): Promise<string[]> => {
    const found: string[] = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await client.send(
        new ListClusterEventsCommand({ ClusterName, MaxResults: 100, NextToken }),
      );
      for (const { Description } of page.Events!) found.unshift(Description!);
      NextToken = page.NextToken || undefined;
      if (NextToken === undefined) return found;
    }
  };
  return { service, client, until, buy, plan, cluster, nodes, events };
}

export const planned = (name: string, count: number, TrainingPlanArn: string, more = {}) =>
  group(name, count, {
    InstanceType: p5,
    TrainingPlanArn,
    ...more,
  } as Partial<ClusterInstanceGroupSpecification>);

export const fourDays = { InstanceType: p5, InstanceCount: 4, DurationHours: 96 } as const;
