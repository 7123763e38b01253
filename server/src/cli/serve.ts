import type { Verb } from './verb.ts';

/** The server itself. Its options are its own, and its help too. */
export const serve: Verb = {
  name: 'serve',
  summary: 'run the server, until it is told to stop',
  examples: [['quartermaster serve --help', 'its options']],
  runRaw: async (args) => {
    const { main } = await import('../serve.ts');
    return main(args);
  },
};
