import type { Received } from './fuzz-exchange.ts';
import type { RawReply } from './fuzz-raw.ts';

/** Whether a path is the simulator's own API and not AWS's. */
export const isControl = (path: string): boolean =>
  path.startsWith('/_quartermaster') || path.startsWith('/moto-api');

/** What an answer must not be; undefined where all is well. */
export function wrongWith({ status, headers, text }: Received, control: boolean): string | undefined {
  const type = String(headers['content-type']);
  if (status >= 500 && status !== 503 && !text.includes('(fault fault-')) return 'a server error';
  if (/html/i.test(type) || /<html|<!doctype/i.test(text)) return 'HTML';
  if (control && /^(text\/(plain|event-stream)|application\/x-ndjson)/.test(type) && status === 200)
    return undefined;
  let json: {
    __type?: unknown;
    error?: { code?: unknown; message?: unknown };
    message?: unknown;
    Message?: unknown;
  };
  try {
    json = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  if (status < 400) return undefined;
  const code = json.__type ?? headers['x-amzn-errortype'];
  const isApiError = typeof code === 'string' && typeof (json.Message ?? json.message) === 'string';
  const isControlError = typeof json.error?.code === 'string' && typeof json.error.message === 'string';
  if (!isApiError && !(control && isControlError)) return 'an error that does not name itself';
  if (!control && headers['x-amzn-requestid'] === undefined) return 'no request id';
  return undefined;
}

/** The same, of an answer that was read byte by byte. */
export function wrongWithRaw({ status, head, body }: RawReply): string | undefined {
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return wrongWith({ status, headers, text: body }, true);
}
