import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ApiClient } from './api-client.ts';
import { ServerProcess } from './server-process.ts';

/** A disk without room: 503, nothing lost and nothing half done; with room again it goes on by itself. */

let directory = '';

describe('a disk without room', () => {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'quartermaster-full-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('a full disk: 503, nothing lost, and on again once there is room', async (t) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'quartermaster-test', directory], {
        stdio: 'ignore',
      });
    } catch {
      return t.skip('mounting a small disk takes root');
    }
    try {
      const ballast = join(directory, 'ballast');
      writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024));
      await fillUp([], () => rmSync(ballast));
    } finally {
      execFileSync('umount', ['-l', directory]);
    }
  });

  test('a limit on the size of files: the same', async (t) => {
    try {
      execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    } catch {
      return t.skip('prlimit is not installed');
    }
    const limited = ['prlimit', '--fsize=1000000:unlimited'];
    await fillUp(limited, (pid) => {
      execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);
    });
  });
});

async function fillUp(wrap: readonly string[], makeRoom: (pid: number) => void): Promise<void> {
  const args = ['--store', `sqlite:${join(directory, 'store.sqlite')}`, '--pace', 'instant'];
  const server = await ServerProcess.start(args, wrap);
  const api = new ApiClient(server.url, 4);
  const made: string[] = [];
  let refusal: { status: number; body: { __type: string; message: string } } | undefined;
  for (let i = 0; refusal === undefined; i += 1) {
    assert.ok(i < 2_000, 'the disk does not fill up');
    const answer = await create(api, `full-${i}`);
    if (answer.status === 200) made.push(`full-${i}`);
    else refusal = answer;
  }
  assert.equal(refusal.status, 503);
  assert.equal(refusal.body.__type, 'ServiceUnavailable');
  assert.match(refusal.body.message, /could not be stored, and nothing was changed/);
  await isThere(api, made);
  const { body } = await api.call('DescribeCluster', { ClusterName: `full-${made.length}` });
  assert.equal(body.__type, 'ResourceNotFound', 'what was refused must not be there');
  makeRoom(server.pid);
  assert.equal((await create(api, 'room-again')).status, 200);
  made.push('room-again');
  await isThere(api, made);
  api.close();
  await server.kill('SIGKILL');
  const again = await ServerProcess.start(args);
  const later = new ApiClient(again.url, 4);
  await isThere(later, made);
  later.close();
  assert.equal((await again.kill('SIGTERM')).code, 0);
}

const create = (api: ApiClient, ClusterName: string) =>
  api.call('CreateCluster', {
    ClusterName,
    InstanceGroups: [
      {
        InstanceGroupName: 'workers',
        InstanceType: 'ml.c5.large',
        InstanceCount: 5,
        ExecutionRole: 'arn:aws:iam::123456789012:role/hyperpod',
      },
    ],
  });

async function isThere(api: ApiClient, names: readonly string[]): Promise<void> {
  for (const ClusterName of names) {
    const { status, body } = await api.call('DescribeCluster', { ClusterName });
    assert.equal(status, 200, ClusterName);
    assert.equal(body.ClusterStatus, 'InService');
    assert.equal(body.InstanceGroups[0].CurrentCount, 5);
  }
}
