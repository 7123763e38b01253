import { VirtualClock } from '../engine/clock.ts';
import type { Call, Reply } from './call.ts';
import { isoTime } from './members.ts';
import { version } from './version.ts';

/** GET health: that the server serves, as what, and how much it holds. */
export function health({ engine, seed, begunAt }: Call): Reply {
  const { state, clock } = engine;
  const { pace, webhook } = engine.context();
  return {
    json: {
      status: 'ok',
      version,
      uptimeSeconds: Math.round((performance.now() - begunAt) / 1_000),
      now: isoTime(clock.now()),
      clock: clock instanceof VirtualClock ? 'virtual' : 'real',
      pace,
      seed,
      clusters: state.clusters.size,
      nodes: state.nodeCount,
      transitionsInFlight: state.due.inFlight,
      standingFaults: state.standingFaults.size,
      storeRevision: engine.storeRevision,
      ...(webhook ? { webhook: { undelivered: state.all('delivery').size, dropped: dropped(engine) } } : {}),
    },
  };
}

const dropped = ({ state }: Call['engine']): number =>
  Number(state.get('setting', 'deliveriesDropped')?.value ?? 0);

/** GET metrics: the text that Prometheus reads. */
export async function metrics(call: Call): Promise<Reply> {
  const { contentType, body } = await call.metrics.text();
  return { contentType, text: body };
}

/** POST reset: everything goes, and what was sent out is not sent again. */
export async function reset({ engine, feed }: Call): Promise<Reply> {
  await engine.reset();
  feed.clear();
  return { json: { status: 'ok' } };
}
