import type { Json } from './client.ts';
import { marketWorldOf } from './market-path.ts';
import { printJson, printLines } from './print.ts';
import { type Invocation, UsageRefused, type Verb } from './verb.ts';

/** What gives back what the description of the market says. */
const AS_DESCRIBED = 'default';

/** The number that an argument is; `default`: null. */
function numberOrNull(name: string, text: string): number | null {
  if (text === AS_DESCRIBED) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageRefused(`${name} is '${text.slice(0, 40)}', and must be a number, or '${AS_DESCRIBED}'.`);
}

async function change(
  call: Invocation,
  path: string,
  body: object,
  line: (reply: Json) => string,
): Promise<void> {
  const reply = await call.client.request('POST', `/market/${path}`, { body });
  if (call.json) printJson(call, reply);
  else printLines(call, line(reply));
}

const shown = (value: number | null): string => (value === null ? 'what it was at the start' : String(value));

export const marketSupply: Verb = {
  name: 'supply',
  summary: 'how many instances of a type a zone has, for a while or for ever',
  about: 'What is sold stays sold, also where there is less than that afterwards.',
  arguments: [
    { name: 'ZONE', help: 'such as us-east-1a' },
    { name: 'TYPE', help: 'such as ml.p5.48xlarge' },
    { name: 'COUNT', help: `so many, sold ones among them; '${AS_DESCRIBED}': as at the start` },
  ],
  options: {
    from: { value: 'TIME', help: 'from then on, such as 2026-11-01T11:30:00Z (default: now)' },
    until: { value: 'TIME', help: 'until then (default: for ever)' },
  },
  examples: [
    ['quartermaster market supply us-east-1a ml.p5.48xlarge 64', ''],
    ['quartermaster market supply us-east-1a ml.p5.48xlarge 0 --until 2026-12-01T11:30:00Z', 'a drought'],
    ['quartermaster market supply us-east-1a ml.p5.48xlarge default', 'as if nothing had been changed'],
  ],
  async run(call) {
    const [zone, instanceType, count = ''] = call.arguments;
    const { from, until } = call.options;
    const body = { zone, instanceType, count: numberOrNull('COUNT', count), from, until };
    await change(
      call,
      'supply',
      body,
      (reply) =>
        `${reply.zone} has ${shown(reply.count)} of ${reply.instanceType} from ${reply.from}${reply.until === null ? ' on' : ` until ${reply.until}`}.`,
    );
  },
};

export const marketRate: Verb = {
  name: 'rate',
  summary: 'what an hour of a type costs in a region; what is bought keeps its fee',
  arguments: [
    { name: 'TYPE', help: 'an instance type, or the type of an UltraServer' },
    { name: 'USD', help: `an hour, with up to four decimals; '${AS_DESCRIBED}': as at the start` },
  ],
  examples: [['quartermaster market rate ml.p5.48xlarge 39.7991 --region us-west-2', '']],
  async run(call) {
    const [type, usd = ''] = call.arguments;
    const body = { region: marketWorldOf(call).region, type, usdPerHour: numberOrNull('USD', usd) };
    await change(
      call,
      'rates',
      body,
      (reply) => `An hour of ${reply.type} in ${reply.region} costs ${shown(reply.usdPerHour)} USD.`,
    );
  },
};

export const marketQuota: Verb = {
  name: 'quota',
  summary: 'how many instances of a type, or plans, an account may have reserved in a region',
  arguments: [
    { name: 'QUOTA', help: 'an instance type, or training-plan-total_count' },
    { name: 'VALUE', help: `so many; '${AS_DESCRIBED}': as at the start` },
  ],
  examples: [
    ['quartermaster market quota ml.p5.48xlarge 0 --account 111122223333', 'as new accounts often have it'],
    ['quartermaster market quota training-plan-total_count 2', ''],
  ],
  async run(call) {
    const [quota, value = ''] = call.arguments;
    const body = { ...marketWorldOf(call), quota, value: numberOrNull('VALUE', value) };
    await change(
      call,
      'quotas',
      body,
      (reply) =>
        `The quota ${reply.quota} of account ${reply.account} in ${reply.region} is ${shown(reply.value)}.`,
    );
  },
};
