import { ApiError } from '../api/errors.ts';
import { NotInvoked } from '../domain/inference/invocation.ts';

/** The model server's own words, and how it said them. */
export interface ModelFailure {
  readonly OriginalStatusCode: number;
  readonly OriginalMessage: string;
  readonly LogStreamArn: string;
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

  constructor(code: keyof typeof statuses | (string & {}), message: string, failure?: ModelFailure) {
    super(message.slice(0, MESSAGE_LENGTH_MAX));
    this.name = 'RuntimeError';
    this.code = code;
    this.status = statuses[code as keyof typeof statuses] ?? 400;
    this.failure = failure;
  }

  get body(): string {
    return JSON.stringify({ Message: this.message, ...this.failure });
  }
}

/** What any failure looks like to the client. Undefined: a defect. */
export function runtimeErrorOf(error: unknown): RuntimeError | undefined {
  if (error instanceof RuntimeError) return error;
  if (error instanceof NotInvoked) return new RuntimeError(error.code, error.message);
  if (error instanceof ApiError && error.status < 500) return new RuntimeError(error.code, error.message);
  return undefined;
}
