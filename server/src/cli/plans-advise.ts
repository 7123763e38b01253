import type { Json } from './client.ts';
import { marketWorldOf } from './market-path.ts';
import { printJson, printLines, printTable } from './print.ts';
import type { Column } from './table.ts';
import type { Invocation, Verb } from './verb.ts';

const minute = (instant: string): string => `${instant.slice(0, 16)}Z`;

const columns: readonly Column<Json>[] = [
  { title: 'FEE', of: ({ upfrontFee }) => upfrontFee },
  { title: 'TARGET', of: ({ target }) => target },
  { title: 'USABLE', of: ({ usable }) => `${usable.DurationHours} h ${usable.DurationMinutes} min` },
  { title: 'ZONE', of: ({ blocks }) => blocks.map(({ zone }: Json) => zone).join(', ') },
  {
    title: 'BLOCKS',
    of: ({ blocks }) =>
      blocks.map(({ startAt, endAt }: Json) => `${minute(startAt)} to ${minute(endAt)}`).join(', '),
  },
];

/** A search answers one question at a time; this asks them all. */
export const plansAdvise: Verb = {
  name: 'advise',
  summary: 'all plans that would have the hours you need, over targets, durations and zones, ranked',
  about: [
    'The hours are those that can be used: from a cluster instances are taken an hour before a block ends, from a',
    'training job half an hour, and that time is not paid for. Nothing is offered by this; the line below the table makes',
    'the search that offers the first one, and the member search of --json that of each.',
  ].join('\n'),
  options: {
    type: { value: 'TYPE', help: 'an instance type, or the type of an UltraServer', required: true },
    hours: { value: 'N', help: 'so many hours of use', required: true },
    count: { value: 'N', help: 'so many instances or UltraServers (default 1)' },
    target: { value: 'TARGET', help: 'only training-job, hyperpod-cluster, endpoint or studio-apps' },
    'start-after': { value: 'TIME', help: 'not before then' },
    'end-before': { value: 'TIME', help: 'over by then' },
    by: { value: 'ORDER', help: 'what counts first: fee, start, continuity (default fee,start,continuity)' },
    limit: { value: 'N', help: 'so many lines instead of 20' },
  },
  examples: [
    ['quartermaster plans advise --type ml.p5.48xlarge --count 4 --hours 48', 'the cheapest first'],
    ['quartermaster plans advise --type ml.p5.48xlarge --hours 24 --target endpoint --by start', ''],
  ],
  async run(call) {
    const { type, hours, count, target, by, limit } = call.options;
    const times = { startAfter: call.options['start-after'], endBefore: call.options['end-before'] };
    const query = { ...marketWorldOf(call), type, hours, count, target, by, limit, ...times };
    const reply = await call.client.request('GET', '/market/advice', { query });
    if (call.json) return printJson(call, reply);
    printTable(call, columns, reply.advice, noneText(reply));
    printNotes(call, reply);
  },
};

function noneText({ instanceType, instanceCount, hours, region, countThatFits }: Json): string {
  const less = countThatFits === null ? '' : ` ${countThatFits} instead of ${instanceCount} would do.`;
  return `No plan that could be bought now has ${hours} hours of ${instanceCount} ${instanceType} in ${region}.${less}`;
}

function printNotes(call: Invocation, { found, advice, quota, instanceType, instanceCount }: Json): void {
  if (found > advice.length) printLines(call, '', `${advice.length} of ${found}. Show more with --limit.`);
  if (advice.length > 0)
    printLines(call, '', 'The search that offers the first:', `  ${command(call, advice[0])}`);
  if (quota.suffices) return;
  printLines(
    call,
    '',
    `The quota of ${instanceType} is ${quota.value}, ${quota.used} of it in use: a search for ${instanceCount} is refused, whatever there is.`,
  );
}

/** The search as a command of the AWS CLI. */
function command(call: Invocation, { search }: Json): string {
  const options = Object.entries(search).map(([member, value]) => {
    const name = member.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    return `--${name} ${Array.isArray(value) ? value.join(' ') : value}`;
  });
  return [
    `aws sagemaker search-training-plan-offerings --endpoint-url ${call.client.endpoint.origin}`,
    ...options,
  ].join(' ');
}
