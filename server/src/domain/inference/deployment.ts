import type { UpdateEndpointInput } from '../../shapes/endpoint.ts';
import type { ProductionVariant } from '../../shapes/production-variant.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Deployment, Variant } from './endpoint.ts';
import type { EndpointConfig } from './endpoint-config.ts';
import { namedKey } from './model.ts';

/** Weight of a variant that names none (documented: 1). */
const WEIGHT_DEFAULT = 1;

/** What a configuration is as it runs, at first. */
export const deploymentOf = (
  state: State,
  { name, spec, ...world }: EndpointConfig,
  askedAt: number,
): Deployment => ({
  configName: name,
  askedAt,
  config: spec,
  variants: spec.ProductionVariants.map((variant) => variantOf(state, variant, world)),
  shadows: (spec.ShadowProductionVariants ?? []).map((variant) => variantOf(state, variant, world)),
});

function variantOf(state: State, spec: ProductionVariant, world: World): Variant {
  const model =
    spec.ModelName === undefined ? undefined : state.get('model', namedKey(world, spec.ModelName));
  const { PrimaryContainer, Containers = [] } = model?.spec ?? {};
  const containers = PrimaryContainer === undefined ? Containers : [PrimaryContainer];
  return {
    name: spec.VariantName,
    spec,
    images: containers.flatMap(({ Image }) => (Image === undefined ? [] : [Image])),
    weight: spec.InitialVariantWeight ?? WEIGHT_DEFAULT,
    ...(spec.ServerlessConfig === undefined
      ? { count: spec.InitialInstanceCount }
      : { serverless: spec.ServerlessConfig }),
  };
}

/**
 * The next deployment with what is retained of the present one: counts and weights of variants of the same name, and
 * data capture, as far as it is not excluded (documented).
 */
export function retaining(next: Deployment, present: Deployment, input: UpdateEndpointInput): Deployment {
  if (input.RetainAllVariantProperties !== true) return next;
  const excluded = new Set(
    (input.ExcludeRetainedVariantProperties ?? []).map(({ VariantPropertyType }) => VariantPropertyType),
  );
  const retained = (before: readonly Variant[]) => (variant: Variant) => {
    const same = before.find(({ name }) => name === variant.name);
    if (same === undefined) return variant;
    return {
      ...variant,
      weight: excluded.has('DesiredWeight') ? variant.weight : same.weight,
      ...(variant.count !== undefined &&
        same.count !== undefined &&
        !excluded.has('DesiredInstanceCount') && { count: same.count }),
    };
  };
  return {
    ...next,
    variants: next.variants.map(retained(present.variants)),
    shadows: next.shadows.map(retained(present.shadows)),
    config: excluded.has('DataCaptureConfig')
      ? next.config
      : { ...next.config, DataCaptureConfig: present.config.DataCaptureConfig },
  };
}
