import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { ApiClient, Unanswered } from './api-client.ts';
import { ServerProcess } from './server-process.ts';

/** How the real process starts, refuses to start, and stops. */
let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'quartermaster-start-'));
});
after(() => rmSync(directory, { recursive: true, force: true }));

describe('a start that cannot be: one clear line, and exit code 2', () => {
  const refused = async (args: readonly string[], line: RegExp): Promise<void> => {
    const server = new ServerProcess(args);
    assert.deepEqual(await server.exited, { code: 2, signal: null }, server.output);
    assert.match(server.output, line);
    assert.equal(server.output.trim().split('\n').length, 1, server.output);
  };

  test('a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await refused(
      ['--store', 'memory', '--port', String(port)],
      /^quartermaster: port \d+ on 127\.0\.0\.1 is in use/,
    );
    taken.close();
  });

  test('an option that there is not', () =>
    refused(['--stor', 'memory'], /^quartermaster: .*--stor.*--help/));

  test('a store of a newer version, which stays as it was', async () => {
    const file = join(directory, 'newer.sqlite');
    const db = new DatabaseSync(file);
    db.exec(`CREATE TABLE object (x); PRAGMA application_id = ${0x514d7374}; PRAGMA user_version = 99`);
    db.close();
    const bytes = readFileSync(file);
    await refused(['--store', `sqlite:${file}`], /was written by a newer Quartermaster \(schema 99/);
    assert.deepEqual(readFileSync(file), bytes);
  });

  test("another program's database, and what is no database", async () => {
    const foreign = join(directory, 'foreign.sqlite');
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE t (x)');
    db.close();
    await refused(['--store', `sqlite:${foreign}`], /is the database of another program/);
    const text = join(directory, 'text.sqlite');
    writeFileSync(text, 'a shopping list\n'.repeat(20));
    await refused(['--store', `sqlite:${text}`], /is not a store of Quartermaster/);
  });

  test('a store that another server has', async () => {
    const store = `sqlite:${join(directory, 'held.sqlite')}`;
    const first = await ServerProcess.start(['--store', store]);
    await refused(['--store', store], /is in use by another Quartermaster/);
    await first.kill('SIGKILL');
  });

  test('a directory that cannot be written', async (t) => {
    const closed = join(directory, 'closed');
    mkdirSync(closed);
    if (process.getuid?.() === 0) {
      if (!mounted('ro,size=64k', closed))
        return t.skip('root may write anywhere, and mounting is not allowed here');
      t.after(() => execFileSync('umount', [closed]));
    } else execFileSync('chmod', ['500', closed]);
    await refused(['--store', `sqlite:${join(closed, 'store.sqlite')}`], /closed.*cannot be/);
  });
});

function mounted(options: string, directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'quartermaster-test', directory], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** This one waits for a time limit of the server. */
const skip = process.env.QUARTERMASTER_KILLS === undefined && 'takes 5 s; QUARTERMASTER_KILLS=200 has it too';

describe('a stop', () => {
  const group = {
    InstanceGroupName: 'workers',
    InstanceType: 'ml.c5.large',
    InstanceCount: 1,
    ExecutionRole: 'arn:aws:iam::123456789012:role/hyperpod',
  };

  test('SIGTERM under load: every request is answered or refused, the exit code is 0, nothing is lost', async () => {
    const args = ['--store', `sqlite:${join(directory, 'stop.sqlite')}`];
    const server = await ServerProcess.start(args);
    const api = new ApiClient(server.url, 16);
    const made: string[] = [];
    const failures: string[] = [];
    let refusals = 0;
    const users = Array.from({ length: 16 }, async (_, user) => {
      for (let i = 0; ; i += 1) {
        const ClusterName = `u${user}-${i}`;
        try {
          const { status, body } = await api.call('CreateCluster', { ClusterName, InstanceGroups: [group] });
          if (status === 200) made.push(ClusterName);
          else if (status !== 503) failures.push(`${status} ${JSON.stringify(body)}`);
        } catch (error) {
          if (!(error instanceof Unanswered)) throw error;
          if (error.refused) refusals += 1;
          else failures.push(error.message);
          return;
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const begun = performance.now();
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null }, server.output);
    const tookMs = performance.now() - begun;
    await Promise.all(users);
    api.close();
    assert.deepEqual(failures, [], 'requests that got no answer');
    assert.equal(refusals, 16);
    assert.ok(tookMs < 3_000, `stopping took ${tookMs} ms`);
    assert.match(server.output, /"msg":"stopped"/);
    const again = await ServerProcess.start(args);
    const later = new ApiClient(again.url, 16);
    await Promise.all(
      made.map(async (ClusterName) => {
        assert.equal((await later.call('DescribeCluster', { ClusterName })).status, 200, ClusterName);
      }),
    );
    later.close();
    await again.kill('SIGKILL');
  });

  test('a client that sends half a request does not hold up the stop for long', { skip }, async () => {
    const server = await ServerProcess.start(['--store', 'memory']);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null });
    assert.ok(performance.now() - begun < 8_000);
    socket.destroy();
  });
});
