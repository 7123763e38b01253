/** Names, identifiers and ARNs that several resources use. */
import { string } from './shape.ts';

const nameWords = '[a-zA-Z0-9](-*[a-zA-Z0-9])*';

export const ClusterName = string({ min: 1, max: 63, pattern: nameWords });
export const ClusterArn = string({
  min: 0,
  max: 256,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:cluster/[a-z0-9]{12}',
});
/** What every operation on an existing cluster takes. */
export const ClusterNameOrArn = string({
  min: 0,
  max: 256,
  pattern:
    '(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:cluster/[a-z0-9]{12})|([a-zA-Z0-9](-*[a-zA-Z0-9]){0,62})',
});
export const ClusterInstanceGroupName = string({ min: 1, max: 63, pattern: nameWords });
/** A Slurm partition; its name obeys the same words as a cluster's. */
export const ClusterPartitionName = string({ min: 0, max: 1024, pattern: nameWords });

/** The EC2 instance behind a node: changes when the node is replaced. */
export const ClusterNodeId = string({ min: 1, max: 256, pattern: 'i-[a-f0-9]{8}(?:[a-f0-9]{9})?' });
/** The node itself: stays while instances come and go. */
export const ClusterNodeLogicalId = string({
  min: 1,
  max: 128,
  pattern: '[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9]',
});

export const RoleArn = string({
  min: 20,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
});
export const TrainingPlanArn = string({
  min: 50,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:training-plan/.*',
});
export const KmsKeyId = string({ min: 0, max: 2048, pattern: '[a-zA-Z0-9:/_-]*' });
export const S3Uri = string({ min: 0, max: 1024, pattern: '(https|s3)://([^/]+)/?(.*)' });
