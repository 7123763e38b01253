import type { ClusterImageVersionStatus } from '../../shapes/software-update.ts';
import { partitionOf } from '../world.ts';
import type { GroupSpec, Image } from './cluster.ts';

/**
 * HyperPod AMI releases. The service publishes a new one every few weeks; here one comes out every 28 days
 * (our choice), so that on a virtual clock "an update is available" can be waited for like anything else.
 */
const FIRST_RELEASE_AT = Date.UTC(2025, 0, 6);
const RELEASE_EVERY_MS = 28 * 24 * 3_600_000;

/** The number of the newest release at that time. */
export const releaseNumber = (now: number): number =>
  Math.max(0, Math.floor((now - FIRST_RELEASE_AT) / RELEASE_EVERY_MS));

/** When the first release after that time comes out. */
export const nextReleaseAt = (now: number): number =>
  FIRST_RELEASE_AT + (releaseNumber(now) + 1) * RELEASE_EVERY_MS;

/** `1.<number>.0` */
export const latestRelease = (now: number): string => `1.${releaseNumber(now)}.0`;

/** The number of a release that has come out; undefined for any other text. */
export function publishedRelease(release: string, now: number): number | undefined {
  const match = /^1\.(\d{1,6})\.0$/.exec(release);
  const number = match === null ? Number.NaN : Number(match[1]);
  return number <= releaseNumber(now) ? number : undefined;
}

/** Releases behind the newest, and what the service says of it (names documented, distances our choice). */
export function imageVersionStatus(image: Image, now: number): ClusterImageVersionStatus | undefined {
  if (image.release === undefined) return undefined;
  const behind = releaseNumber(now) - (publishedRelease(image.release, now) ?? 0);
  if (behind <= 0) return 'UpToDate';
  if (behind <= 3) return 'UpdateAvailable';
  return behind <= 12 ? 'SecurityUpdateRequired' : 'EndOfLife';
}

/** The AMI of a release in a region: a stable id made of both. */
export function imageOfRelease(release: string, region: string): Image {
  const text = `${partitionOf(region)}/${region}/${release}`;
  let digits = '';
  for (let salt = 0; digits.length < 17; salt += 1) {
    let h = Math.imul(salt + 1, 0x9e3779b1);
    for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    digits += (h >>> 0).toString(16).padStart(8, '0');
  }
  return { imageId: `ami-${digits.slice(0, 17)}`, release };
}

/** The image a group asks for: a custom AMI, a release of its choice, or the newest. */
export function imageOf(
  spec: Pick<GroupSpec, 'ImageId' | 'ImageReleaseVersion'>,
  region: string,
  now: number,
): Image {
  if (spec.ImageId !== undefined && spec.ImageId !== 'default') return { imageId: spec.ImageId };
  return imageOfRelease(spec.ImageReleaseVersion ?? latestRelease(now), region);
}
