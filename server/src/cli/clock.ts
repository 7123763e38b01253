import { formatDuration, parseDuration } from './duration.ts';
import { printJson, printLines } from './print.ts';
import { counted, pairLines } from './table.ts';
import type { Invocation, Verb } from './verb.ts';

const show: Verb = {
  name: 'show',
  summary: 'what time it is, and what happens next',
  examples: [['quartermaster clock', '']],
  async run(call) {
    const reply = await call.client.request('GET', '/clock');
    if (call.json) return printJson(call, reply);
    const ahead =
      reply.nextDueAt === null
        ? ''
        : `, in ${formatDuration(Date.parse(reply.nextDueAt) - Date.parse(reply.now))}`;
    printLines(
      call,
      ...pairLines([
        ['now', `${reply.now} (${reply.kind})`],
        ['next', `${reply.nextDueAt ?? 'nothing is due'}${ahead}`],
        ['in flight', counted(reply.transitionsInFlight, 'transition')],
      ]),
    );
  },
};

const advance: Verb = {
  name: 'advance',
  summary: 'move a virtual clock on by an amount of time',
  arguments: [{ name: 'DURATION', help: 'such as 90s, 5m, 2h or 1d12h' }],
  examples: [
    ['quartermaster clock advance 2h', 'whatever is due in these two hours happens, each at its time'],
  ],
  run: (call) => move(call, { advanceSeconds: parseDuration(call.arguments[0]!, 'DURATION') / 1_000 }),
};

const advanceTo: Verb = {
  name: 'advance-to',
  summary: 'move a virtual clock on to a time',
  arguments: [{ name: 'TIME', help: 'an ISO time with its zone' }],
  examples: [['quartermaster clock advance-to 2026-02-01T00:00:00Z', '']],
  run: (call) => move(call, { advanceTo: call.arguments[0]! }),
};

const runUntilIdle: Verb = {
  name: 'run-until-idle',
  summary: 'move a virtual clock on until nothing is under way any more',
  about:
    'It goes on for a day of virtual time at the most: where launches can never succeed, they are tried for ever.',
  examples: [['quartermaster clock run-until-idle', 'after a create-cluster: to the end of its creation']],
  run: (call) => move(call, { runUntilIdle: true }),
};

async function move(call: Invocation, body: object): Promise<void> {
  const reply = await call.client.request('POST', '/clock', { body, doing: 'moving the clock' });
  if (call.json) return printJson(call, reply);
  const rest = reply.idle ? 'nothing is under way any more' : 'more is under way';
  printLines(
    call,
    `It is ${reply.now}. ${counted(reply.transitions, 'transition')} happened on the way; ${rest}.`,
  );
}

export const clock: Verb = {
  name: 'clock',
  summary: 'see the time, and move it where it is virtual',
  about: "Only a server started with 'quartermaster serve --clock virtual' has time that can be moved.",
  examples: [
    ['quartermaster clock', 'what time it is'],
    ['quartermaster clock advance 2h', 'two hours later'],
  ],
  verbs: [show, advance, advanceTo, runUntilIdle],
  standard: 'show',
};
