/** How long a receiver may take to answer. */
const TIMEOUT_MS = 10_000;

/**
 * Where events go. User name and password of the URL become a header, for `fetch` refuses them in a URL;
 * `name` is the origin alone and safe to log: paths and queries of webhooks hold their secrets.
 */
export class WebhookTarget {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(text: string) {
    const url = new URL(text);
    const { username, password } = url;
    url.username = '';
    url.password = '';
    this.name = url.origin;
    this.url = url.href;
    const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
      'base64',
    );
    this.headers = {
      'content-type': 'application/json',
      'user-agent': 'quartermaster',
      ...(username === '' && password === '' ? {} : { authorization: `Basic ${basic}` }),
    };
  }
}

/** Posts one event. Answers undefined where it was taken (2xx), and otherwise why not, without any secret. */
export async function postEvent(
  target: WebhookTarget,
  body: string,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: target.headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([timeout, stopping]),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `HTTP ${response.status}`;
  } catch (error) {
    if (timeout.aborted) return `no answer within ${TIMEOUT_MS / 1_000} s`;
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return code ?? (error as Error).name;
  }
}
