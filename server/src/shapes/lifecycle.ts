import { S3Uri } from './names.ts';
import { type Infer, string, structure } from './shape.ts';

const ClusterLifeCycleConfigFileName = string({ min: 1, max: 128, pattern: '[\\S\\s]+' });

/** The scripts that prepare a machine: a bucket, and the file to run when it is created or initialised. */
export const ClusterLifeCycleConfig = structure({
  SourceS3Uri: S3Uri,
  OnCreate: ClusterLifeCycleConfigFileName,
  OnInitComplete: ClusterLifeCycleConfigFileName,
});
export type ClusterLifeCycleConfig = Infer<typeof ClusterLifeCycleConfig>;
