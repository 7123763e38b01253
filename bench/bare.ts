import { createServer } from 'node:http';

/** The yardstick: a bare node:http server that reads the request and answers `/SIZE` with so many bytes. */
const bodies = new Map<string, string>();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    let body = bodies.get(request.url!);
    if (body === undefined) {
      body = 'x'.repeat(Number(request.url!.slice(1)));
      bodies.set(request.url!, body);
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': body.length });
    response.end(body);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address() as { port: number };
  process.stdout.write(`ready at http://127.0.0.1:${address.port}\n`);
});
