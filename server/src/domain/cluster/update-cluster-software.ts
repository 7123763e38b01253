import type {
  UpdateClusterSoftwareInstanceGroupSpecification,
  UpdateClusterSoftwareRequest,
  UpdateClusterSoftwareResponse,
} from '../../shapes/software-update.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Cluster, clusterArn, type Image, type InstanceGroup } from './cluster.ts';
import { checkDeployment } from './deployment.ts';
import { findCluster } from './find-cluster.ts';
import { refusals } from './messages.ts';
import { reconcile } from './reconcile.ts';
import { imageOfRelease, latestRelease, publishedRelease } from './release.ts';
import { requireInService } from './require-in-service.ts';
import { saveCluster } from './save-cluster.ts';
import { startSoftwareUpdate } from './software-update.ts';
import { updateRefusals } from './update-messages.ts';

/**
 * UpdateClusterSoftware: gives groups another image and begins to roll it out. Groups whose nodes all have
 * the image already are done at once, and their cluster stays InService (documented: a no-op).
 */
export function updateClusterSoftware(
  draft: Draft,
  input: UpdateClusterSoftwareRequest,
  context: OperationContext,
): UpdateClusterSoftwareResponse {
  const cluster = findCluster(draft.state, input.ClusterName, context.world);
  requireInService(cluster, 'UpdateClusterSoftware');
  const unmet = cluster.groups.find((group) => group.minimumDueAt !== undefined);
  if (unmet !== undefined) throw refusals.minimumUnmet(unmet, 'UpdateClusterSoftware');
  checkDeployment(input.DeploymentConfig);
  let updated = cluster;
  for (const { group, image } of askedImages(cluster, input, context.now)) {
    updated = startSoftwareUpdate(
      updated,
      group,
      image,
      { deploymentConfig: input.DeploymentConfig },
      context,
    );
  }
  saveCluster(draft, updated, context);
  reconcile(draft, cluster.id, context);
  return { ClusterArn: clusterArn(cluster) };
}

interface AskedImage {
  readonly group: InstanceGroup;
  readonly image: Image;
}

/** The groups that are meant, each with its image. Without InstanceGroups: all of them (documented). */
function askedImages(cluster: Cluster, input: UpdateClusterSoftwareRequest, now: number): AskedImage[] {
  const present = cluster.groups.filter((group) => group.deleting !== true);
  const asked: readonly UpdateClusterSoftwareInstanceGroupSpecification[] =
    input.InstanceGroups ?? present.map((group) => ({ InstanceGroupName: group.name }));
  const seen = new Set<string>();
  const images = asked.map(({ InstanceGroupName: name, ImageReleaseVersion: release }) => {
    if (seen.has(name)) throw refusals.duplicateGroup(name);
    seen.add(name);
    const group = present.find((other) => other.name === name);
    if (group === undefined)
      throw refusals.noSuchGroup(
        name,
        present.map((other) => other.name),
      );
    return { group, image: imageFor(cluster, group, input.ImageId, release, now) };
  });
  const restricted = images.filter(({ group, image }) => group.restricted && image.release === undefined);
  if (restricted.length > 0) {
    throw updateRefusals.imageOfRestricted(
      restricted.map(({ group }) => group.name),
      input.ImageId!,
    );
  }
  return images;
}

/** A custom AMI, or a release: the one asked for or the newest. A group with a custom AMI must say which (documented). */
function imageFor(
  cluster: Cluster,
  group: InstanceGroup,
  imageId: string | undefined,
  release: string | undefined,
  now: number,
): Image {
  if (imageId !== undefined && imageId !== 'default') {
    if (release !== undefined) throw updateRefusals.releaseWithImage(group.name, imageId);
    return { imageId };
  }
  if (imageId === undefined && group.image.release === undefined) {
    throw updateRefusals.customImageNeeded(group.name, group.image.imageId);
  }
  if (release !== undefined && publishedRelease(release, now) === undefined) {
    throw refusals.noSuchRelease(group.name, release, latestRelease(now));
  }
  return imageOfRelease(release ?? latestRelease(now), cluster.region);
}
