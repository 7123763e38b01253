/** Where the data of a training job comes from, and where its results go. */
import { KmsKeyId, S3Uri } from './names.ts';
import { boolean, enumeration, list, long, required, string, structure } from './shape.ts';
import { TrainingInputMode } from './training-job-algorithm.ts';
import { DirectoryPath, InstanceGroupName } from './training-job-resources.ts';

export const AcceptEula = boolean();
const ModelAccessConfig = structure({
  AcceptEula: required(AcceptEula),
});
const HubAccessConfig = structure({
  HubContentArn: required(string({ min: 0, max: 255, pattern: '.*' })),
});
const S3DataSource = structure({
  S3DataType: required(enumeration('ManifestFile', 'S3Prefix', 'AugmentedManifestFile', 'Converse')),
  S3Uri: required(S3Uri),
  S3DataDistributionType: enumeration('FullyReplicated', 'ShardedByS3Key'),
  AttributeNames: list(string({ min: 1, max: 256, pattern: '.+' }), { min: 0, max: 16 }),
  InstanceGroupNames: list(InstanceGroupName, { min: 0, max: 5 }),
  ModelAccessConfig,
  HubAccessConfig,
});
const FileSystemDataSource = structure({
  FileSystemId: required(string({ min: 11, max: 21, pattern: '(fs-[0-9a-f]{8,})' })),
  FileSystemAccessMode: required(enumeration('rw', 'ro')),
  FileSystemType: required(enumeration('EFS', 'FSxLustre')),
  DirectoryPath: required(DirectoryPath),
});
const DatasetSource = structure({
  DatasetArn: required(
    string({
      min: 0,
      max: 2048,
      pattern:
        '(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub-content\\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\\/DataSet\\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\\/\\d{1,4}.\\d{1,4}.\\d{1,4})?',
    }),
  ),
});
const DataSource = structure({
  S3DataSource,
  FileSystemDataSource,
  DatasetSource,
});
const ShuffleConfig = structure({
  Seed: required(long()),
});
const Channel = structure({
  ChannelName: required(string({ min: 1, max: 64, pattern: '[A-Za-z0-9\\.\\-_]+' })),
  DataSource: required(DataSource),
  ContentType: string({ min: 0, max: 256, pattern: '.*' }),
  CompressionType: enumeration('None', 'Gzip'),
  RecordWrapperType: enumeration('None', 'RecordIO'),
  InputMode: TrainingInputMode,
  ShuffleConfig,
});
export const InputDataConfig = list(Channel, { min: 1, max: 20 });
export const OutputDataConfig = structure({
  KmsKeyId,
  S3OutputPath: required(S3Uri),
  CompressionType: enumeration('GZIP', 'NONE'),
});
