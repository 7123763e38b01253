/**
 * A server on 127.0.0.1 is open to every web page in the user's browser: a page may post to it (and with a
 * "simple" content type no preflight asks), and a page whose name is rebound to 127.0.0.1 may even read. Three
 * headers give it away, none of which a page can forge: Host (the name the page was loaded by, which a
 * rebound name cannot hide), Origin, and Sec-Fetch-Site. Command lines and SDKs send a Host only.
 */

/** The headers that tell. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly secFetchSite?: string | undefined;
}

/**
 * Why the request is refused; undefined if it may pass. `allowedHosts` are the names, with or without port,
 * by which the server may be called besides the loopback names: its listen address, and what the user allows.
 */
export function refusal(request: RequestOrigin, allowedHosts: readonly string[]): string | undefined {
  const { host, origin, secFetchSite } = request;
  if (host === undefined || host === '') return 'The request has no Host header.';
  if (!isAllowed(host, allowedHosts)) {
    return `The Host header ${quote(host)} does not name this server. Call it as localhost, or allow this host.`;
  }
  if (origin !== undefined && !isOwnPage(hostOfOrigin(origin), host, allowedHosts)) {
    return `The request comes from a web page at ${quote(origin)}, which is not an allowed host.`;
  }
  if (secFetchSite === 'cross-site') return 'The request comes from a web page of another site.';
  return undefined;
}

/**
 * Whether a page may call: one that this server itself served, or one of a host that was allowed by name. A page
 * of another port of this machine is another site's: a port is allowed only by being given.
 */
function isOwnPage(page: string | undefined, host: string, allowedHosts: readonly string[]): boolean {
  if (page === undefined) return false;
  const allowed = allowedHosts.filter((other) => !isLoopback(hostName(bracketed(other)) ?? ''));
  const given = [host, ...allowedHosts.filter((other) => /[^:]:\d+$/.test(other))];
  return (
    given.some((other) => other.toLowerCase() === page.toLowerCase()) ||
    (hostName(page) !== undefined && allowed.some((other) => hostName(bracketed(other)) === hostName(page)))
  );
}

function isAllowed(host: string | undefined, allowedHosts: readonly string[]): boolean {
  const name = host && hostName(host);
  if (!name) return false;
  return isLoopback(name) || allowedHosts.some((allowed) => hostName(bracketed(allowed)) === name);
}

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true;
  return /^127(\.(0|[1-9]\d{0,2})){3}$/.test(name) && name.split('.').every((octet) => Number(octet) < 256);
}

/** The name without port, in lower case; undefined for what is no host (a user name, a path, a comma). */
function hostName(host: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::\d{1,5})?$/i.exec(host);
  return match?.[1]?.toLowerCase();
}

/** `::1` is a fine listen address, but is written `[::1]` in a Host header. */
function bracketed(address: string): string {
  return address.split(':').length > 2 && !address.startsWith('[') ? `[${address}]` : address;
}

function hostOfOrigin(origin: string): string | undefined {
  return /^https?:\/\/([^/?#@\\]+)$/i.exec(origin)?.[1];
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
