import type { Json } from './client.ts';
import { printJson, printLines, printTable } from './print.ts';
import type { Column } from './table.ts';
import { worldOf } from './task-path.ts';
import { UsageRefused, type Verb } from './verb.ts';

const columns: readonly Column<Json>[] = [
  { title: '', of: ({ ok }) => (ok ? 'ok' : 'no'), colour: ({ ok }) => (ok ? 'green' : 'red') },
  { title: 'RULE', of: ({ rule }) => words[rule] ?? rule },
];

/** The rules, as people say them. */
const words: Readonly<Record<string, string>> = {
  target: 'for this target',
  instanceType: 'of this instance type',
  status: 'in a status for it',
  time: 'with time left',
  count: 'as many instances',
  zone: 'in a zone of the subnets',
};

/** A plan cannot be given back: what is wrong with its use is better known before. */
export const checkPlan: Verb = {
  name: 'check',
  summary: 'whether a plan can be used so, before anything is created on it',
  about: [
    'By the same rules as the operations, which refuse what is wrong one thing at a time: here all of it is said. What',
    'is left out is not looked at. The exit code is 1 where the plan cannot be used so.',
  ].join('\n'),
  arguments: [{ name: 'NAME', help: 'its name or ARN' }],
  options: {
    target: {
      value: 'TARGET',
      help: 'training-job, hyperpod-cluster, endpoint or studio-apps',
      required: true,
    },
    type: { value: 'TYPE', help: 'of this instance type' },
    count: { value: 'N', help: 'so many instances' },
    subnets: { value: 'IDS', help: 'the subnets of the instance group, with commas' },
  },
  examples: [
    ['quartermaster plans check p5-november --target endpoint --type ml.p5.48xlarge --count 2', ''],
    ['quartermaster plans check p5-november --target hyperpod-cluster --subnets subnet-0a,subnet-0b', ''],
  ],
  async run(call) {
    const { target, type, count, subnets } = call.options;
    if (count !== undefined && !/^\d{1,6}$/.test(count))
      throw new UsageRefused(`--count is '${count.slice(0, 40)}', and must be a number of instances.`);
    const path = `/plans/${encodeURIComponent(call.arguments[0]!)}/check`;
    const query = { ...worldOf(call), target, instanceType: type, count, subnets };
    const reply = await call.client.request('GET', path, { query });
    if (call.json) printJson(call, reply);
    else {
      printTable(call, columns, reply.checks, '');
      const problems = reply.checks.filter(({ ok }: Json) => !ok);
      for (const { problem } of problems) printLines(call, '', problem);
      printLines(call, '', `${reply.available} of its instances are available now, in ${reply.zone}.`);
    }
    return reply.ok ? 0 : 1;
  },
};
