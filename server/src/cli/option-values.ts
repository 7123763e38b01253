import { parseDuration } from './duration.ts';
import { type Invocation, UsageRefused } from './verb.ts';

/** The number that an option gives. */
export function numberOf({ options }: Invocation, name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageRefused(`--${name} is '${text}', and must be a number.`);
}

/** The duration that an option gives, in seconds. */
export function secondsOf({ options }: Invocation, name: string): number | undefined {
  const text = options[name];
  return text === undefined ? undefined : parseDuration(text, `--${name}`) / 1_000;
}
