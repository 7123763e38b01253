import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { COMPUTE_QUOTAS_PER_WORLD_MAX, SCHEDULER_CONFIGS_PER_WORLD_MAX } from '../limits.ts';
import { type World, worldKey } from '../world.ts';
import { callerArn } from './caller.ts';
import type { GovernanceKind, GovernanceResource } from './governance-resource.ts';
import { governanceRefusals } from './messages.ts';
import { underWay } from './operation-status.ts';

const limits = {
  computeQuota: COMPUTE_QUOTAS_PER_WORLD_MAX,
  schedulerConfig: SCHEDULER_CONFIGS_PER_WORLD_MAX,
} as const satisfies Record<GovernanceKind, number>;

/** What a quota and a policy have in common when their creation begins. */
export function newResource(
  draft: Draft,
  kind: GovernanceKind,
  asked: Pick<GovernanceResource, 'name' | 'description' | 'clusterId'>,
  context: OperationContext,
): GovernanceResource {
  checkName(draft, kind, asked.name, context.world);
  const sequence = nextSequence(draft, kind, context.world);
  return {
    ...context.world,
    ...asked,
    id: newId(draft, kind, sequence, context),
    sequence,
    version: 1,
    createdAt: context.now,
    createdBy: callerArn(context.world),
    ...underWay('Create', context),
  };
}

/** Names are unique in an account and region, whatever the cluster (observed). */
function checkName(draft: Draft, kind: GovernanceKind, name: string, world: World): void {
  const named = draft.state.named(kind, world);
  const holder = named.get(name);
  if (holder !== undefined) throw governanceRefusals.nameInUse(kind, holder);
  if (named.size >= limits[kind]) throw governanceRefusals.tooMany(kind, limits[kind]);
}

/** How many of that kind there were in the world, this one included. */
function nextSequence(draft: Draft, kind: GovernanceKind, world: World): number {
  const counter = `${kind}s of ${worldKey(world)}`;
  const sequence = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: sequence });
  return sequence;
}

/** An id that no quota or policy has. Its stream is named by a number that never comes again. */
function newId(
  { state }: Draft,
  kind: GovernanceKind,
  sequence: number,
  { world, random }: OperationContext,
): string {
  const stream = random(kind, worldKey(world), sequence);
  for (;;) {
    const id = stream.alphanumeric(12);
    if (state.get('computeQuota', id) === undefined && state.get('schedulerConfig', id) === undefined)
      return id;
  }
}
