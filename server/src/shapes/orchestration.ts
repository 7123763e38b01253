/** What the orchestrators need to know of nodes: Kubernetes labels and taints, Slurm roles and partitions. */
import { ClusterPartitionName } from './names.ts';
import { enumeration, type Infer, list, map, required, string, structure } from './shape.ts';

/** `prefix/name` as Kubernetes qualifies the keys of labels and taints. */
const qualifiedName = {
  min: 1,
  max: 317,
  pattern:
    '([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?',
};
const labelValue = { min: 1, max: 63, pattern: '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?' };

export const ClusterKubernetesLabels = map(string(qualifiedName), string(labelValue), { min: 0, max: 50 });
export type ClusterKubernetesLabels = Infer<typeof ClusterKubernetesLabels>;

export const ClusterKubernetesTaint = structure({
  Key: required(string(qualifiedName)),
  Value: string(labelValue),
  Effect: required(enumeration('NoSchedule', 'PreferNoSchedule', 'NoExecute')),
});
export type ClusterKubernetesTaint = Infer<typeof ClusterKubernetesTaint>;
const ClusterKubernetesTaints = list(ClusterKubernetesTaint, { min: 0, max: 50 });

/** As asked for. */
export const ClusterKubernetesConfig = structure({
  Labels: ClusterKubernetesLabels,
  Taints: ClusterKubernetesTaints,
});
export type ClusterKubernetesConfig = Infer<typeof ClusterKubernetesConfig>;

/** As it is, and as it is going to be: of an instance group (AWS: …ConfigDetails), of a node (…ConfigNodeDetails). */
export const ClusterKubernetesConfigDetails = structure({
  CurrentLabels: ClusterKubernetesLabels,
  DesiredLabels: ClusterKubernetesLabels,
  CurrentTaints: ClusterKubernetesTaints,
  DesiredTaints: ClusterKubernetesTaints,
});
export type ClusterKubernetesConfigDetails = Infer<typeof ClusterKubernetesConfigDetails>;
export const ClusterKubernetesConfigNodeDetails = structure(ClusterKubernetesConfigDetails.members);
export type ClusterKubernetesConfigNodeDetails = Infer<typeof ClusterKubernetesConfigNodeDetails>;

/** What a Slurm node is there for; asked for and reported alike. */
export const ClusterSlurmConfig = structure({
  NodeType: required(enumeration('Controller', 'Login', 'Compute')),
  PartitionNames: list(ClusterPartitionName, { min: 0, max: 1 }),
});
export type ClusterSlurmConfig = Infer<typeof ClusterSlurmConfig>;
export const ClusterSlurmConfigDetails = structure(ClusterSlurmConfig.members);
export type ClusterSlurmConfigDetails = Infer<typeof ClusterSlurmConfigDetails>;
