import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import type { Endpoint, Variant } from './endpoint.ts';
import { invocationTexts } from './invocation-messages.ts';
import { namedKey } from './model.ts';
import { isExpired } from './plan-holds.ts';
import { capacityTexts } from './plan-messages.ts';
import { runningOf } from './running.ts';

/** Why a request is not served; the code is one of SageMaker Runtime. */
export class NotInvoked extends Error {
  readonly code: 'ValidationError' | 'ModelError';

  constructor(code: 'ValidationError' | 'ModelError', message: string) {
    super(message);
    this.name = 'NotInvoked';
    this.code = code;
  }
}

/** Who serves a request. */
export interface Invoked {
  readonly endpoint: Endpoint;
  readonly variant: Variant;
}

/**
 * The variant that serves a request: the one that is named, or one by the weights. The same request to the same
 * endpoint always goes to the same variant; `request` is what tells it from others (our choice).
 */
export function invoke(
  state: State,
  name: string,
  targetVariant: string | undefined,
  request: string,
  context: OperationContext,
): Invoked {
  const { world } = context;
  const endpoint = state.get('endpoint', namedKey(world, name));
  if (endpoint === undefined) throw invalid(invocationTexts.unknown(name, world.account));
  const { status, present } = endpoint;
  if (status !== 'InService' && status !== 'Updating')
    throw invalid(invocationTexts.notInService(name, world.account, status));
  if (present.config.AsyncInferenceConfig !== undefined) throw invalid(invocationTexts.isAsync(name));
  const variant =
    targetVariant === undefined
      ? byWeight(present.variants, context.random('invocation', namedKey(world, name), request).next())
      : present.variants.find((other) => other.name === targetVariant);
  if (variant === undefined) {
    const known = present.variants.map((other) => other.name);
    throw invalid(invocationTexts.unknownVariant(targetVariant!, name, known));
  }
  if (variant.spec.ModelName === undefined) throw invalid(invocationTexts.noModel(variant.name));
  const arn = variant.spec.CapacityReservationConfig?.MlReservationArn;
  if (arn !== undefined && isExpired(state, endpoint))
    throw new NotInvoked('ModelError', capacityTexts.expired);
  if (arn !== undefined && runningOf(endpoint, variant) === 0)
    throw new NotInvoked('ModelError', invocationTexts.noAnswer(name));
  return { endpoint, variant };
}

const invalid = (message: string): NotInvoked => new NotInvoked('ValidationError', message);

/** The variant that a draw in [0, 1) falls to; where all weights are 0, the first. */
function byWeight(variants: readonly Variant[], draw: number): Variant {
  let left = draw * variants.reduce((sum, { weight }) => sum + weight, 0);
  for (const variant of variants) {
    if (left < variant.weight) return variant;
    left -= variant.weight;
  }
  return variants.find(({ weight }) => weight > 0) ?? variants[0]!;
}
