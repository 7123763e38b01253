import type { HeaderFields } from './canonical-request.ts';
import type { Credentials } from './credentials.ts';
import { ApiError, statusOf } from './errors.ts';
import { type Identity, identify } from './identity.ts';
import { verify } from './sigv4.ts';

export type { Identity };

/** What of a request its signature speaks for. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderFields;
  readonly body: Uint8Array;
}

/** Says in whose name a request runs, or throws the error that its client gets. */
export type Authenticate = (request: SignedRequest) => Identity;

/** `--auth none`: the account and region that the request claims. */
export const anyone: Authenticate = ({ headers }) => identify(headers.authorization as string | undefined);

/** `--auth sigv4`: only what one of the credentials has signed. Signatures go by real time, whatever the clock. */
export const signedBy =
  (credentials: Credentials): Authenticate =>
  (request) => {
    const verdict = verify(request, Date.now(), (id) => credentials.get(id));
    if (!verdict.ok) throw new ApiError(verdict.error, statusOf(verdict.error), verdict.message);
    return verdict;
  };
