import { parseDuration } from './duration.ts';
import { faultText } from './fault-text.ts';
import { printJson, printLines } from './print.ts';
import { type Invocation, UsageRefused } from './verb.ts';

/** The options that narrow a fault down, as members of its request. */
export const placeOf = ({ options }: Invocation) => ({
  cluster: options.cluster,
  instanceGroup: options.group,
  node: options.node,
});

/** The number that an option gives. */
export function numberOf({ options }: Invocation, name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageRefused(`--${name} is '${text}', and must be a number.`);
}

/** The duration that an option gives, in seconds. */
export function secondsOf({ options }: Invocation, name: string): number | undefined {
  const text = options[name];
  return text === undefined ? undefined : parseDuration(text, `--${name}`) / 1_000;
}

/** Makes a fault. A region alone is what the request is signed for; with an account it confines the fault. */
export async function make(call: Invocation, spec: object): Promise<void> {
  const { account, region } = call.options;
  const world = account === undefined ? {} : { account, region };
  const body = { ...spec, ...world, count: numberOf(call, 'count'), durationSeconds: secondsOf(call, 'for') };
  const reply = await call.client.request('POST', '/faults', { body });
  if (call.json) return printJson(call, reply);
  printLines(
    call,
    `${reply.id} stands: ${faultText(reply)}. End it with 'quartermaster fault end ${reply.id}'.`,
  );
}
