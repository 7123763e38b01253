import type { Verb } from './verb.ts';

/** The scheduler by itself, without a server: how well it agrees with recordings of Kueue. */
export const scheduler: Verb = {
  name: 'scheduler',
  summary: 'replay recorded scheduling traces, and compare every decision',
  examples: [['quartermaster scheduler replay traces.jsonl.gz', 'the agreement, trace by trace']],
  verbs: [
    {
      name: 'replay',
      summary: 'replay a file of recorded traces; exits with 1 on any difference',
      examples: [['quartermaster scheduler replay traces.jsonl.gz --json', 'the agreement, for programs']],
      runRaw: async (args) => {
        const { run } = await import('./scheduler-replay.ts');
        return run(args);
      },
    },
  ],
};
