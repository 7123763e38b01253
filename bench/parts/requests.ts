import { bareFor, ours } from '../contestants.ts';
import { bareServer, quartermaster } from '../processes.ts';
import { say } from '../report.ts';
import { type Call, call } from '../requests.ts';
import type { Auth, Run } from '../run.ts';

/** The reads and the reboot, on a store of 101,100 nodes. */
export async function requests(run: Run, store: string, auth: Auth): Promise<void> {
  say(`\nReads and reboots, durable store of 101,100 nodes, signature check ${auth}`);
  const open = await run.started(quartermaster('--store', store, '--pace', 'instant'));
  const calls = await callsAt(open.url);
  const bytes = new Map<string, number>();
  for (const [name, one] of Object.entries(calls)) bytes.set(name, await bytesOf(open.url, one));
  await open.stop();
  const server = await run.started(
    quartermaster('--store', store, '--pace', 'instant', ...run.authentication(auth)),
  );
  const bare = await run.started(bareServer());
  for (const [scenario, one] of Object.entries(calls)) {
    const both = [ours(server, auth), bareFor(bare, bytes.get(scenario)!, auth)];
    for (const connections of run.connectionCounts) {
      const results = Object.fromEntries(await run.load.compare(both, one, connections, run.effort));
      run.report.add({ scenario, auth, connections, results });
    }
  }
  await server.stop();
  await bare.stop();
}

/** The calls that are measured, by what they are called in the figures. */
async function callsAt(url: string): Promise<Record<string, Call>> {
  const calls: Record<string, Call> = {
    DescribeCluster: { operation: 'DescribeCluster', body: '{"ClusterName":"n100"}' },
  };
  for (const nodes of [100, 1_000, 100_000]) {
    calls[`ListClusterNodes, 100 of ${nodes.toLocaleString('en')}`] = {
      operation: 'ListClusterNodes',
      body: JSON.stringify({
        ClusterName: `n${nodes}`,
        MaxResults: 100,
        NextToken: await middleToken(url, nodes),
      }),
    };
  }
  const { ClusterNodeSummaries } = await call(url, 'ListClusterNodes', {
    ClusterName: 'n1000',
    MaxResults: 25,
  });
  const NodeIds = ClusterNodeSummaries.map((row: { InstanceId: string }) => row.InstanceId);
  calls['BatchRebootClusterNodes, 25 nodes'] = {
    operation: 'BatchRebootClusterNodes',
    body: JSON.stringify({ ClusterName: 'n1000', NodeIds }),
  };
  return calls;
}

/** Bytes of the reply to a call. */
async function bytesOf(url: string, { operation, body }: Call): Promise<number> {
  return Buffer.byteLength(
    JSON.stringify(await call(url, operation, JSON.parse(body.replaceAll('%N%', '0')))),
  );
}

/** The token of a page in the middle of the cluster; none for a cluster of one page. */
async function middleToken(url: string, nodes: number): Promise<string | undefined> {
  let token: string | undefined;
  for (let i = 0; i < Math.min(20, nodes / 200 - 1); i += 1) {
    token = (
      await call(url, 'ListClusterNodes', { ClusterName: `n${nodes}`, MaxResults: 100, NextToken: token })
    ).NextToken;
  }
  return token;
}
