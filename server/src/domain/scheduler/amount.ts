/**
 * Amounts of a resource as whole numbers: CPU in thousandths, everything else in units, both rounded up, as
 * Kueue counts them. Past what Kueue calls unlimited an amount is infinite, so sums saturate by themselves.
 * Amounts stay exact below 2^53 (8 PiB of memory).
 */

/** A quota without end. */
export const UNLIMITED = Number.POSITIVE_INFINITY;

const INT64_MAX = 2 ** 63;
const QUANTITY = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei|[eE][+-]?\d+)?$/;

const POWERS: Readonly<Record<string, readonly [base: number, power: number]>> = {
  n: [10, -9],
  u: [10, -6],
  m: [10, -3],
  k: [10, 3],
  M: [10, 6],
  G: [10, 9],
  T: [10, 12],
  P: [10, 15],
  E: [10, 18],
  Ki: [2, 10],
  Mi: [2, 20],
  Gi: [2, 30],
  Ti: [2, 40],
  Pi: [2, 50],
  Ei: [2, 60],
};

/** A Kubernetes quantity as a plain number; undefined where the text is none. */
export function parseQuantity(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, sign, digits, suffix = ''] = match;
  const magnitude = scale(digits!, suffix);
  return sign === '-' ? -magnitude : magnitude;
}

/** A Kubernetes quantity as an amount of this resource; undefined where the text is none. */
export function parseAmount(resource: string, text: string): number | undefined {
  const value = parseQuantity(text);
  if (value === undefined) return undefined;
  const whole = Math.ceil(resource === 'cpu' ? round(value * 1000) : round(value));
  return whole >= (resource === 'cpu' ? INT64_MAX / 1000 : INT64_MAX) ? UNLIMITED : whole;
}

/** The amount as Kubernetes writes it: `1500m`, `2` and `1k` of CPU, `3Gi` of memory. */
export function formatAmount(resource: string, amount: number): string {
  if (amount === UNLIMITED) return 'Unlimited';
  if (resource === 'memory' || resource === 'ephemeral-storage')
    return suffixed(amount, ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki']);
  if (resource === 'cpu' && amount % 1000 !== 0) return `${amount}m`;
  return suffixed(resource === 'cpu' ? amount / 1000 : amount, ['E', 'P', 'T', 'G', 'M', 'k']);
}

function scale(digits: string, suffix: string): number {
  if (suffix === '') return Number(digits);
  const power = POWERS[suffix];
  if (power === undefined) return Number(`${digits}${suffix}`);
  return power[0] === 10 ? Number(`${digits}e${power[1]}`) : Number(digits) * 2 ** power[1];
}

/** Takes back what binary fractions added, so that 0.1 CPU is 100 thousandths and not 101. */
function round(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) < 1e-6 * Math.max(1, Math.abs(value) * 1e-9) ? nearest : value;
}

/** With the largest suffix that leaves a whole number. */
function suffixed(amount: number, suffixes: readonly string[]): string {
  for (const suffix of suffixes) {
    const [base, power] = POWERS[suffix]!;
    if (amount !== 0 && amount % base ** power === 0) return `${amount / base ** power}${suffix}`;
  }
  return `${amount}`;
}
