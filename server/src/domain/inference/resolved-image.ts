import { seededRandom } from '../random.ts';

/** The longest name of an image that the model lets through. */
const IMAGE_LENGTH_MAX = 255;

/** No draw but a hash: what a name and tag stand for is the same on every server, whatever its seed. */
const digests = seededRandom(0);

/** An image by its digest: the one that it names itself, or one made up (our choice: no registry is asked). */
export function resolvedImage(image: string): string {
  const [name, digest] = image.split('@') as [string, string?];
  const [, repository = name, tag = 'latest'] = /^(.*?)(?::([^/:]*))?$/.exec(name) ?? [];
  return `${repository}@${digest ?? `sha256:${digests(repository, tag).hex(64)}`}`.slice(0, IMAGE_LENGTH_MAX);
}
