import type { CreateEndpointConfigInput } from '../../shapes/endpoint-config.ts';
import { arnOf, type World } from '../world.ts';

/** What an endpoint is to consist of. It never changes; an endpoint keeps what it was deployed with. */
export interface EndpointConfig extends World {
  readonly name: string;
  readonly createdAt: number;
  readonly spec: ConfigSpec;
}

/** As it was asked for. */
export type ConfigSpec = Omit<CreateEndpointConfigInput, 'EndpointConfigName' | 'Tags'>;

export const configArn = (world: World, name: string): string => arnOf(world, `endpoint-config/${name}`);

/** The ARN of the one training plan whose instances the variants run on; undefined: all are on demand. */
export const planOf = ({
  ProductionVariants,
  ShadowProductionVariants = [],
}: ConfigSpec): string | undefined =>
  [...ProductionVariants, ...ShadowProductionVariants]
    .map(({ CapacityReservationConfig }) => CapacityReservationConfig?.MlReservationArn)
    .find((arn) => arn !== undefined);
