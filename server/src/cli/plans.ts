import type { Json } from './client.ts';
import { isColoured } from './io.ts';
import { calendarLines, legend, mondayOf } from './plan-calendar.ts';
import { plansAdvise } from './plans-advise.ts';
import { checkPlan } from './plans-check.ts';
import { showPlan } from './plans-show.ts';
import { printJson, printLines } from './print.ts';
import { counted } from './table.ts';
import { worldOf } from './task-path.ts';
import { type Invocation, UsageRefused, type Verb } from './verb.ts';

/** Where nobody says how wide the terminal is. */
const WIDTH_DEFAULT = 80;

const calendar: Verb = {
  name: 'calendar',
  summary: 'the training plans of all accounts and regions, week by week',
  about: [
    `A week is a column, a day a sign: ${legend}.`,
    'IN USE is of the block that runs, or else of the next; below is what is reserved at once in each week.',
  ].join('\n'),
  options: {
    from: { value: 'DAY', help: 'begin with the week of this day, such as 2026-11-02, instead of this week' },
    all: { help: 'with those that are over or failed, from the first on' },
  },
  examples: [
    ['quartermaster plans', ''],
    ['quartermaster plans --all', 'the past as well'],
    ['quartermaster plans --from 2026-11-02', ''],
  ],
  run: show,
};

async function show(call: Invocation): Promise<void> {
  const from = dayOf(call.options.from);
  const { items, last } = await call.client.pages('/plans', 'plans', worldOf(call));
  if (call.json) return printJson(call, { now: last.now, plans: items });
  const ended = ({ status }: Json): boolean => status === 'Expired' || status === 'Failed';
  const shown = items.filter((plan) => call.flags.has('all') || from !== undefined || !ended(plan));
  if (shown.length === 0) return printLines(call, noneText(call, items.length));
  const begin = from ?? (call.flags.has('all') ? firstStart(shown, last.now) : Date.parse(last.now));
  const inTime = shown.filter(({ endAt }) => Date.parse(endAt) > mondayOf(begin));
  inTime.sort((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt));
  if (inTime.length === 0) return printLines(call, noneText(call, items.length));
  const { columns: width = WIDTH_DEFAULT } = call.io.stdout;
  printLines(call, ...calendarLines(inTime, { from: begin, width, coloured: isColoured(call.io) }));
  const hidden = items.length - inTime.length;
  printLines(call, '', `${legend}; it is ${last.now}`);
  if (hidden > 0)
    printLines(call, `Not shown: ${counted(hidden, 'plan')} over by then, or failed. See all with --all.`);
}

const firstStart = (plans: readonly Json[], now: string): number =>
  Math.min(Date.parse(now), ...plans.map(({ startAt }) => Date.parse(startAt)));

function noneText({ client }: Invocation, hidden: number): string {
  if (hidden > 0) return `Not shown: ${counted(hidden, 'plan')} over by then, or failed. See all with --all.`;
  return `There are no training plans. Find an offering: aws sagemaker search-training-plan-offerings --endpoint-url ${client.endpoint.origin} …`;
}

/** The instant that `--from` means. */
function dayOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UsageRefused(`--from is '${text.slice(0, 40)}', and must be a day, such as 2026-11-02.`);
}

export const plans: Verb = {
  name: 'plans',
  summary: 'training plans: a calendar of what is reserved and used, and which one to buy',
  examples: [
    ['quartermaster plans', 'weeks as columns, reserved blocks as bars'],
    ['quartermaster plans show p5-november', 'one plan with its blocks and counts'],
    ['quartermaster plans advise --type ml.p5.48xlarge --count 4 --hours 48', 'which one to buy'],
  ],
  standard: 'calendar',
  verbs: [calendar, showPlan, plansAdvise, checkPlan],
};
