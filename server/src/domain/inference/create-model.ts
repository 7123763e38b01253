import type {
  ContainerDefinition,
  CreateModelInput,
  CreateModelOutput,
} from '../../shapes/inference-model.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { MODELS_PER_WORLD_MAX } from '../limits.ts';
import { putTags } from '../tag/write-tags.ts';
import { inferenceRefusals, modelRefusals } from './messages.ts';
import { modelArn, namedKey } from './model.ts';
import { sendModelEvent } from './send-events.ts';

/** CreateModel. */
export function createModel(
  draft: Draft,
  { ModelName: name, Tags = [], ...spec }: CreateModelInput,
  context: OperationContext,
): CreateModelOutput {
  const { world, now } = context;
  const arn = modelArn(world, name);
  if (draft.get('model', namedKey(world, name)) !== undefined) throw inferenceRefusals.exists('model', arn);
  if (draft.state.named('model', world).size >= MODELS_PER_WORLD_MAX)
    throw inferenceRefusals.tooMany('model', MODELS_PER_WORLD_MAX);
  checkContainers(spec);
  const model = { ...world, name, createdAt: now, spec };
  draft.put('model', namedKey(world, name), model);
  putTags(draft, arn, Tags);
  sendModelEvent(draft, model, 'created', context);
  return { ModelArn: arn };
}

function checkContainers(spec: Omit<CreateModelInput, 'ModelName'>): void {
  const { PrimaryContainer: primary, Containers: several } = spec;
  if (primary !== undefined && several !== undefined) throw modelRefusals.bothContainers();
  if (primary === undefined && (several ?? []).length === 0) throw modelRefusals.noContainer();
  const containers: (readonly [string, ContainerDefinition])[] =
    primary === undefined
      ? several!.map((container, i) => [`Containers[${i}]`, container] as const)
      : [['PrimaryContainer', primary]];
  for (const [member, { Image, ModelPackageName }] of containers)
    if (Image === undefined && ModelPackageName === undefined) throw modelRefusals.noImage(member);
}
