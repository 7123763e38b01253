import type { Json } from './client.ts';
import { printJson, printTable } from './print.ts';
import { clusterColour } from './status-colour.ts';
import type { Column } from './table.ts';
import type { Verb } from './verb.ts';

const columns: readonly Column<Json>[] = [
  { title: 'NAME', of: (row) => row.name },
  { title: 'STATUS', of: (row) => row.status, colour: (row) => clusterColour(row.status) },
  { title: 'NODES', of: (row) => String(row.nodes) },
  { title: 'ORCHESTRATOR', of: (row) => row.orchestrator },
  { title: 'ACCOUNT', of: (row) => row.account },
  { title: 'REGION', of: (row) => row.region },
  { title: 'CREATED', of: (row) => row.createdAt },
  { title: 'MESSAGE', of: (row) => row.failureMessage ?? '' },
];

export const clusters: Verb = {
  name: 'clusters',
  summary: 'the clusters of all accounts and regions',
  examples: [
    ['quartermaster clusters', ''],
    ['quartermaster clusters --region us-west-2 --json', ''],
  ],
  async run(call) {
    const { account, region } = call.options;
    const { items } = await call.client.pages('/clusters', 'clusters', { account, region });
    if (call.json) return printJson(call, { clusters: items });
    printTable(
      call,
      columns,
      items,
      `There are no clusters. Create one: aws sagemaker create-cluster --endpoint-url ${call.client.endpoint.origin} …`,
    );
  },
};
