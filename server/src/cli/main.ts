#!/usr/bin/env node
import { isNodeRecent } from '../node-version.ts';

if (isNodeRecent()) {
  const { run } = await import('./cli.ts');
  const { terminalIo } = await import('./io.ts');
  process.exitCode = await run(process.argv.slice(2), terminalIo());
}
