import { VirtualClock } from '../engine/clock.ts';
import type { ClockMove, Engine } from '../engine/engine.ts';
import type { Call, Reply } from './call.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import { instant, isoTime, type Members, number } from './members.ts';

/** How far one call moves the clock at the most, so that no slip of the keyboard keeps the server busy for hours. */
const ADVANCE_DAYS_MAX = 3_653;
const ADVANCE_SECONDS_MAX = ADVANCE_DAYS_MAX * 86_400;

/** GET clock. */
export function showClock({ engine }: Call): Reply {
  const { due } = engine.state;
  const next = due.peek();
  return {
    json: {
      now: isoTime(engine.clock.now()),
      kind: engine.clock instanceof VirtualClock ? 'virtual' : 'real',
      transitionsInFlight: due.inFlight,
      nextDueAt: next === undefined ? null : isoTime(next.at),
    },
  };
}

/** POST clock: moves virtual time on; everything due on the way happens at its own time. */
export async function moveClock({ engine, body }: Call): Promise<Reply> {
  if (!(engine.clock instanceof VirtualClock)) {
    throw new ControlError(
      'Conflict',
      "The clock is real and moves by itself. Start the server with '--clock virtual' to move it by hand.",
    );
  }
  const { now, transitions, idle } = await move(engine, body);
  return { json: { now: isoTime(now), transitions, idle } };
}

function move(engine: Engine, body: Members): Promise<ClockMove> {
  if (Object.keys(body).length !== 1) {
    throw invalidRequest(
      'Give exactly one of {"advanceSeconds": 3600}, {"advanceTo": "2026-01-05T09:00:00Z"} and {"runUntilIdle": true}.',
    );
  }
  if (body.runUntilIdle !== undefined) {
    if (body.runUntilIdle !== true) throw invalidRequest("'runUntilIdle' takes true alone.");
    return engine.runUntilIdle();
  }
  const now = engine.clock.now();
  const seconds = number(body, 'advanceSeconds', { min: 0, max: ADVANCE_SECONDS_MAX });
  if (seconds !== undefined) return engine.advanceTo(now + Math.round(seconds * 1_000));
  const target = instant(body, 'advanceTo')!;
  if (target < now) {
    throw invalidRequest(
      `'advanceTo' is ${isoTime(target)}, before ${isoTime(now)}, where the clock stands: it goes forward only. POST /_quartermaster/reset takes it back to its start.`,
    );
  }
  if (target - now > ADVANCE_SECONDS_MAX * 1_000) {
    throw invalidRequest(
      `'advanceTo' is ${isoTime(target)}, and one call goes at most ${ADVANCE_DAYS_MAX} days beyond ${isoTime(now)}. Take several.`,
    );
  }
  return engine.advanceTo(target);
}
