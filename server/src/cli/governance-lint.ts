import type { Json } from './client.ts';
import { printJson, printLines } from './print.ts';
import { clusterArgument, clusterPath, worldOf } from './task-path.ts';
import type { Verb } from './verb.ts';

export const lintGovernance: Verb = {
  name: 'lint',
  summary: 'what of quotas and policy will not do what it looks like, and the way out',
  about: [
    'Errors are what makes tasks wait for what cannot come, or preempt one another without end; with one the exit',
    'code is 1. Warnings and what is good to know leave it 0.',
  ].join('\n'),
  arguments: [clusterArgument],
  examples: [
    ['quartermaster governance lint ml', ''],
    ["quartermaster governance lint ml --json | jq -r '.findings[].rule'", ''],
  ],
  async run(call) {
    const reply = await call.client.request('GET', `${clusterPath(call)}/governance/lint`, {
      query: worldOf(call),
    });
    const findings: readonly Json[] = reply.findings;
    if (call.json) printJson(call, reply);
    else if (findings.length === 0) printLines(call, `Nothing was found in '${reply.cluster.name}'.`);
    else printLines(call, ...findings.flatMap(linesOf));
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

const linesOf = ({ severity, rule, message, wayOut }: Json): readonly string[] => [
  `${severity} ${rule}: ${message}`,
  `  ${wayOut}`,
];
