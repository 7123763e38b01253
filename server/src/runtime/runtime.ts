import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MeetApiFault } from '../api/api-fault.ts';
import type { Authenticate } from '../api/authenticate.ts';
import { ApiError } from '../api/errors.ts';
import type { ControlHandler } from '../api/http.ts';
import { invoke } from '../domain/inference/invocation.ts';
import { invocationTexts } from '../domain/inference/invocation-messages.ts';
import type { Engine } from '../engine/engine.ts';
import type { RequestMetrics } from '../telemetry/metrics.ts';
import { echo } from './echo.ts';
import { askModelServer, type ModelReply, type ModelRequest } from './model-server.ts';
import { modelError, type Place, RuntimeError, runtimeErrorOf } from './runtime-error.ts';

/**
 * SageMaker Runtime: requests to endpoints, on the same port and with the same signatures as the API. Endpoints
 * echo, or a model server answers that the operator named for them.
 */
export interface RuntimeOptions {
  readonly engine: Engine;
  readonly authenticate: Authenticate;
  readonly metrics: RequestMetrics;
  readonly meetApiFault: MeetApiFault;
  /** Model servers by the name of the endpoint. */
  readonly forwards: ReadonlyMap<string, string>;
  readonly onDefect: (error: unknown, where: string) => void;
}

const PATH = /^\/endpoints\/([^/?]+)\/(invocations|invocations-response-stream|async-invocations)(?:\?.*)?$/;

const operations: Readonly<Record<string, string>> = {
  invocations: 'InvokeEndpoint',
  'invocations-response-stream': 'InvokeEndpointWithResponseStream',
  'async-invocations': 'InvokeEndpointAsync',
};

/** Serves requests to endpoints. Answers false for a path that is none of theirs. */
export function createRuntime({
  engine,
  authenticate,
  metrics,
  meetApiFault,
  forwards,
  onDefect,
}: RuntimeOptions): ControlHandler {
  return async (request, response, body) => {
    const { method = 'GET', url = '/' } = request;
    const [, endpoint, kind] = PATH.exec(url) ?? [];
    if (method !== 'POST' || endpoint === undefined || kind === undefined) return false;
    const operation = operations[kind]!;
    const begun = metrics.begin();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = async (): Promise<[ModelReply, variant: string]> => {
      const world = authenticate({ method, path: url, headers: request.headers, body });
      if (kind !== 'invocations') throw new RuntimeError('ValidationError', notServed(operation));
      return serve(nameOf(endpoint), world, request, body, gone.signal);
    };
    try {
      const [reply, variant] = await answer();
      send(response, reply, variant);
      metrics.end(begun, operation, 'OK');
    } catch (error) {
      const refusal = runtimeErrorOf(error);
      if (refusal.status === 500 && !(error instanceof RuntimeError)) onDefect(error, operation);
      metrics.end(begun, operation, refusal.code);
      sendError(response, refusal);
    }
    return true;
  };

  async function serve(
    name: string,
    { account, region }: { readonly account: string; readonly region: string },
    { headers }: IncomingMessage,
    body: Buffer,
    gone: AbortSignal,
  ): Promise<[ModelReply, variant: string]> {
    const asked: ModelRequest = {
      body,
      contentType: headers['content-type'],
      accept: headers.accept,
      customAttributes: field(headers, 'x-amzn-sagemaker-custom-attributes', 1_024),
    };
    const component = field(headers, 'x-amzn-sagemaker-inference-component', 63);
    if (component !== undefined)
      throw new RuntimeError('ValidationError', invocationTexts.noComponents(component));
    const target = field(headers, 'x-amzn-sagemaker-target-variant', 63);
    const id = field(headers, 'x-amzn-sagemaker-inference-id', 64);
    const digest = createHash('sha256')
      .update(body)
      .update(`\n${asked.customAttributes}\n${id}`)
      .digest('hex');
    const place = { name, account, region };
    await meetFault(place);
    const context = { ...engine.context(), world: { account, region } };
    const invoked = invoke(engine.state, name, target, digest, context);
    const url = forwards.get(name);
    const reply = url === undefined ? echo(invoked, asked) : await askModelServer(url, asked, place, gone);
    return [reply, invoked.variant.name];
  }

  /** A fault of the API, in the words of SageMaker Runtime. */
  async function meetFault(place: Place): Promise<void> {
    try {
      await meetApiFault('InvokeEndpoint', place);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, message, status } = error;
      throw code === 'ModelError'
        ? modelError(place, 500, message)
        : new RuntimeError(code, message, { status });
    }
  }
}

const notServed = (operation: string): string =>
  `${operation} is not served here. Use InvokeEndpoint, which answers at once and whole.`;

/** The name in a path, which the model of SageMaker Runtime gives its form. */
function nameOf(segment: string): string {
  let name = segment;
  try {
    name = decodeURIComponent(segment);
  } catch {
    // Not encoded: it breaks the rule below as it is.
  }
  if (/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name) && name.length <= 63) return name;
  const rule =
    'must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9])* with at most 63 characters';
  throw new RuntimeError(
    'ValidationError',
    `1 validation error detected: Value '${name.slice(0, 100)}' at 'endpointName' failed to satisfy constraint: Member ${rule}`,
  );
}

/** One header, where it is given. */
function field(headers: IncomingMessage['headers'], name: string, max: number): string | undefined {
  const value = headers[name];
  if (value === undefined || value === '') return undefined;
  const text = Array.isArray(value) ? value.join(', ') : value;
  if (text.length > max)
    throw new RuntimeError(
      'ValidationError',
      `Header ${name} has ${text.length} characters, and ${max} is the most.`,
    );
  if (/^[\t\x20-\x7e]*$/.test(text)) return text;
  throw new RuntimeError('ValidationError', `Header ${name} has characters that are not ASCII. Encode them.`);
}

function send(
  response: ServerResponse,
  { body, contentType, customAttributes }: ModelReply,
  variant: string,
): void {
  response.writeHead(200, {
    'x-amzn-requestid': randomUUID(),
    'content-type': contentType,
    'content-length': body.length,
    'x-amzn-invoked-production-variant': variant,
    ...(customAttributes !== undefined && { 'x-amzn-sagemaker-custom-attributes': customAttributes }),
  });
  response.end(body);
}

function sendError(response: ServerResponse, error: RuntimeError): void {
  const { body } = error;
  response.writeHead(error.status, {
    'x-amzn-requestid': randomUUID(),
    'x-amzn-errortype': error.code,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
