import { randomUUID } from 'node:crypto';
import type { OperationContext } from '../domain/context.ts';
import { reads } from '../domain/operations.ts';
import type { State } from '../domain/state.ts';
import type { Engine } from '../engine/engine.ts';
import type { RequestMetrics } from '../telemetry/metrics.ts';
import type { MeetApiFault } from './api-fault.ts';
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
  readonly meetApiFault: MeetApiFault;
  readonly onDefect: (error: unknown, where: string) => void;
}

/** What reads is answered at once; what writes waits for its commit. */
export type Pipeline = (request: ApiRequest) => ApiReply | Promise<ApiReply>;

const TARGET_PREFIX = 'SageMaker.';

export function createPipeline(options: PipelineOptions): Pipeline {
  const { engine, authenticate, metrics, meetApiFault, onDefect } = options;
  const table = operationTable();

  return (request) => {
    const call: Call = { requestId: randomUUID(), begun: metrics.begin() };
    try {
      const operation = route(table, request);
      call.operation = operation;
      const identity = authenticate(request);
      const input = parse(operation, request.body);
      const failures = operation.validate(input);
      if (failures.length > 0) throw new ApiError('ValidationException', 400, describeFailures(failures));
      const fault = meetApiFault(operation.name, identity);
      const late = fault !== undefined || operation.writes;
      return late
        ? invokeLate(call, fault, () => invoke(engine, operation, input, identity))
        : succeed(call, invoke(engine, operation, input, identity) as string);
    } catch (error) {
      return fail(call, error);
    }
  };

  async function invokeLate(
    call: Call,
    fault: Promise<void> | undefined,
    invoked: () => string | Promise<string>,
  ): Promise<ApiReply> {
    try {
      if (fault !== undefined) await fault;
      return succeed(call, await invoked());
    } catch (error) {
      return fail(call, error);
    }
  }

  function succeed(call: Call, body: string): ApiReply {
    metrics.end(call.begun, call.operation!.name, 'OK');
    return { status: 200, requestId: call.requestId, body };
  }

  function fail({ requestId, begun, operation }: Call, error: unknown): ApiReply {
    const apiError = apiErrorOf(error);
    if (apiError.status === 500 && !(error instanceof ApiError))
      onDefect(error, operation?.name ?? 'routing');
    metrics.end(begun, operation?.name ?? 'unknown', apiError.code);
    return { status: apiError.status, requestId, body: errorBody(apiError) };
  }
}

/** One request on its way. */
interface Call {
  readonly requestId: string;
  readonly begun: number;
  /** Known once it was routed. */
  operation?: Operation;
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

/** The reply's text: at once from a rule that reads, after its commit from one that writes. */
function invoke(
  engine: Engine,
  operation: Operation,
  input: unknown,
  identity: Identity,
): string | Promise<string> {
  const { name } = operation;
  const world = { account: identity.account, region: identity.region };
  if (isWrite(name)) {
    return engine.execute({ type: 'operation', operation: name, input, world }).then(operation.serialize);
  }
  if (!isRead(name)) throw new Error(`${name} neither reads nor writes`);
  const context: OperationContext = { ...engine.context(), world };
  const cached = cachedReads[name];
  if (cached !== undefined) return cached(engine.state, input as never, context, operation.serialize);
  const rule = reads[name] as (state: State, input: unknown, context: OperationContext) => unknown;
  return operation.serialize(rule(engine.state, input, context));
}
