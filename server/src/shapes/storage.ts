/** Disks and file systems of the nodes, and the tier of memory that checkpoints are kept in. */
import { KmsKeyId } from './names.ts';
import {
  boolean,
  enumeration,
  type Infer,
  integer,
  list,
  required,
  string,
  structure,
  union,
} from './shape.ts';

/** A volume that each machine gets for itself; with `RootVolume`, its root disk instead of an extra one. */
export const ClusterEbsVolumeConfig = structure({
  VolumeSizeInGB: integer({ min: 1, max: 16384 }),
  VolumeKmsKeyId: KmsKeyId,
  RootVolume: boolean(),
});
export type ClusterEbsVolumeConfig = Infer<typeof ClusterEbsVolumeConfig>;

const ClusterDnsName = string({ min: 16, max: 275, pattern: '((fs|fc)i?-[0-9a-f]{8,}\\..{4,253})' });
const ClusterMountName = string({ min: 1, max: 8, pattern: '([A-Za-z0-9_-]{1,8})' });
const ClusterFsxMountPath = string({ min: 1, max: 1024, pattern: '/[a-zA-Z0-9._/-]+' });

/** A file system that exists already and is mounted on every machine. */
export const ClusterFsxLustreConfig = structure({
  DnsName: required(ClusterDnsName),
  MountName: required(ClusterMountName),
  MountPath: ClusterFsxMountPath,
});
export type ClusterFsxLustreConfig = Infer<typeof ClusterFsxLustreConfig>;
export const ClusterFsxOpenZfsConfig = structure({
  DnsName: required(ClusterDnsName),
  MountPath: ClusterFsxMountPath,
});
export type ClusterFsxOpenZfsConfig = Infer<typeof ClusterFsxOpenZfsConfig>;

export const ClusterInstanceStorageConfig = union({
  EbsVolumeConfig: ClusterEbsVolumeConfig,
  FsxLustreConfig: ClusterFsxLustreConfig,
  FsxOpenZfsConfig: ClusterFsxOpenZfsConfig,
});
export type ClusterInstanceStorageConfig = Infer<typeof ClusterInstanceStorageConfig>;
export const ClusterInstanceStorageConfigs = list(ClusterInstanceStorageConfig, { min: 0, max: 4 });

/** A Lustre file system that the service makes for the environment of restricted instance groups. */
export const FSxLustreConfig = structure({
  SizeInGiB: required(integer({ min: 1200, max: 100800 })),
  PerUnitStorageThroughput: required(integer({ min: 125, max: 1000 })),
});
export type FSxLustreConfig = Infer<typeof FSxLustreConfig>;

/** Managed tiered checkpointing: the share of each machine's memory set aside for checkpoints. */
export const ClusterTieredStorageConfig = structure({
  Mode: required(enumeration('Enable', 'Disable')),
  InstanceMemoryAllocationPercentage: integer({ min: 0, max: 100 }),
});
export type ClusterTieredStorageConfig = Infer<typeof ClusterTieredStorageConfig>;
