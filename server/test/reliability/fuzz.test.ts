import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fuzz } from './fuzz.ts';
import { CREDENTIALS_TEXT } from './fuzz-signature.ts';
import { seedFrom } from './random.ts';
import { ServerProcess } from './server-process.ts';

/** A few thousand requests in every run of the tests; QUARTERMASTER_FUZZ=100000 is the full test. */
const requests = Number(process.env.QUARTERMASTER_FUZZ ?? 3_000);
const isFull = requests > 10_000;

test(`${requests} malformed and hostile requests: no 500, no crash, always JSON`, async (t) => {
  const seed = seedFrom('QUARTERMASTER_SEED');
  try {
    await run(t, seed);
  } catch (error) {
    const again = `Again: QUARTERMASTER_SEED=${seed} QUARTERMASTER_FUZZ=${requests}`;
    throw new Error(`seed ${seed}: ${(error as Error).message}\n${again}`, { cause: error });
  }
});

async function run(t: TestContext, seed: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'quartermaster-fuzz-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const credentials = join(directory, 'credentials');
  writeFileSync(credentials, CREDENTIALS_TEXT, { mode: 0o600 });
  const start = (...args: string[]) =>
    ServerProcess.start(['--store', 'memory', '--seed', String(seed), ...args]);
  const open = await start('--pace', 'instant');
  const checked = await start(
    '--auth',
    'sigv4',
    '--credentials',
    credentials,
    '--clock',
    'virtual=2026-01-05T09:00:00Z',
  );
  const begun = performance.now();
  try {
    const targets = [
      { server: open, signed: false },
      { server: checked, signed: true },
    ];
    const s = await fuzz(targets, requests, seed);
    for (const server of [open, checked])
      assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null });
    if (!isFull) return;
    const list = (counts: Map<string, number>): string =>
      [...counts]
        .sort()
        .map(([name, n]) => `${name} ${n}`)
        .join(', ');
    process.stdout.write(
      `fuzz: kinds: ${list(s.kinds)}\nfuzz: answers: ${list(s.statuses)}\nfuzz: valid calls that came through: ${list(s.successes)}\n` +
        `fuzz test: ${s.requests} requests, no 500, no HTML, no crash, no defect logged, at most ${s.rssMb} MB resident, ` +
        `in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`,
    );
  } finally {
    for (const server of [open, checked]) await server.kill('SIGKILL');
  }
}
