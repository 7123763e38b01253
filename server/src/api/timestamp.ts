/** Instants on the wire: epoch seconds as a number, or one of several strings. Inside: epoch milliseconds. */

export const acceptedTimestamps =
  'epoch seconds (1412195400), a date (2014-10-01), or a date and time with its offset (2014-10-01T20:30:00.000Z, 2014-10-01T12:30:00-08:00)';

const epochSeconds = /^-?\d{1,15}(\.\d{1,9})?$/;
const dateTime = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/;

/** The farthest instant that a Date can hold, on either side of 1970. */
const instantMsMax = 8.64e15;

/** Epoch milliseconds, or undefined if the value is in none of the accepted forms. */
export function parseTimestamp(json: unknown): number | undefined {
  if (typeof json === 'number') return fromSeconds(json);
  if (typeof json !== 'string') return undefined;
  if (epochSeconds.test(json)) return fromSeconds(Number(json));
  const date = dateTime.exec(json)?.[1];
  if (date === undefined || !isInCalendar(date)) return undefined;
  const instant = Date.parse(json);
  return Number.isNaN(instant) ? undefined : instant;
}

function fromSeconds(seconds: number): number | undefined {
  const ms = Math.round(seconds * 1000);
  return Math.abs(ms) <= instantMsMax ? ms : undefined;
}

/** Date.parse takes the 31st of February for the 3rd of March. */
function isInCalendar(date: string): boolean {
  const midnight = Date.parse(date);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
