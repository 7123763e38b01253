import { Cron } from 'croner';
import { scheduleRefusals } from './update-messages.ts';

/**
 * AWS cron expressions: `cron(minutes hours day-of-month month day-of-week year)`, in UTC. Weekdays count from
 * 1 = SUN to 7 = SAT, one of the two day fields must be `?`, and L, W and # are known (documented for
 * EventBridge, whose dialect SageMaker's schedules use). A range may run over its end, as in FRI-MON (our
 * choice, as in Quartz).
 *
 * What a field may hold is checked here, so that a refusal can name the field; croner then finds the time.
 */
interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  /** What stands beside numbers, ranges and steps. */
  readonly extra?: RegExp;
  readonly rule: string;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const fields: readonly Field[] = [
  { name: 'minutes', low: 0, high: 59, rule: 'made of 0-59 and , - * /' },
  { name: 'hours', low: 0, high: 23, rule: 'made of 0-23 and , - * /' },
  {
    name: 'day of month',
    low: 1,
    high: 31,
    extra: /^(L|LW|([1-9]|[12]\d|3[01])W)$/,
    rule: 'made of 1-31 and , - * ? / L W',
  },
  { name: 'month', low: 1, high: 12, names: months, rule: 'made of 1-12 or JAN-DEC and , - * /' },
  {
    name: 'day of week',
    low: 1,
    high: 7,
    names: weekdays,
    extra: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
    rule: 'made of 1-7 or SUN-SAT (1 is SUN) and , - * ? / L #',
  },
  { name: 'year', low: 1970, high: 2199, rule: 'made of 1970-2199 and , - * /' },
];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

/** The first time after `now` that the expression names; undefined: there is none any more. */
export function nextCronAt(expression: string, now: number): number | undefined {
  const pattern = `0 ${quartzFields(expression).join(' ')}`;
  const options = {
    mode: '7-part',
    alternativeWeekdays: true,
    sloppyRanges: true,
    domAndDow: true,
    utcOffset: 0,
  } as const;
  return new Cron(pattern, options).nextRun(new Date(now))?.getTime();
}

/** The six fields as croner reads them. Refuses an expression that is none. */
function quartzFields(expression: string): string[] {
  const inner = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (inner === undefined) throw scheduleRefusals.notCron(expression);
  const values = inner.trim().toUpperCase().split(/\s+/);
  if (values.length !== fields.length) throw scheduleRefusals.fieldCount(expression, values.length);
  checkDays(expression, values[DAY_OF_MONTH]!, values[DAY_OF_WEEK]!);
  return values.map((value, position) => {
    const field = fields[position]!;
    if (value === '?' && (position === DAY_OF_MONTH || position === DAY_OF_WEEK)) return '?';
    const items = value.split(',').map((item) => itemOf(item, field));
    if (items.includes(undefined)) {
      throw scheduleRefusals.field(expression, position + 1, field.name, value, field.rule);
    }
    return items.join(',');
  });
}

function checkDays(expression: string, dayOfMonth: string, dayOfWeek: string): void {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw scheduleRefusals.days(expression, dayOfMonth === '?' ? 'both are' : 'neither is');
  }
}

/** One item of a field's list: extra words, or `*`, `a`, `a-b`, each with an optional step. */
function itemOf(item: string, field: Field): string | undefined {
  if (field.extra?.test(item)) return item === 'L' && field.names !== undefined ? String(field.high) : item;
  const match = /^(?:\*|([A-Z]{3}|\d{1,4})(?:-([A-Z]{3}|\d{1,4}))?)(?:\/(\d{1,4}))?$/.exec(item);
  if (match === null) return undefined;
  const [, from, to, step] = match;
  if (step !== undefined && !(Number(step) >= 1 && Number(step) <= field.high)) return undefined;
  if (from === undefined) return item;
  const low = numberOf(from, field);
  const high = to === undefined ? low : numberOf(to, field);
  if (low === undefined || high === undefined) return undefined;
  const stepped = step === undefined ? '' : `/${step}`;
  if (to === undefined) return `${low}${stepped}`;
  if (low <= high) return `${low}-${high}${stepped}`;
  return stepped === '' && field.name !== 'year' ? `${low}-${field.high},${field.low}-${high}` : undefined;
}

function numberOf(text: string, { low, high, names = [] }: Field): number | undefined {
  const value = names.includes(text) ? names.indexOf(text) + low : Number(text);
  return value >= low && value <= high ? value : undefined;
}
