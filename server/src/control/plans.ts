import { availableIn, type Counts, countsOf } from '../domain/capacity/instance-pool.ts';
import {
  capacityArn,
  currentBlock,
  endOf,
  planArn,
  planCounts,
  startOf,
  type TrainingPlan,
} from '../domain/capacity/training-plan.ts';
import { USERS_SHOWN_MAX } from '../domain/limits.ts';
import { decodeToken, encodeToken } from '../domain/paging.ts';
import { holdersOf } from '../domain/plan-holders.ts';
import type { State } from '../domain/state.ts';
import type { Call, Reply } from './call.ts';
import { PAGE_MAX } from './clusters.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import { isoTime, type Members, number, text } from './members.ts';

/**
 * Training plans as the operator sees them: those of all accounts and regions, unless the query confines them, each
 * with all its blocks and what of them is used. The API shows that only plan by plan and block by block.
 */
const keyOf = ({ account, region, name }: TrainingPlan): string => `${account}/${region}/${name}`;

/** GET plans: by account, region and name. */
export function listPlans({ engine, query }: Call): Reply {
  const { state, clock } = engine;
  const limit = number(query, 'limit', { min: 1, max: PAGE_MAX, whole: true }) ?? PAGE_MAX;
  const scope = `plans ${text(query, 'account')} ${text(query, 'region')}`;
  const after = decodeToken(text(query, 'nextToken'), scope);
  const found = plansWithin(state, query)
    .filter((plan) => after === undefined || keyOf(plan) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = found.slice(0, limit);
  const nextToken = found.length > limit ? encodeToken(scope, keyOf(page.at(-1)!)) : null;
  return { json: { now: isoTime(clock.now()), plans: page.map(view), nextToken } };
}

/** GET plans/{plan}: one, with its UltraServers and the first of those who run on it. */
export function showPlan({ engine, names, query }: Call): Reply {
  const plan = findPlan(engine.state, names.plan!, query);
  const ultraServers = plan.ultraServer === undefined ? [] : ultraServersOf(plan);
  const users = holdersOf(engine.state, planArn(plan), currentBlock(plan)).slice(0, USERS_SHOWN_MAX);
  return { json: { now: isoTime(engine.clock.now()), ...view(plan), ultraServers, users } };
}

function plansWithin(state: State, query: Members): TrainingPlan[] {
  const [account, region] = [text(query, 'account'), text(query, 'region')];
  return [...state.all('trainingPlan').values()].filter(
    (plan) =>
      (account === undefined || plan.account === account) && (region === undefined || plan.region === region),
  );
}

/** The plan that a name or an ARN means; where several are called so, none is guessed. */
export function findPlan(state: State, wanted: string, query: Members): TrainingPlan {
  const found = plansWithin(state, query).filter((plan) => plan.name === wanted || planArn(plan) === wanted);
  if (found.length === 1) return found[0]!;
  const shown = wanted.slice(0, 256);
  if (found.length === 0) {
    throw new ControlError(
      'NotFound',
      `Training plan '${shown}' does not exist. GET /_quartermaster/plans lists those that do.`,
    );
  }
  const candidates = found.slice(0, 20).map(planArn);
  throw invalidRequest(
    `${found.length} training plans are called '${shown}': ${candidates.join(', ')}. Give the ARN, or 'account' and 'region'.`,
  );
}

const countsView = ({ total, available, inUse, unhealthy, spare }: Counts) => ({
  total,
  available,
  inUse,
  unhealthy,
  spare,
});

function view(plan: TrainingPlan): object {
  return {
    name: plan.name,
    arn: planArn(plan),
    account: plan.account,
    region: plan.region,
    status: plan.status,
    statusMessage: plan.statusMessage ?? null,
    targets: plan.targets,
    instanceType: plan.instanceType,
    ultraServer: plan.ultraServer ?? null,
    upfrontFee: plan.upfrontFee,
    currency: plan.currency,
    createdAt: isoTime(plan.createdAt),
    startAt: isoTime(startOf(plan)),
    endAt: isoTime(endOf(plan)),
    ...countsView(planCounts(plan)),
    currentBlock: currentBlock(plan),
    blocks: plan.capacities.map(({ zone, startAt, endAt, status, pools }, i) => ({
      arn: capacityArn(plan, i),
      zone,
      status,
      startAt: isoTime(startAt),
      endAt: isoTime(endAt),
      ...countsView(countsOf(pools)),
    })),
    extensions: plan.extensions.map((extension) => ({
      offering: extension.offeringId,
      status: extension.status,
      payment: extension.payment,
      extendedAt: isoTime(extension.extendedAt),
      startAt: isoTime(extension.startAt),
      endAt: isoTime(extension.endAt),
      upfrontFee: extension.upfrontFee,
    })),
  };
}

/** Those of the block that the plan's counts are about. */
const ultraServersOf = (plan: TrainingPlan): object[] =>
  plan.capacities[currentBlock(plan)]!.pools.map((pool) => ({
    id: pool.ultraServerId,
    ...countsView({ ...pool, available: availableIn(pool) }),
  }));
