/**
 * What the rules answer when they say no. A refusal carries a code of the API and a text that names the
 * member, the rule, the value and the way out; the wording of each lives in the `messages.ts` of its
 * resource. Thrown by rules, caught by the engine: nothing of the refused command remains.
 */
export type RefusalCode =
  | 'ConflictException'
  | 'ResourceInUse'
  | 'ResourceLimitExceeded'
  | 'ResourceNotFound'
  | 'ValidationException';

export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

export const invalid = (message: string): Refusal => new Refusal('ValidationException', message);
export const notFound = (message: string): Refusal => new Refusal('ResourceNotFound', message);
export const conflict = (message: string): Refusal => new Refusal('ConflictException', message);

/** Ends a switch over a closed union; reaching it is a defect. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
