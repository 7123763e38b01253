import type { Due } from '../due.ts';

/**
 * What a BatchAddClusterNodes call with a client token led to, so that the same call again adds nothing and
 * answers with the same nodes (documented: 8 hours, same token and same parameters).
 */
export interface ClientToken {
  readonly clusterId: string;
  readonly token: string;
  /** The parameters in one text, to tell a replay from another call with the same token. */
  readonly parameters: string;
  readonly rows: readonly {
    readonly logicalId: string;
    readonly group: string;
    readonly availabilityZones?: readonly string[];
    readonly instanceTypes?: readonly string[];
  }[];
  readonly failed: readonly object[];
  readonly expiresAt: number;
}

export const clientTokenKey = (clusterId: string, token: string): string => `${clusterId}/${token}`;
export const clientTokenDue = (token: ClientToken): Due => ({ at: token.expiresAt, inFlight: false });
