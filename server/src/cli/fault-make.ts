import { faultText } from './fault-text.ts';
import { numberOf, secondsOf } from './option-values.ts';
import { printJson, printLines } from './print.ts';
import type { Invocation } from './verb.ts';

/** The options that narrow a fault down, as members of its request. */
export const placeOf = ({ options }: Invocation) => ({
  cluster: options.cluster,
  instanceGroup: options.group,
  node: options.node,
});

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
