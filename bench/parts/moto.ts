import { ours } from '../contestants.ts';
import { findMoto, motoServer, quartermaster, type Subject } from '../processes.ts';
import { say } from '../report.ts';
import { type Call, call, type Effort, groupOf, VPC } from '../requests.ts';
import type { Run } from '../run.ts';
import { createOne } from './create.ts';

/** As many jobs as a page shows. */
const JOBS = 100;
const TYPE = 'ml.m5.large';
const ROLE = 'arn:aws:iam::123456789012:role/bench';

/** The calls that moto has as well, where there is a moto. */
export async function moto(run: Run): Promise<void> {
  const python = findMoto(run.options.python, run.options.installMoto);
  if (python === undefined) {
    run.report.note(
      'moto is left out: no Python with it was found. --python PATH names one, --install-moto makes one.',
    );
    return;
  }
  const { subject, version } = await motoServer(python);
  await run.started(Promise.resolve(subject));
  say(`\nBeside ${version}, which keeps its state in memory alone; ours is durable`);
  run.report.figures.moto = version;
  const own = await run.started(quartermaster('--store', run.storeAt('moto.sqlite'), '--pace', 'instant'));
  const group = { ...groupOf('workers', 100), InstanceType: 'ml.p4d.24xlarge' };
  for (const { url } of [subject, own])
    await call(url, 'CreateCluster', { ClusterName: 'n100', VpcConfig: VPC, InstanceGroups: [group] });
  for (const { url } of [subject, own]) await deploy(url);
  // Each for itself, and stopped after it: minutes later all that was created has something to do.
  const fresh = () => {
    const store = run.storeAt(`moto-${performance.now()}.sqlite`);
    return run.started(quartermaster('--store', store, '--pace', 'realistic'));
  };
  const slow: Effort = { ...run.effort, warmUpMs: 500, measureMs: run.quick ? 1_200 : 2_500 };
  const scenarios: [string, Call, Subject | (() => Promise<Subject>)][] = [
    ['moto: DescribeCluster', { operation: 'DescribeCluster', body: '{"ClusterName":"n100"}' }, own],
    [
      'moto: ListClusterNodes, 100',
      { operation: 'ListClusterNodes', body: '{"ClusterName":"n100","MaxResults":100}' },
      own,
    ],
    [
      'moto: DescribeTrainingJob',
      { operation: 'DescribeTrainingJob', body: '{"TrainingJobName":"job-0"}' },
      own,
    ],
    ['moto: ListTrainingJobs', { operation: 'ListTrainingJobs', body: `{"MaxResults":${JOBS}}` }, own],
    ['moto: DescribeEndpoint', { operation: 'DescribeEndpoint', body: '{"EndpointName":"e"}' }, own],
    ['moto: CreateCluster', createOne, fresh],
    ['moto: CreateTrainingJob', { operation: 'CreateTrainingJob', body: jobOf('j%N%'), spread: true }, fresh],
    ['moto: CreateModel', { operation: 'CreateModel', body: modelOf('m%N%'), spread: true }, fresh],
  ];
  for (const [scenario, one, on] of scenarios) {
    const server = typeof on === 'function' ? await on() : on;
    for (const connections of run.connectionCounts) {
      const both = [ours(server), { name: 'moto', subject, path: '/', signed: false }];
      const results = Object.fromEntries(await run.load.compare(both, one, connections, slow));
      run.report.add({ scenario, auth: 'off', connections, results });
    }
    if (server !== own) await server.stop();
  }
  for (const server of [subject, own]) await server.stop();
}

/** Jobs, and an endpoint. */
async function deploy(url: string): Promise<void> {
  for (let n = 0; n < JOBS; n += 1) await call(url, 'CreateTrainingJob', JSON.parse(jobOf(`job-${n}`)));
  await call(url, 'CreateModel', JSON.parse(modelOf('m')));
  const variant = { VariantName: 'main', ModelName: 'm', InstanceType: TYPE, InitialInstanceCount: 1 };
  await call(url, 'CreateEndpointConfig', { EndpointConfigName: 'e', ProductionVariants: [variant] });
  await call(url, 'CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'e' });
}

const modelOf = (ModelName: string): string =>
  JSON.stringify({ ModelName, ExecutionRoleArn: ROLE, PrimaryContainer: { Image: 'm:1' } });

const jobOf = (TrainingJobName: string): string =>
  JSON.stringify({
    TrainingJobName,
    RoleArn: ROLE,
    AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' },
    OutputDataConfig: { S3OutputPath: 's3://bench/models' },
    ResourceConfig: { InstanceType: TYPE, InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
  });
