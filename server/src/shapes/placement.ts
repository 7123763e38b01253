/** Where machines stand. */
import { type Infer, list, string, structure } from './shape.ts';

const ClusterAvailabilityZone = string({ pattern: '[a-z]{2}-[a-z]+-\\d[a-z]' });
const ClusterAvailabilityZoneId = string({ pattern: '[a-z]{3}\\d-az\\d' });

/** The zones among which new nodes may be placed. */
export const ClusterAvailabilityZones = list(ClusterAvailabilityZone, { min: 1, max: 10 });
export type ClusterAvailabilityZones = Infer<typeof ClusterAvailabilityZones>;

export const ClusterInstancePlacement = structure({
  AvailabilityZone: ClusterAvailabilityZone,
  AvailabilityZoneId: ClusterAvailabilityZoneId,
});
export type ClusterInstancePlacement = Infer<typeof ClusterInstancePlacement>;

/** The NVLink domain of which the machine is a part (P6e-GB200). */
export const UltraServerInfo = structure({ Id: string(), Type: string() });
export type UltraServerInfo = Infer<typeof UltraServerInfo>;
