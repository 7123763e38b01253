import type { Random } from '../random.ts';
import { isLocalZone } from './market.ts';
import { INSTANCES_PER_RACK, isUltraServerType } from './sold-type.ts';

/**
 * How many instances of a type a zone has on a day, by the seed alone (our choice): a steady part, and one that comes
 * and goes in stretches of some days, as capacity does that others book and return. In one zone of each region a type
 * is never quite gone; in others it may not be sold at all. UltraServers come in whole racks, in Local Zones only.
 */
export interface SupplyCurve {
  readonly steady: number;
  readonly varying: number;
  /** The counts of the varying part are multiples of this. */
  readonly unit: number;
  readonly stretchDays: number;
  readonly phase: number;
  readonly key: number;
}

export function supplyCurve(
  random: Random,
  region: string,
  zones: readonly string[],
  zone: string,
  instanceType: string,
): SupplyCurve {
  const stream = random('market', zone, instanceType);
  const [sold, key] = [stream.next(), stream.between(0, 2 ** 32 - 1)];
  const [stretchDays, phase] = [stream.between(3, 12), stream.between(0, 11)];
  const common = { stretchDays, phase, key };
  if (isUltraServerType(instanceType) !== isLocalZone(zone))
    return { ...common, steady: 0, varying: 0, unit: 1 };
  if (isLocalZone(zone))
    return { ...common, steady: INSTANCES_PER_RACK, varying: stream.between(1, 4), unit: INSTANCES_PER_RACK };
  const usual = zones.filter((other) => !isLocalZone(other));
  const home = usual[random('market', region, instanceType).between(0, usual.length - 1)];
  if (zone === home)
    return { ...common, steady: stream.between(8, 32), varying: stream.between(32, 128), unit: 1 };
  if (sold < 0.4) return { ...common, steady: 0, varying: 0, unit: 1 };
  return { ...common, steady: stream.between(0, 8), varying: stream.between(16, 96), unit: 1 };
}

/** The first day after the given one that may differ from it. */
export const stretchEnd = ({ stretchDays, phase }: SupplyCurve, day: number): number =>
  (Math.floor((day + phase) / stretchDays) + 1) * stretchDays - phase;

export function supplyOnDay(
  { steady, varying, unit, stretchDays, phase, key }: SupplyCurve,
  day: number,
): number {
  const stretch = Math.floor((day + phase) / stretchDays);
  return steady + unit * Math.floor((varying + 1) * fraction(key, stretch));
}

/** A number in [0, 1) from two, as far apart for neighbours as for strangers (the finish of MurmurHash3). */
function fraction(key: number, n: number): number {
  let h = key ^ Math.imul(n, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
