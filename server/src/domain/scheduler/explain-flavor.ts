/**
 * Why one flavor does not serve a pod set: resource by resource, the account of the quota, what preemption would
 * do, and the rule that holds. That it is priority, or the share, is not guessed: the search for victims is made
 * again as if the workload had the highest priority, or its queue all the weight.
 */
import { changeTree } from './change.ts';
import type { CompiledFlavor } from './cluster-queue.ts';
import { type AssignContext, fitsResourceQuota } from './fits-resource-quota.ts';
import { mismatch } from './flavor-match.ts';
import type { Usage } from './flavor-resource.ts';
import type { PreemptionMode } from './granular-mode.ts';
import { type HoldersAccount, holdersAccount } from './holders-account.ts';
import { type HoldingRule, harder } from './holding-rule.ts';
import { bindingLimit, type QuotaAccount, quotaAccount } from './quota-account.ts';
import type { PodSet, WorkloadInfo } from './workload.ts';

/** One resource of one flavor, for one pod set. */
export interface ResourceExplanation extends QuotaAccount {
  readonly fr: number;
  readonly resource: string;
  /** What earlier pod sets of the same workload take of it. */
  readonly before: number;
  readonly requested: number;
  /** What is lacking now; 0 where it fits. */
  readonly missing: number;
  /** Whether it fits, or whom preemption for this resource alone would find: `preempt` and `reclaim` name success. */
  readonly mode: PreemptionMode;
  /** Absent where nothing is lacking: nobody has to make way. */
  readonly holders: HoldersAccount | undefined;
  /** Absent where it fits or preemption would make it fit. */
  readonly rule: HoldingRule | undefined;
}

export interface FlavorExplanation {
  readonly flavor: string;
  /** Why the pods could not run on its nodes. */
  readonly mismatch: string | undefined;
  readonly resources: readonly ResourceExplanation[];
  /** The hardest of its resources. */
  readonly rule: HoldingRule | undefined;
}

/** What is asked of a flavor. */
export interface FlavorRequest {
  readonly podSet: PodSet;
  /** Over all pods. */
  readonly requests: readonly (readonly [resource: string, amount: number])[];
  /** What earlier pod sets take. */
  readonly before: Usage;
}

/** Explains the flavor. */
export function explainFlavor(
  workload: WorkloadInfo,
  { name, frs }: CompiledFlavor,
  { podSet, requests, before }: FlavorRequest,
  context: AssignContext,
): FlavorExplanation {
  const flavor = context.tree.flavors.get(name);
  const text = flavor === undefined ? `flavor ${name} not found` : mismatch(flavor, podSet);
  const resources: ResourceExplanation[] = [];
  let rule: HoldingRule | undefined = text === undefined ? undefined : 'NoMatchingFlavor';
  for (const [resource, requested] of requests) {
    const fr = frs.get(resource);
    if (fr === undefined) {
      rule = harder(rule, 'NoQuota');
      continue;
    }
    const taken = before.find((quantity) => quantity.fr === fr)?.amount ?? 0;
    const row = explainResource(workload, context, { fr, resource, before: taken, requested });
    resources.push(row);
    rule = harder(rule, row.rule);
  }
  return { flavor: name, mismatch: text, resources, rule };
}

type Asked = Pick<ResourceExplanation, 'fr' | 'resource' | 'before' | 'requested'>;

function explainResource(workload: WorkloadInfo, context: AssignContext, asked: Asked): ResourceExplanation {
  const { queue } = workload;
  const { fr } = asked;
  const amount = asked.before + asked.requested;
  const account = quotaAccount(queue, fr, context.tree);
  const { mode } = rate(workload, context, asked);
  const missing = Math.max(0, amount - account.available);
  const holders = missing > 0 ? holdersAccount(workload, fr, context.tree) : undefined;
  const limit = bindingLimit(queue, fr, amount, account);
  const helped = mode === 'fit' || mode === 'preempt' || mode === 'reclaim';
  const rule = !helped && limit === 'QuotaInUse' ? protection(workload, context, asked, holders!) : limit;
  return { ...asked, ...account, missing, mode, holders, rule: helped ? undefined : rule };
}

/** Why nobody makes way. */
function protection(
  workload: WorkloadInfo,
  context: AssignContext,
  asked: Asked,
  { byPriority, candidates }: HoldersAccount,
): HoldingRule {
  const { queue } = workload;
  if (byPriority.workloads > 0) {
    const highest = { ...workload, workload: { ...workload.workload, priority: Number.POSITIVE_INFINITY } };
    if (isServed(highest, context, asked)) return 'Priority';
  }
  if (candidates.workloads > 0 && context.tree.policy.fairSharing !== undefined) {
    const undo = changeTree(context.tree, queue, {
      kind: 'FairWeight',
      weight: Number.POSITIVE_INFINITY,
    });
    const served = isServed(workload, context, asked);
    undo();
    if (served) return 'FairShare';
  }
  return 'QuotaInUse';
}

function isServed(workload: WorkloadInfo, context: AssignContext, asked: Asked): boolean {
  const { mode } = rate(workload, context, asked);
  return mode === 'preempt' || mode === 'reclaim';
}

function rate(workload: WorkloadInfo, context: AssignContext, { fr, before, requested }: Asked) {
  return fitsResourceQuota({ workload, context, fr, before, request: requested, simulates: true }, []);
}
