import { UsageRefused } from './verb.ts';

const DURATION =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/;
const UNITS_MS = [86_400_000, 3_600_000, 60_000, 1_000, 1] as const;

/** `90s`, `5m`, `1d12h` in ms. */
export function parseDuration(text: string, what: string): number {
  const match = text === '' ? null : DURATION.exec(text);
  if (match === null) {
    throw new UsageRefused(`${what} is '${text}', and must be a duration such as 90s, 5m, 2h or 1d12h.`);
  }
  return Math.round(UNITS_MS.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * unit, 0));
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
