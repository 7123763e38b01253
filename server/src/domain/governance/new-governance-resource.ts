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
  return {
    ...context.world,
    ...asked,
    id: newId(draft, kind, asked.name, context),
    version: 1,
    createdAt: context.now,
    createdBy: callerArn(context.world),
    ...underWay('Create', context),
  };
}

/** Names are unique in an account and region, whatever the cluster (observed). */
function checkName(draft: Draft, kind: GovernanceKind, name: string, world: World): void {
  const ids = draft.state.governanceIds(kind, world);
  const holder = ids.get(name);
  if (holder !== undefined) throw governanceRefusals.nameInUse(kind, draft.get(kind, holder)!);
  if (ids.size >= limits[kind]) throw governanceRefusals.tooMany(kind, limits[kind]);
}

/** An id that no quota or policy has: its stream is named by how many of that kind came before. */
function newId(
  draft: Draft,
  kind: GovernanceKind,
  name: string,
  { world, random }: OperationContext,
): string {
  const counter = `${kind}s of ${worldKey(world)}`;
  const ordinal = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: ordinal });
  const stream = random(kind, worldKey(world), name, ordinal);
  for (;;) {
    const id = stream.alphanumeric(12);
    if (draft.get('computeQuota', id) === undefined && draft.get('schedulerConfig', id) === undefined)
      return id;
  }
}
