import { formatDuration } from './duration.ts';
import { printJson, printLines } from './print.ts';
import { counted, pairLines } from './table.ts';
import type { Verb } from './verb.ts';

export const health: Verb = {
  name: 'health',
  summary: 'whether the server serves, and what it holds',
  examples: [
    ['quartermaster health', ''],
    ['until quartermaster health; do sleep 1; done', 'wait for a server to come up'],
  ],
  async run(call) {
    const reply = await call.client.request('GET', '/health');
    if (call.json) return printJson(call, reply);
    const holds = [
      counted(reply.clusters, 'cluster'),
      counted(reply.nodes, 'node'),
      `${counted(reply.transitionsInFlight, 'transition')} in flight`,
      counted(reply.standingFaults, 'standing fault'),
    ];
    printLines(
      call,
      `Quartermaster ${reply.version} at ${call.client.endpoint.origin} is up for ${formatDuration(reply.uptimeSeconds * 1_000)}.`,
      ...pairLines([
        ['  clock', `${reply.clock}, ${reply.now}`],
        ['  pace', reply.pace],
        ['  seed', String(reply.seed)],
        ['  holds', holds.join(', ')],
        ['  store', `revision ${reply.storeRevision}`],
        ...(reply.webhook === undefined
          ? []
          : [
              [
                '  webhook',
                `${counted(reply.webhook.undelivered, 'event')} undelivered, ${reply.webhook.dropped} dropped`,
              ] as const,
            ]),
      ]),
    );
  },
};
