import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { askModelServer } from './model-server.ts';
import { RuntimeError } from './runtime-error.ts';

const request = {
  body: Buffer.from('x'),
  contentType: undefined,
  accept: undefined,
  customAttributes: undefined,
};
const nobodyGone = new AbortController().signal;
const place = { name: 'chat', account: '111122223333', region: 'us-west-2' };

test('a model server that takes too long has failed, whether it has begun to answer or not', async (t) => {
  const server = createServer((asked, answer) => {
    if (asked.url === '/begins') answer.write('0.');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  for (const path of ['says-nothing', 'begins']) {
    await t.test(path, async () => {
      const error = await askModelServer(
        `http://127.0.0.1:${port}/${path}`,
        request,
        place,
        nobodyGone,
        100,
      ).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof RuntimeError);
      assert.deepEqual([error.code, error.status, error.failure?.OriginalStatusCode], ['ModelError', 424, 0]);
      assert.match(
        error.message,
        /Your invocation timed out while waiting for a response from container primary/,
      );
    });
  }
});

test('a model server may have any port, also one that browsers do not call', async () => {
  const error = await askModelServer('http://127.0.0.1:1/', request, place, nobodyGone).catch(
    (thrown: unknown) => thrown,
  );
  assert.match((error as RuntimeError).message, /gave no answer: ECONNREFUSED/);
});
