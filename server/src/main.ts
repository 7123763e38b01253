import { main } from './serve.ts';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(`quartermaster needs Node.js 24 or newer, and this is ${process.versions.node}.\n`);
  process.exit(2);
}
process.exitCode = await main(process.argv.slice(2));
