import { ApiError } from '../api/errors.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import { Unavailable } from '../engine/engine.ts';

/** Why a control request was refused. Each code has one status. */
const statuses = {
  InvalidRequest: 400,
  Unauthorized: 401,
  NotFound: 404,
  MethodNotAllowed: 405,
  Conflict: 409,
  InternalFailure: 500,
  Unavailable: 503,
} as const;

export type ControlErrorCode = keyof typeof statuses;

export class ControlError extends Error {
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }

  get status(): number {
    return statuses[this.code];
  }
}

export const invalidRequest = (message: string): ControlError => new ControlError('InvalidRequest', message);

const codes = {
  ConflictException: 'Conflict',
  ResourceInUse: 'Conflict',
  ResourceLimitExceeded: 'InvalidRequest',
  ResourceNotFound: 'NotFound',
  ValidationException: 'InvalidRequest',
} as const satisfies Record<RefusalCode, ControlErrorCode>;

/** What any failure looks like here. A defect shows no more than that it is one. */
export function controlErrorOf(error: unknown): ControlError {
  if (error instanceof ControlError) return error;
  if (error instanceof Refusal) return new ControlError(codes[error.code], error.message);
  if (error instanceof ApiError) return new ControlError('Unauthorized', `${error.code}: ${error.message}`);
  if (error instanceof Unavailable) return new ControlError('Unavailable', error.message);
  return new ControlError('InternalFailure', 'The request met a defect in the server.');
}
