import type { CreateModelInput } from '../../shapes/inference-model.ts';
import { arnOf, type World, worldKey } from '../world.ts';

/** A model: the containers that serve. It never changes; those who deploy it name it. */
export interface Model extends World {
  readonly name: string;
  readonly createdAt: number;
  /** As it was asked for. */
  readonly spec: Omit<CreateModelInput, 'ModelName' | 'Tags'>;
}

/** The key of anything of this folder: its name in its world. */
export const namedKey = (world: World, name: string): string => `${worldKey(world)}/${name}`;
export const modelArn = (world: World, name: string): string => arnOf(world, `model/${name}`);
