import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { FORWARD_TIMEOUT_MS, INVOCATION_BYTES_MAX } from '../domain/limits.ts';
import { modelError, type Place, RuntimeError } from './runtime-error.ts';

/** What is posted to a model server. */
export interface ModelRequest {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
  readonly customAttributes: string | undefined;
}

export interface ModelReply {
  readonly body: Buffer;
  readonly contentType: string;
  readonly customAttributes?: string | undefined;
}

/** The longest that is told of what a model server said of its failure. */
const ORIGINAL_LENGTH_MAX = 1_024;

/**
 * Asks a real model server. The URL comes from the operator's command line and from nowhere else; redirects are not
 * followed. Whatever goes wrong is the model's failure, as at AWS: its status and words are passed on. Once nobody
 * waits for the answer any more (`gone`), it is not waited for here either.
 */
export async function askModelServer(
  url: string,
  request: ModelRequest,
  place: Place,
  gone: AbortSignal,
  timeoutMs = FORWARD_TIMEOUT_MS,
): Promise<ModelReply> {
  const signal = AbortSignal.any([gone, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await post(new URL(url), request, signal);
    const body = await bodyOf(response);
    if (body === undefined)
      throw modelError(place, 0, `The answer is larger than ${INVOCATION_BYTES_MAX} bytes.`);
    const { statusCode: status = 0, headers } = response;
    if (status < 200 || status > 299)
      throw modelError(place, status, body.toString('utf8').slice(0, ORIGINAL_LENGTH_MAX));
    return {
      body,
      contentType: headers['content-type'] ?? 'application/octet-stream',
      customAttributes: headers[CUSTOM_ATTRIBUTES]?.toString(),
    };
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    if (gone.aborted) throw new RuntimeError('ClientGone', CLIENT_GONE);
    if (signal.aborted) throw modelError(place, 0, TIMED_OUT);
    const { code, message } = error as NodeJS.ErrnoException;
    throw modelError(place, 0, `The model server gave no answer: ${code ?? message}.`);
  }
}

const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

/** Observed. */
const TIMED_OUT =
  'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.';

/** Nobody reads it; its code is counted. */
const CLIENT_GONE = 'The client went away before the model server had answered.';

/**
 * Not by fetch, which adds headers of its own and refuses ports that a model server may well have. Each request has a
 * connection of its own: one that is kept may be closed by the other side just when it is used again.
 */
async function post(url: URL, asked: ModelRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : http;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const call = request(url, { method: 'POST', headers: headersOf(asked), agent: false, signal });
  call.on('response', resolve);
  call.on('error', reject);
  // Also where it answers with another protocol, which is no error.
  call.on('close', () => reject(new Error('it closed the connection')));
  call.end(asked.body);
  return promise;
}

function headersOf({ body, contentType, accept, customAttributes }: ModelRequest): OutgoingHttpHeaders {
  return {
    'content-length': body.length,
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...(accept !== undefined && { accept }),
    ...(customAttributes !== undefined && { [CUSTOM_ATTRIBUTES]: customAttributes }),
  };
}

/** The whole answer; undefined where it is too large. */
async function bodyOf(response: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > INVOCATION_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
