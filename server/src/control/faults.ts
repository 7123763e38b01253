import { type Fault, isStanding } from '../domain/fleet/fault.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Call, Reply } from './call.ts';
import { ControlError } from './control-error.ts';
import { faultRequest } from './fault-request.ts';
import { flag, isoTime } from './members.ts';

/** Faults on demand: made, looked at, and ended. */

/** POST faults. */
export async function createFault({ engine, body }: Call): Promise<Reply> {
  const fault = await engine.execute({ type: 'createFault', request: faultRequest(body) });
  return { status: 201, json: view(fault as Fault) };
}

/** GET faults: the newest first; `standing=true` leaves out what has ended. */
export function listFaults({ engine: { state }, query }: Call): Reply {
  const standing = flag(query, 'standing');
  const faults = [...state.all('fault').values()].filter(
    (fault) => standing === undefined || isStanding(fault) === standing,
  );
  faults.reverse().sort((a, b) => b.createdAt - a.createdAt);
  return { json: { faults: faults.map(view) } };
}

/** GET faults/{fault}. */
export function showFault({ engine: { state }, names }: Call): Reply {
  const id = names.fault!;
  const fault = state.get('fault', id);
  if (fault !== undefined) return { json: view(fault) };
  throw new ControlError(
    'NotFound',
    `Fault '${id.slice(0, 64)}' does not exist. GET /_quartermaster/faults lists those that do.`,
  );
}

/** DELETE faults/{fault}: ends it. It stays to be looked at. */
export async function endFault({ engine, names }: Call): Promise<Reply> {
  const id = names.fault!;
  return { json: view((await engine.execute({ type: 'deleteFault', id })) as Fault) };
}

/** DELETE faults: ends all that stand. */
export async function endFaults({ engine }: Call): Promise<Reply> {
  const ids = [...engine.state.standingFaults.keys()];
  const ended = await Promise.all(
    ids.map((id) => engine.execute({ type: 'deleteFault', id }).catch(unlessGone)),
  );
  return {
    json: { faults: ended.filter((fault) => fault !== undefined).map((fault) => view(fault as Fault)) },
  };
}

/** Another may have made room of it in between. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}

/** A fault as replies show it: its members as they were asked for, and what became of it. */
function view(fault: Fault): object {
  const { type, ...spec } = fault.spec;
  const { delayMs, needs, ...rest } = spec as { delayMs?: number; needs?: string };
  const [account, region] = fault.world?.split('/') ?? [];
  return {
    id: fault.id,
    type,
    ...rest,
    needs: needs?.toLowerCase(),
    delaySeconds: delayMs === undefined ? undefined : delayMs / 1_000,
    account,
    region,
    standing: isStanding(fault),
    createdAt: isoTime(fault.createdAt),
    endsAt: timeOrNull(fault.endsAt),
    remaining: fault.remaining ?? null,
    hitCount: fault.hitCount,
    hits: fault.hits.map(({ at, what }) => ({ at: isoTime(at), what })),
    endedAt: timeOrNull(fault.endedAt),
    endedBecause: fault.endedBecause ?? null,
  };
}

const timeOrNull = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));
