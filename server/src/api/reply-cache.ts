import { describePlan, summarizePlan } from '../domain/capacity/describe.ts';
import { findPlan } from '../domain/capacity/find-training-plan.ts';
import { planPage } from '../domain/capacity/list-training-plans.ts';
import type { TrainingPlan } from '../domain/capacity/training-plan.ts';
import { describe } from '../domain/cluster/describe-cluster.ts';
import { findEntry } from '../domain/cluster/find-cluster.ts';
import { nodePage, nodeSummary } from '../domain/cluster/list-cluster-nodes.ts';
import type { Node } from '../domain/cluster/node.ts';
import { releaseNumber } from '../domain/cluster/release.ts';
import type { OperationContext } from '../domain/context.ts';
import { describedEndpoint } from '../domain/inference/describe-endpoint.ts';
import { type Endpoint, planOfDeployment } from '../domain/inference/endpoint.ts';
import { findEndpoint } from '../domain/inference/find.ts';
import { configPage, summarizeConfig } from '../domain/inference/list-endpoint-configs.ts';
import { endpointPage, summarizeEndpoint } from '../domain/inference/list-endpoints.ts';
import { modelPage, summarizeModel } from '../domain/inference/list-models.ts';
import type { ReadName } from '../domain/operations.ts';
import type { Page } from '../domain/paging.ts';
import type { ClusterEntry, State } from '../domain/state.ts';
import { describeJob, secondsShown, summarizeJob } from '../domain/training/describe.ts';
import { findJob } from '../domain/training/find-job.ts';
import { jobPage } from '../domain/training/list-training-jobs.ts';
import type { TrainingJob } from '../domain/training/training-job.ts';
import type { DescribeClusterRequest } from '../shapes/cluster.ts';
import { type DescribeEndpointInput, EndpointSummary } from '../shapes/endpoint.ts';
import { EndpointConfigSummary } from '../shapes/endpoint-config.ts';
import { ModelSummary } from '../shapes/inference-model.ts';
import { ClusterNodeSummary, type ListClusterNodesRequest } from '../shapes/node.ts';
import type { Shape } from '../shapes/shape.ts';
import { type DescribeTrainingJobRequest, TrainingJobSummary } from '../shapes/training-job.ts';
import { type DescribeTrainingPlanRequest, TrainingPlanSummary } from '../shapes/training-plan.ts';
import { KeptTexts } from './kept-texts.ts';
import { serializer } from './serialize.ts';

/**
 * Replies that pollers ask for again and again are written once a change, not once a request: the whole text of what
 * describes, a row an object of what lists. Each says what it stands on besides its object:
 * - a cluster on its nodes and training plans, whose moves count as its own (`version`), and like a node on the newest
 *   image release;
 * - a job on the seconds that it shows;
 * - an endpoint on its training plan.
 */
type CachedRead<I> = (
  state: State,
  input: I,
  context: OperationContext,
  serialize: (output: unknown) => string,
) => string;

const clusters = new KeptTexts<ClusterEntry>();
const plans = new KeptTexts<TrainingPlan>();
const jobs = new KeptTexts<TrainingJob>();
const endpoints = new KeptTexts<Endpoint>();

const describeCluster: CachedRead<DescribeClusterRequest> = (state, input, { world, now }, serialize) => {
  const entry = findEntry(state, input.ClusterName, world);
  const basis = `${entry.version} ${releaseNumber(now)}`;
  return clusters.of(entry, basis, () => serialize(describe(state, entry, now)));
};

const describeTrainingPlan: CachedRead<DescribeTrainingPlanRequest> = (
  state,
  input,
  { world },
  serialize,
) => {
  const plan = findPlan(state, input.TrainingPlanName, world);
  return plans.of(plan, undefined, () => serialize(describePlan(plan)));
};

const describeTrainingJob: CachedRead<DescribeTrainingJobRequest> = (
  state,
  input,
  { world, now },
  serialize,
) => {
  const job = findJob(state, input.TrainingJobName, world);
  return jobs.of(job, secondsShown(job, now), () => serialize(describeJob(job, now)));
};

const describeEndpoint: CachedRead<DescribeEndpointInput> = (state, input, context, serialize) => {
  const endpoint = findEndpoint(state, input.EndpointName, context);
  const planArn = planOfDeployment(endpoint.present);
  const plan = planArn === undefined ? undefined : state.plans.called(planArn);
  return endpoints.of(endpoint, plan, () => serialize(describedEndpoint(state, endpoint)));
};

const nodeRows = new KeptTexts<Node>();
const writeNode = serializer(ClusterNodeSummary);

/** Rows are kept without the logical id, which goes in where it was asked for. */
const listClusterNodes: CachedRead<ListClusterNodesRequest> = (state, input, { world, now }) => {
  const entry = findEntry(state, input.ClusterName, world);
  const { nodes, nextToken } = nodePage(entry, input);
  const release = releaseNumber(now);
  const rows = joined(nodes, (node) => {
    const row = nodeRows.of(node, release, () => writeNode(nodeSummary(entry.cluster, node, false, now)));
    if (input.IncludeNodeLogicalIds !== true) return row;
    return `{"NodeLogicalId":${JSON.stringify(node.logicalId)},${row.slice(1)}`;
  });
  return `{"NextToken":${JSON.stringify(nextToken)},"ClusterNodeSummaries":[${rows}]}`;
};

/** A page of what may be long; `basisOf` says what a row stands on besides its object. */
function listOf<I, T extends object>(
  member: string,
  shape: Shape,
  pageOf: (state: State, input: I, context: OperationContext) => Page<T>,
  summarize: (item: T, now: number) => object,
  basisOf: (item: T, now: number) => unknown = () => undefined,
): CachedRead<I> {
  const kept = new KeptTexts<T>();
  const write = serializer(shape);
  return (state, input, context) => {
    const { now } = context;
    const { items, nextToken } = pageOf(state, input, context);
    const rows = joined(items, (item) =>
      kept.of(item, basisOf(item, now), () => write(summarize(item, now))),
    );
    const next = nextToken === undefined ? '' : `,"NextToken":${JSON.stringify(nextToken)}`;
    return `{"${member}":[${rows}]${next}}`;
  };
}

/** Put together piece by piece, which costs less than a list of them that is joined. */
function joined<T>(items: readonly T[], rowOf: (item: T) => string): string {
  let rows = '';
  for (const item of items) rows += rows === '' ? rowOf(item) : `,${rowOf(item)}`;
  return rows;
}

/** By operation; the serializer is that of its output. */
export const cachedReads: { readonly [N in ReadName]?: CachedRead<never> } = {
  DescribeCluster: describeCluster,
  ListClusterNodes: listClusterNodes,
  DescribeTrainingPlan: describeTrainingPlan,
  ListTrainingPlans: listOf('TrainingPlanSummaries', TrainingPlanSummary, planPage, summarizePlan),
  DescribeTrainingJob: describeTrainingJob,
  ListTrainingJobs: listOf('TrainingJobSummaries', TrainingJobSummary, jobPage, summarizeJob, secondsShown),
  ListModels: listOf('Models', ModelSummary, modelPage, summarizeModel),
  ListEndpointConfigs: listOf('EndpointConfigs', EndpointConfigSummary, configPage, summarizeConfig),
  DescribeEndpoint: describeEndpoint,
  ListEndpoints: listOf('Endpoints', EndpointSummary, endpointPage, summarizeEndpoint),
};
