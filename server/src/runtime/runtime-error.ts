import { apiErrorOf } from '../api/errors.ts';
import { NotInvoked } from '../domain/inference/invocation.ts';

/** The model server's own words, and how it said them. */
export interface ModelFailure {
  readonly OriginalStatusCode: number;
  readonly OriginalMessage: string;
  readonly LogStreamArn: string;
}

/** The endpoint that was asked. */
export interface Place {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

/** Statuses of the errors of SageMaker Runtime (documented in its model). */
const statuses = {
  ValidationError: 400,
  ModelError: 424,
  InternalFailure: 500,
  ServiceUnavailable: 503,
} as const;

/** The longest message that the model of SageMaker Runtime lets through. */
const MESSAGE_LENGTH_MAX = 2_048;

/** An error of SageMaker Runtime: REST-JSON, so the code is in a header and the body has the members. */
export class RuntimeError extends Error {
  readonly code: string;
  readonly status: number;
  readonly failure: ModelFailure | undefined;

  constructor(
    code: keyof typeof statuses | (string & {}),
    message: string,
    { failure, status = 400 }: { readonly failure?: ModelFailure; readonly status?: number } = {},
  ) {
    super(message.slice(0, MESSAGE_LENGTH_MAX));
    this.name = 'RuntimeError';
    this.code = code;
    this.status = statuses[code as keyof typeof statuses] ?? status;
    this.failure = failure;
  }

  get body(): string {
    return JSON.stringify({ Message: this.message, ...this.failure });
  }
}

/** What any failure looks like to the client; a defect shows no more than that it is one. */
export function runtimeErrorOf(error: unknown): RuntimeError {
  if (error instanceof RuntimeError) return error;
  if (error instanceof NotInvoked) return new RuntimeError(error.code, error.message);
  const { code, message, status } = apiErrorOf(error);
  return new RuntimeError(code, message, { status });
}

/** A ModelError in the service's words (observed): an answer of the model server that is none. */
export function modelError({ name, account, region }: Place, status: number, original: string): RuntimeError {
  const kind = status >= 400 && status < 500 ? 'client' : 'server';
  const group = `/aws/sagemaker/Endpoints/${name}`;
  const failure: ModelFailure = {
    OriginalStatusCode: status,
    OriginalMessage: original,
    LogStreamArn: `arn:aws:logs:${region}:${account}:log-group:${group}`,
  };
  return new RuntimeError(
    'ModelError',
    `Received ${kind} error (${status}) from primary with message "${original}". See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} in account ${account} for more information.`,
    { failure },
  );
}
