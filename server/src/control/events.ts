import { planArn } from '../domain/capacity/training-plan.ts';
import type { Notification } from '../domain/notification.ts';
import { jobArn } from '../domain/training/training-job.ts';
import type { Call, Reply } from './call.ts';
import { findCluster } from './clusters.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import { SUBSCRIBERS_MAX } from './event-feed.ts';
import { history, type PastEvent } from './event-history.ts';
import { streamEvents } from './event-stream.ts';
import { flag, type Members, text } from './members.ts';
import { findPlan } from './plans.ts';
import { findTrainingJob } from './training-jobs.ts';

/**
 * GET events: a stream of what EventBridge would deliver. `history=true` begins with the past, `follow=false`
 * is the past alone, as JSON; `Last-Event-ID` goes on where a lost connection ended.
 */
export function events(call: Call): Reply {
  const { engine, feed, query, response } = call;
  const entry = query.cluster === undefined ? undefined : findCluster(engine.state, query);
  const isWanted = filterOf(query, subjectOf(call) ?? entry?.cluster.id);
  const wantsHistory = flag(query, 'history');
  const past = (): PastEvent[] => [...history(feed, entry, isWanted)];
  if (flag(query, 'follow') === false)
    return { json: { events: past().map(({ notification }) => notification.event) } };
  const resumed = lastSeen(call);
  const replayed = resumed === undefined && wantsHistory === true ? past() : [];
  if (streamEvents({ feed, response, isWanted, past: replayed, after: resumed ?? feed.latest }))
    return 'streaming';
  throw new ControlError(
    'Unavailable',
    `${SUBSCRIBERS_MAX} clients listen to events already, or the server is stopping. Try again later.`,
  );
}

/** The ARN of the plan or the training job that the query names. */
function subjectOf({ engine, query }: Call): string | undefined {
  const [plan, job] = [text(query, 'plan'), text(query, 'job')];
  const given = ['cluster', 'plan', 'job'].filter((name) => query[name] !== undefined);
  if (given.length > 1)
    throw invalidRequest(
      `'${given.join("' and '")}' are given, and an event is about one of them. Give one.`,
    );
  if (plan !== undefined) return planArn(findPlan(engine.state, plan, query));
  return job === undefined ? undefined : jobArn(findTrainingJob(engine.state, job, query));
}

function filterOf(query: Members, subject: string | undefined): (notification: Notification) => boolean {
  const [account, region] = [text(query, 'account'), text(query, 'region')];
  return (notification) =>
    (subject === undefined || notification.subject === subject) &&
    (account === undefined || notification.event.account === account) &&
    (region === undefined || notification.event.region === region);
}

/** Where the client says it was; an id of another run of the server is before everything that is held. */
function lastSeen({ request, feed }: Call): number | undefined {
  const header = request.headers['last-event-id'];
  if (typeof header !== 'string' || header === '') return undefined;
  const [run, number] = header.split('-');
  const id = Number(number);
  return run === feed.run && Number.isSafeInteger(id) && id >= 0 ? Math.min(id, feed.latest) : -1;
}
