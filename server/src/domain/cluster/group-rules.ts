import type { ClusterInstanceGroupSpecification } from '../../shapes/instance-group.ts';
import type { ClusterRestrictedInstanceGroupSpecification } from '../../shapes/restricted-instance-group.ts';
import type { Context } from '../context.ts';
import { waitMs } from '../fleet/pace.ts';
import type { World } from '../world.ts';
import type { GroupSpec, InstanceGroup } from './cluster.ts';
import { checkDeployment } from './deployment.ts';
import { refusals } from './messages.ts';
import { imageOf, latestRelease, publishedRelease } from './release.ts';
import { nextScheduledUpdateAt } from './schedule.ts';

/** What a group must satisfy beyond its shape, and what a new one starts as. */

/** What of its cluster a group's rules depend on. */
export interface GroupSetting {
  readonly eks: boolean;
  readonly continuous: boolean;
  readonly world: World;
}

export interface AskedGroup {
  readonly name: string;
  readonly restricted: boolean;
  readonly count: number;
  readonly min?: number;
  readonly spec: GroupSpec;
}

/** The groups of a request, ordinary ones first, in their order. Refuses a name given twice. */
export function askedGroups(
  ordinary: readonly ClusterInstanceGroupSpecification[] = [],
  restricted: readonly ClusterRestrictedInstanceGroupSpecification[] = [],
): AskedGroup[] {
  const asked = [
    ...ordinary.map(({ InstanceCount, MinInstanceCount, ...spec }) => ({
      name: spec.InstanceGroupName,
      restricted: false,
      count: InstanceCount,
      min: MinInstanceCount,
      spec,
    })),
    ...restricted.map(({ InstanceCount, ...spec }) => ({
      name: spec.InstanceGroupName,
      restricted: true,
      count: InstanceCount,
      spec,
    })),
  ];
  const names = new Set<string>();
  for (const { name } of asked) {
    if (names.has(name)) throw refusals.duplicateGroup(name);
    names.add(name);
  }
  return asked;
}

/** Refuses what contradicts itself or its cluster. */
export function checkGroup(asked: AskedGroup, setting: GroupSetting, now: number): void {
  const { name, spec, min, count } = asked;
  const both = spec.InstanceType !== undefined && spec.InstanceRequirements !== undefined;
  if (both || (spec.InstanceType === undefined && spec.InstanceRequirements === undefined)) {
    throw refusals.typeOrRequirements(name, both);
  }
  const types = spec.InstanceRequirements?.InstanceTypes ?? [];
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw refusals.duplicateType(name, twice);
  if (!setting.continuous) {
    if (spec.InstanceRequirements !== undefined) throw refusals.onlyContinuous(name, 'InstanceRequirements');
    if (min !== undefined) throw refusals.onlyContinuous(name, 'MinInstanceCount');
  }
  if (min !== undefined && min > count) throw refusals.minAboveCount(name, min, count);
  if (setting.eks && spec.SlurmConfig !== undefined) throw refusals.onlySlurm(name, 'SlurmConfig');
  if (!setting.eks && spec.KubernetesConfig !== undefined) throw refusals.onlyEks(name, 'KubernetesConfig');
  if (spec.CapacityRequirements?.Spot !== undefined && spec.CapacityRequirements.OnDemand !== undefined) {
    throw refusals.capacityBoth(name);
  }
  checkLifecycle(name, spec);
  checkStorage(name, spec);
  checkImage(name, spec, now);
  checkDeployment(spec.ScheduledUpdateConfig?.DeploymentConfig);
  checkDeployment(spec.AutoPatchConfig?.DeploymentConfig);
}

/** A script needs the place it lies in, and the place a script (once both were required members). */
function checkLifecycle(name: string, { LifeCycleConfig: config }: GroupSpec): void {
  if (config === undefined) return;
  const script = config.OnCreate ?? config.OnInitComplete;
  if (script !== undefined && config.SourceS3Uri === undefined)
    throw refusals.lifecycleIncomplete(name, 'SourceS3Uri');
  if (script === undefined && config.SourceS3Uri !== undefined)
    throw refusals.lifecycleIncomplete(name, 'OnCreate');
}

/** One root volume, one secondary volume, one file system of each kind. */
function checkStorage(name: string, { InstanceStorageConfigs: configs = [] }: GroupSpec): void {
  const seen = new Set<string>();
  for (const config of configs) {
    const what =
      config.EbsVolumeConfig !== undefined
        ? config.EbsVolumeConfig.RootVolume === true
          ? 'root EbsVolumeConfig'
          : 'secondary EbsVolumeConfig'
        : Object.keys(config)[0]!;
    if (seen.has(what)) throw refusals.storageDuplicate(name, what);
    seen.add(what);
  }
}

function checkImage(name: string, spec: GroupSpec, now: number): void {
  const release = spec.ImageReleaseVersion;
  if (release === undefined) return;
  if (spec.ImageId !== undefined && spec.ImageId !== 'default') throw refusals.releaseWithImage(name);
  if (publishedRelease(release, now) === undefined)
    throw refusals.noSuchRelease(name, release, latestRelease(now));
}

/**
 * A group that the cluster does not have yet. A Slurm controller or login group has a minimum of 1 where none
 * is given (documented).
 */
export function newGroup(asked: AskedGroup, setting: GroupSetting, context: Context): InstanceGroup {
  const { name, restricted, count, spec } = asked;
  if (count === 0) throw refusals.newGroupEmpty(name);
  const isHead =
    setting.continuous && !setting.eks && ['Controller', 'Login'].includes(spec.SlurmConfig?.NodeType ?? '');
  const minCount = asked.min ?? (isHead ? 1 : undefined);
  return {
    name,
    restricted,
    spec,
    status: 'Creating',
    targetCount: count,
    minCount,
    minimumDueAt: minCount ? context.now + waitMs('minimumDeadline', context.pace) : undefined,
    image: imageOf(spec, setting.world.region, context.now),
    scheduledUpdateAt: nextScheduledUpdateAt(spec, context.now),
  };
}
