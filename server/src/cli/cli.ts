import { styleText } from 'node:util';
import { version } from '../control/version.ts';
import { type Parsed, parseCommandLine } from './arguments.ts';
import { Client, RequestFailed, Unreachable } from './client.ts';
import { overview, verbHelp } from './help.ts';
import type { Io } from './io.ts';
import { signerOf } from './signing.ts';
import { UsageRefused } from './verb.ts';
import { verbs } from './verbs.ts';

/** The exit codes, which scripts rely on. */
const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

const DEFAULT_ENDPOINT = 'http://127.0.0.1:8770';

/** Runs one command line; answers its exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = parseCommandLine(verbs, args);
    switch (parsed.type) {
      case 'overview':
        io.stdout.write(overview(verbs));
        return exitCodes.done;
      case 'version':
        io.stdout.write(`${version}\n`);
        return exitCodes.done;
      case 'help':
        io.stdout.write(verbHelp(parsed.path, parsed.verb));
        return exitCodes.done;
      case 'raw':
        return await parsed.verb.runRaw!(parsed.args);
      case 'call':
        return await call(parsed, io);
    }
  } catch (error) {
    return complain(error, io);
  }
}

async function call(
  { verb, options, flags, arguments: given }: Extract<Parsed, { type: 'call' }>,
  io: Io,
): Promise<number> {
  const endpoint = endpointOf(options.endpoint ?? io.env.QUARTERMASTER_ENDPOINT ?? DEFAULT_ENDPOINT);
  const client = new Client(endpoint, io, signerOf(io, options.profile, options.region));
  const code = await verb.run!({ arguments: given, options, flags, json: flags.has('json'), client, io });
  return typeof code === 'number' ? code : exitCodes.done;
}

function endpointOf(text: string): URL {
  if (URL.canParse(text)) {
    const url = new URL(text);
    const isOrigin = url.pathname === '/' && url.search === '' && url.username === '' && url.password === '';
    if (['http:', 'https:'].includes(url.protocol) && isOrigin) return url;
  }
  throw new UsageRefused(
    `--endpoint is '${text}', and must be an http or https URL without path, such as ${DEFAULT_ENDPOINT}.`,
  );
}

/** Says what went wrong; a defect keeps its trace. */
function complain(error: unknown, { stderr, env }: Io): number {
  const code = exitCodeOf(error);
  if (code === undefined) throw error;
  const coloured = stderr.isTTY === true && (env.NO_COLOR ?? '') === '';
  const name = coloured ? styleText('red', 'quartermaster:', { validateStream: false }) : 'quartermaster:';
  stderr.write(`${name} ${(error as Error).message}\n`);
  return code;
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof UsageRefused) return exitCodes.usage;
  if (error instanceof Unreachable) return exitCodes.unreachable;
  if (error instanceof RequestFailed) return exitCodes.failed;
  return undefined;
}
