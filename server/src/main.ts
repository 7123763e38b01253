import { isNodeRecent } from './node-version.ts';

if (isNodeRecent()) {
  const { main } = await import('./serve.ts');
  process.exitCode = await main(process.argv.slice(2));
}
