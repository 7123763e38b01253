import { durationMs } from '../domain/duration.ts';
import { UsageRefused } from './verb.ts';

/** `90s`, `5m`, `1d12h` in ms. */
export function parseDuration(text: string, what: string): number {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  throw new UsageRefused(`${what} is '${text}', and must be a duration such as 90s, 5m, 2h or 1d12h.`);
}

/** A duration for people: its two largest units, whole seconds. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 1_000) return `${Math.round(ms)}ms`;
  let rest = Math.round(ms / 1_000);
  const parts: string[] = [];
  for (const [unit, seconds] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ') || '0s';
}
