import { randomUUID } from 'node:crypto';
import type { OperationContext } from '../domain/context.ts';
import { reads } from '../domain/operations.ts';
import type { State } from '../domain/state.ts';
import type { Engine } from '../engine/engine.ts';
import type { RequestMetrics } from '../telemetry/metrics.ts';
import { apiFaults } from './api-fault.ts';
import type { Authenticate, Identity } from './authenticate.ts';
import type { HeaderFields } from './canonical-request.ts';
import { describeFailures } from './describe-failures.ts';
import { ApiError, apiErrorOf, errorBody } from './errors.ts';
import { isRead, isWrite, type Operation, operationTable } from './operations.ts';
import { cachedReads } from './reply-cache.ts';

/**
 * The way of a request, in AWS's order: route, authenticate, deserialize, validate, invoke, serialize. A
 * request that fails at one step never reaches the next.
 */
export interface ApiRequest {
  readonly method: string;
  /** The request target as on the wire. */
  readonly path: string;
  readonly headers: HeaderFields;
  readonly body: Buffer;
}

export interface ApiReply {
  readonly status: number;
  readonly requestId: string;
  readonly body: string;
}

export interface PipelineOptions {
  readonly engine: Engine;
  readonly authenticate: Authenticate;
  readonly metrics: RequestMetrics;
  readonly onDefect: (error: unknown, where: string) => void;
}

export type Pipeline = (request: ApiRequest) => Promise<ApiReply>;

const TARGET_PREFIX = 'SageMaker.';

export function createPipeline({ engine, authenticate, metrics, onDefect }: PipelineOptions): Pipeline {
  const table = operationTable();
  const meetApiFault = apiFaults(engine);

  return async (request) => {
    const requestId = randomUUID();
    const begun = metrics.begin();
    let operation: Operation | undefined;
    try {
      operation = route(table, request);
      const identity = authenticate(request);
      const input = parse(operation, request.body);
      const failures = operation.validate(input);
      if (failures.length > 0) throw new ApiError('ValidationException', 400, describeFailures(failures));
      const fault = meetApiFault(operation.name, identity);
      if (fault !== undefined) await fault;
      const body = await invoke(engine, operation, input, identity);
      metrics.end(begun, operation.name, 'OK');
      return { status: 200, requestId, body };
    } catch (error) {
      const apiError = apiErrorOf(error);
      if (apiError.status === 500 && !(error instanceof ApiError))
        onDefect(error, operation?.name ?? 'routing');
      metrics.end(begun, operation?.name ?? 'unknown', apiError.code);
      return { status: apiError.status, requestId, body: errorBody(apiError) };
    }
  };
}

function route(table: ReadonlyMap<string, Operation>, { headers }: ApiRequest): Operation {
  const target = headers['x-amz-target'];
  if (typeof target !== 'string' || target === '') {
    throw new ApiError(
      'UnknownOperationException',
      400,
      "The X-Amz-Target header is missing. It names the operation, as in 'SageMaker.ListClusters'.",
    );
  }
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : undefined;
  const operation = name === undefined ? undefined : table.get(name);
  if (operation === undefined) {
    throw new ApiError(
      'UnknownOperationException',
      400,
      `The operation '${target.slice(0, 128)}' is not known here. The operations served are listed in the README.`,
    );
  }
  return operation;
}

/** An empty body is an empty input, as the protocol demands. */
function parse(operation: Operation, body: Buffer): unknown {
  if (body.length === 0) return operation.deserialize({});
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ApiError(
      'SerializationException',
      400,
      `The request body is not JSON: ${(error as Error).message.slice(0, 200)}`,
    );
  }
  return operation.deserialize(json);
}

async function invoke(
  engine: Engine,
  operation: Operation,
  input: unknown,
  identity: Identity,
): Promise<string> {
  const { name } = operation;
  const world = { account: identity.account, region: identity.region };
  if (isWrite(name)) {
    return operation.serialize(await engine.execute({ type: 'operation', operation: name, input, world }));
  }
  if (!isRead(name)) throw new Error(`${name} neither reads nor writes`);
  const context: OperationContext = { ...engine.context(), world };
  const cached = cachedReads[name];
  if (cached !== undefined) return cached(engine.state, input as never, context, operation.serialize);
  const rule = reads[name] as (state: State, input: unknown, context: OperationContext) => unknown;
  return operation.serialize(rule(engine.state, input, context));
}
