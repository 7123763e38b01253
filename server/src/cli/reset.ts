import { RequestFailed } from './client.ts';
import { printJson, printLines } from './print.ts';
import { counted } from './table.ts';
import { UsageRefused, type Verb } from './verb.ts';

export const reset: Verb = {
  name: 'reset',
  summary: 'delete everything: clusters, nodes, events, faults',
  about:
    'Afterwards the server is as on its first start, and a virtual clock stands where it began.\nThe same seed then gives the same ids again.',
  options: { yes: { help: 'do not ask' } },
  examples: [['quartermaster reset --yes', 'between two test cases']],
  async run(call) {
    const { client, flags, io } = call;
    if (!flags.has('yes')) {
      if (io.ask === undefined)
        throw new UsageRefused('reset deletes everything, and there is no terminal to ask on. Add --yes.');
      const { clusters, nodes } = await client.request('GET', '/health');
      const question = `Delete ${counted(clusters, 'cluster')} with ${counted(nodes, 'node')} at ${client.endpoint.origin}? Type 'yes': `;
      if ((await io.ask(question)).trim().toLowerCase() !== 'yes')
        throw new RequestFailed('Nothing was deleted.');
    }
    const reply = await client.request('POST', '/reset', { doing: 'resetting' });
    if (call.json) printJson(call, reply);
    else printLines(call, 'Everything is deleted.');
  },
};
