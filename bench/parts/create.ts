import { bareFor, ours } from '../contestants.ts';
import { bareServer, quartermaster, type Subject } from '../processes.ts';
import { say } from '../report.ts';
import { type Call, type Contestant, groupOf, VPC } from '../requests.ts';
import type { Auth, Run } from '../run.ts';

/** A new cluster of one node. */
export const createOne: Call = {
  operation: 'CreateCluster',
  body: JSON.stringify({ ClusterName: 'c%N%', VpcConfig: VPC, InstanceGroups: [groupOf('workers', 1)] }),
  spread: true,
};

/** CreateCluster: the call alone, and through to a cluster in service. */
export async function create(run: Run, auth: Auth): Promise<void> {
  say(`\nCreateCluster, durable, one group of one node, signature check ${auth}`);
  const bare = await run.started(bareServer());
  for (const [pace, scenario] of [
    ['realistic', 'CreateCluster, the call'],
    ['instant', 'CreateCluster, through to InService'],
  ] as const) {
    const fresh = { server: undefined as Subject | undefined, runs: 0 };
    for (const connections of run.connectionCounts) {
      const rounds: Contestant[] = [];
      await fresh.server?.stop();
      fresh.runs += 1;
      const store = run.storeAt(`create-${auth}-${pace}-${fresh.runs}.sqlite`);
      fresh.server = await run.started(
        quartermaster('--store', store, '--pace', pace, ...run.authentication(auth)),
      );
      rounds.push(ours(fresh.server, auth), bareFor(bare, 76, auth));
      const results = Object.fromEntries(await run.load.compare(rounds, createOne, connections, run.effort));
      run.report.add({ scenario, auth, connections, results });
    }
    await fresh.server?.stop();
  }
  await bare.stop();
}
