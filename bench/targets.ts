import { growthOf, LOGARITHMIC_GROWTH } from './decision-cost.ts';
import type { SchedulerFigures } from './parts/scheduler.ts';
import type { Report } from './report.ts';

/** The targets, as far as their parts were run. */
export function judge(report: Report, connectionsMost: number): void {
  judgeRequests(report, connectionsMost);
  judgeScheduler(report);
}

/** Of what the scheduler's part measured, in one core's time. */
function judgeScheduler(report: Report): void {
  const figures = report.figures.scheduler as SchedulerFigures | undefined;
  if (figures === undefined) return;
  const { baseline, largeScale, decision, oneCohort } = figures;
  report.verdict('15,000 workloads within 3 s of one core', baseline.seconds, 3, ' s');
  report.verdict('50,000 workloads in 1,000 queues within 30 s of one core', largeScale.seconds, 30, ' s');
  for (const [kind, costs] of Object.entries(decision)) {
    const target = `a decision with 100,000 waiting costs no more than a logarithm beside one with 100 (${kind})`;
    report.verdict(target, growthOf(costs), LOGARITHMIC_GROWTH, 'x');
  }
  const among = `among ${oneCohort.teams} teams with ${oneCohort.pending} tasks waiting`;
  report.verdict(`a task that comes and must wait ${among} within 1 ms`, oneCohort.submissionMs, 1, ' ms');
  report.verdict(`all tried again ${among} within 300 ms`, oneCohort.settleAfterWakeUpMs, 300, ' ms');
}

/** The targets that are ratios of rows: signature check off, 16 connections. */
function judgeRequests(report: Report, connectionsMost: number): void {
  const at = 16;
  const cpuRatio = (scenario: string): number | undefined => {
    const results = report.find(scenario, 'off', at)?.results;
    return results && results.quartermaster!.cpuMsPerRequest / results.bare!.cpuMsPerRequest;
  };
  const own = (scenario: string): number | undefined =>
    report.find(scenario, 'off', at)?.results.quartermaster?.cpuMsPerRequest;
  report.verdict("DescribeCluster within 2x of the bare server's CPU", cpuRatio('DescribeCluster'), 2, 'x');
  for (const nodes of ['100', '1,000', '100,000']) {
    const scenario = `ListClusterNodes, 100 of ${nodes}`;
    report.verdict(`${scenario}: within 3x of the bare server's CPU`, cpuRatio(scenario), 3, 'x');
  }
  const [small, large] = [own('ListClusterNodes, 100 of 1,000'), own('ListClusterNodes, 100 of 100,000')];
  const growth = small === undefined || large === undefined ? undefined : large / small;
  report.verdict('a page of 100,000 nodes costs at most 1.5x one of 1,000', growth, 1.5, 'x');
  judgeBesideMoto(report, at, connectionsMost);
}

function judgeBesideMoto(report: Report, at: number, connectionsMost: number): void {
  for (const reading of ['DescribeCluster', 'ListClusterNodes, 100', ...readsOfReservations]) {
    const results = report.find(`moto: ${reading}`, 'off', at)?.results;
    const gain = results && results.moto!.cpuMsPerRequest / results.quartermaster!.cpuMsPerRequest;
    report.verdict(`at least 20x moto's requests per CPU second (${reading})`, gain, 20, 'x', true);
  }
  for (const creating of ['CreateCluster', 'CreateTrainingJob', 'CreateModel']) {
    const results = report.find(`moto: ${creating}`, 'off', connectionsMost)?.results;
    const faster = results && results.quartermaster!.perSecond / results.moto!.perSecond;
    const target = `durable ${creating} at least 10x moto's requests per second at ${connectionsMost} connections`;
    report.verdict(target, faster, 10, 'x', true);
  }
}

const readsOfReservations = ['DescribeTrainingJob', 'ListTrainingJobs', 'DescribeEndpoint'];
