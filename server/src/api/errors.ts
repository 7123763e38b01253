import { Refusal } from '../domain/refusal.ts';
import { Unavailable } from '../engine/engine.ts';
import { SerializationFailure } from './deserialize.ts';

/**
 * Errors on the wire: `{"__type": …, "Message" or "message": …}` and a status. Errors that the API's model
 * declares carry `Message`, the common ones `message` (observed); SDKs read either.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** AWS JSON services answer a client's mistake with 400, whatever the mistake (documented for this API's errors). */
const CLIENT = 400;

const modelled: ReadonlySet<string> = new Set([
  'ConflictException',
  'ResourceInUse',
  'ResourceLimitExceeded',
  'ResourceNotFound',
]);

/** Statuses of error codes that are no client's mistake. */
const statuses: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  InternalServerError: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
};

/** The status that a code is answered with. */
export const statusOf = (code: string): number => statuses[code] ?? CLIENT;

/** What any failure of a request looks like to its client. A defect shows no more than that it is one. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Refusal) return new ApiError(error.code, CLIENT, error.message);
  if (error instanceof SerializationFailure)
    return new ApiError('SerializationException', CLIENT, error.message);
  if (error instanceof Unavailable) return new ApiError('ServiceUnavailable', 503, error.message);
  return new ApiError(
    'InternalFailure',
    500,
    'The request could not be processed because of a defect in the server. Its log has the details.',
  );
}

export function errorBody(error: ApiError): string {
  const member = modelled.has(error.code) ? 'Message' : 'message';
  return JSON.stringify({ __type: error.code, [member]: error.message });
}
