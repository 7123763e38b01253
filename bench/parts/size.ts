import { statSync } from 'node:fs';
import { cpuMs, quartermaster, rssMb } from '../processes.ts';
import { say } from '../report.ts';
import { call, clusterOf, median } from '../requests.ts';
import type { Run } from '../run.ts';

/** Clusters of three sizes in one store. */
export async function buildSizes(run: Run, store: string): Promise<void> {
  const server = await run.started(quartermaster('--store', store, '--pace', 'instant'));
  await call(server.url, 'CreateCluster', clusterOf('n100', 100));
  await call(server.url, 'CreateCluster', clusterOf('n1000', 1_000));
  const [cpu, begun] = [cpuMs(server.pid), performance.now()];
  await call(server.url, 'CreateCluster', clusterOf('n100000', 100_000));
  const figures = {
    wallMs: performance.now() - begun,
    cpuMs: cpuMs(server.pid) - cpu,
    rssMbAfter: rssMb(server.pid),
  };
  run.report.figures.build = figures;
  run.report.note(
    `100,000 nodes made by one CreateCluster at the instant pace: ${(figures.wallMs / 1_000).toFixed(1)} s, and ${figures.rssMbAfter.toFixed(0)} MB resident just after it`,
  );
  await server.stop();
}

/** The start on a store of 101,100 nodes, and the memory they take. */
export async function size(run: Run, store: string): Promise<void> {
  say('\n101,100 nodes: start on their store, and memory');
  const loads: number[] = [];
  const cpu: number[] = [];
  let rss = 0;
  for (let i = 0; i < 3; i += 1) {
    const server = await run.started(quartermaster('--store', store, '--pace', 'instant'));
    loads.push(server.readyMs);
    cpu.push(cpuMs(server.pid));
    let NextToken: string | undefined;
    do {
      const page = await call(server.url, 'ListClusterNodes', {
        ClusterName: 'n100000',
        MaxResults: 100,
        NextToken,
      });
      NextToken = page.NextToken || undefined;
    } while (i === 0 && NextToken !== undefined);
    rss = Math.max(rss, rssMb(server.pid));
    await server.stop();
  }
  const fileMb = statSync(store.slice('sqlite:'.length)).size / 1e6;
  run.report.figures.size = { readyMs: loads, cpuMs: cpu, rssMb: rss, fileMb };
  say(
    `  ready after ${median(loads).toFixed(0)} ms (${median(cpu)} ms CPU), ${rss.toFixed(0)} MB once every node was listed, file ${fileMb.toFixed(0)} MB`,
  );
  run.report.verdict('100,000 nodes load within 3 s (start to ready)', median(loads) / 1_000, 3, ' s');
  run.report.verdict('100,000 nodes fit in 500 MB resident', rss, 500, ' MB');
}
