import { readFileSync } from 'node:fs';

/** The package's version: its manifest lies two folders up, in the checkout and in the published package. */
export const version: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
