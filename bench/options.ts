import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly python?: string;
  readonly installMoto: boolean;
  readonly help: boolean;
}

/** The parts of a run, in their order; `--only` names them. */
export const partNames = [
  'start',
  'size',
  'requests',
  'create',
  'tasks',
  'moto',
  'day',
  'plans-year',
  'scheduler',
  'explain',
  'plans',
  'reservations',
] as const;
export type PartName = (typeof partNames)[number];

export const help = `npm run bench -- [options]: measures Quartermaster beside a bare node:http server, and beside moto where it is

  --quick            shorter windows, 16 connections alone
  --only NAME        one part: ${partNames.join(', ')}; may be repeated
  --python PATH      a Python that has moto (default: the one in bench/.venv)
  --install-moto     make bench/.venv and install moto[server] into it
  --help             this text

Ratios are of CPU time of the server's process as the kernel counts it, the contestants measured in turn on one
machine in one run, medians of the rounds. The figures also go to bench/results/DATE.json.
`;

/** Throws where an option is unknown. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      python: { type: 'string' },
      'install-moto': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, installMoto: values['install-moto'] };
}
