import { countsOf } from '../domain/capacity/instance-pool.ts';
import { checkUse, type PlanUse, type UseRule } from '../domain/capacity/plan-for-use.ts';
import { currentBlock, planArn } from '../domain/capacity/training-plan.ts';
import { zoneOfSubnet } from '../domain/cluster/placement.ts';
import { PLAN_INSTANCES_MAX } from '../domain/limits.ts';
import { SageMakerResourceName } from '../shapes/training-plan-offering.ts';
import type { Call, Reply } from './call.ts';
import { invalidRequest } from './control-error.ts';
import { isoTime, number, oneOf, required, text } from './members.ts';
import { findPlan } from './plans.ts';

/** Who asks, in the words of the rules. */
const users = {
  'training-job': 'the training job',
  'hyperpod-cluster': 'the instance group',
  endpoint: 'the endpoint',
  'studio-apps': 'the Studio app',
} as const;

/** As many subnets as an API request can name. */
const SUBNETS_MAX = 16;

/**
 * GET plans/{plan}/check: whether a plan can be used so, by the rules that the operations have, before anything is
 * created. All that stands against it is said, where an operation says the first.
 */
export function checkPlan({ engine, names, query }: Call): Reply {
  const plan = findPlan(engine.state, names.plan!, query);
  const target = required(
    oneOf(query, 'target', SageMakerResourceName.values),
    'target',
    'target=hyperpod-cluster',
  );
  const subnets = text(query, 'subnets')?.split(',');
  if (subnets !== undefined && subnets.length > SUBNETS_MAX)
    throw invalidRequest(`'subnets' names ${subnets.length}, and ${SUBNETS_MAX} is the most.`);
  const use: PlanUse = {
    user: users[target],
    member: 'TrainingPlanArn',
    target,
    instanceType: text(query, 'instanceType'),
    count: number(query, 'count', { min: 0, max: 100 * PLAN_INSTANCES_MAX, whole: true }),
    statuses: target === 'endpoint' ? ['Active'] : ['Scheduled', 'Active'],
    zones: subnets?.map((subnet) => zoneOfSubnet(plan.region, subnet)),
  };
  const leftOut: Partial<Record<UseRule, boolean>> = {
    instanceType: use.instanceType === undefined,
    count: use.count === undefined,
    zone: use.zones === undefined,
  };
  const checks = checkUse(plan, use)
    .filter(({ rule }) => leftOut[rule] !== true)
    .map(({ rule, problem }) => ({ rule, ok: problem === undefined, problem: problem ?? null }));
  const { pools, zone } = plan.capacities[currentBlock(plan)]!;
  return {
    json: {
      now: isoTime(engine.clock.now()),
      plan: planArn(plan),
      ok: checks.every(({ ok }) => ok),
      checks,
      /** What of the plan is free now: who comes later than others may have to wait, or is refused. */
      available: countsOf(pools).available,
      zone,
      subnets: (subnets ?? []).map((id) => ({ id, zone: zoneOfSubnet(plan.region, id) })),
    },
  };
}
