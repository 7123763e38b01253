import type { Fault, FaultSpec } from '../domain/fleet/fault.ts';
import { type World, worldKey } from '../domain/world.ts';
import type { Engine } from '../engine/engine.ts';
import { ApiError, statusOf } from './errors.ts';

/**
 * Faults of the API itself: a call is late, or fails, or both. Whether a fault with a probability comes over
 * a call follows from the seed and from how many calls it has seen, so a run can be repeated.
 */
type ApiFaultSpec = Extract<FaultSpec, { type: 'api' }>;

const messages: Readonly<Record<string, string>> = {
  ThrottlingException: 'Rate exceeded',
  ServiceUnavailable: 'The service is unavailable. Try again later.',
};

/**
 * Lets the standing faults of the API come over a call: resolves late, or throws what the client gets.
 * Undefined: none came over it, and there is nothing to wait for.
 */
export type MeetApiFault = (operation: string, world: World) => Promise<void> | undefined;

/** One for all that serves calls: it counts the calls that a fault has seen. */
export function apiFaults(engine: Engine): MeetApiFault {
  const calls = new Map<string, number>();

  const comesOver = (fault: Fault, spec: ApiFaultSpec): boolean => {
    const call = (calls.get(fault.id) ?? fault.hitCount) + 1;
    calls.set(fault.id, call);
    return engine.context().random('api-fault', fault.id, call).next() < (spec.probability ?? 1);
  };

  return (operation, world) => {
    const { standingFaults } = engine.state;
    if (standingFaults.size === 0) {
      if (calls.size > 0) calls.clear();
      return undefined;
    }
    for (const fault of standingFaults.values()) {
      const { spec } = fault;
      if (spec.type !== 'api' || (spec.operation !== '*' && spec.operation !== operation)) continue;
      if (fault.world !== undefined && fault.world !== worldKey(world)) continue;
      if (comesOver(fault, spec)) return hit(engine, fault, spec, operation, world);
    }
    return undefined;
  };
}

async function hit(
  engine: Engine,
  fault: Fault,
  spec: ApiFaultSpec,
  operation: string,
  world: World,
): Promise<void> {
  const what = `${operation} of ${worldKey(world)}`;
  if ((await engine.execute({ type: 'hitFault', id: fault.id, what })) !== true) return;
  if (spec.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, spec.delayMs));
  if (spec.error === undefined) return;
  const message = messages[spec.error] ?? 'The request failed.';
  throw new ApiError(spec.error, statusOf(spec.error), `${message} (fault ${fault.id})`);
}
