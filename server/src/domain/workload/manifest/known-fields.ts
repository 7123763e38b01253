/**
 * Every field that a manifest may have, and what becomes of it. `read` has a meaning here; `unseen` concerns
 * what runs inside the containers, and none run here; a text says why a field that would matter has no effect,
 * and becomes a warning. A field that stands nowhere is a slip of the pen, and refused as `kubectl` does.
 */
import { refusals, warnings } from './messages.ts';
import { members, type Place } from './place.ts';

export type Fields = Readonly<Record<string, string>>;

/** Stands for all fields that are not named, where nobody publishes what there is. */
const OTHERS = '*';

/** Refuses what is no field of this object, and warns of what has no effect. */
export function checkFields(place: Place, fields: Fields, what: string): void {
  for (const [name, field] of members(place)) {
    if (field.value === undefined) continue;
    const effect = Object.hasOwn(fields, name) ? fields[name] : fields[OTHERS];
    if (effect === undefined) throw refusals.unknownField(field.path, name, what, Object.keys(fields));
    if (effect !== 'read' && effect !== 'unseen') place.warnings.push(warnings.noEffect(field, effect));
  }
}

const all = (effect: string, names: string): Fields =>
  Object.fromEntries(names.split(' ').map((name) => [name, effect]));

const NO_FAILURES = 'no container runs here, so none fails by itself';
const NO_DEADLINE = "the annotation 'quartermaster.dev/duration' says how long a task runs";
const KEPT = 'tasks that have ended are kept, the newest of them, to be looked at';
const UNPUBLISHED = 'it is not known here, and the fields of this kind are not published';
const CHOOSES = 'nodes are chosen without it';

export const documentFields = all('read', 'apiVersion kind metadata spec');

export const metadataFields: Fields = {
  ...all('read', 'name generateName namespace labels annotations'),
  ...all('unseen', 'uid resourceVersion generation selfLink finalizers managedFields ownerReferences'),
  ...all('unseen', 'creationTimestamp deletionTimestamp deletionGracePeriodSeconds'),
};

export const jobFields: Fields = {
  ...all('read', 'parallelism completions template'),
  ...all('unseen', 'completionMode suspend selector manualSelector'),
  ...all(NO_DEADLINE, 'activeDeadlineSeconds'),
  ...all(NO_FAILURES, 'backoffLimit backoffLimitPerIndex maxFailedIndexes'),
  ...all(NO_FAILURES, 'podFailurePolicy podReplacementPolicy'),
  ...all('the task is done when its duration is over or it is completed', 'successPolicy'),
  ...all(KEPT, 'ttlSecondsAfterFinished'),
  ...all('the task is run here', 'managedBy'),
};

export const pytorchJobFields: Fields = {
  ...all('read', 'pytorchReplicaSpecs runPolicy'),
  ...all('unseen', 'nprocPerNode'),
  ...all('a task keeps the replicas that it was admitted with', 'elasticPolicy'),
};

export const pytorchReplicaFields: Fields = {
  ...all('read', 'replicas template'),
  ...all('unseen', 'restartPolicy'),
};

export const hyperpodJobFields: Fields = {
  ...all('read', 'replicaSpecs runPolicy'),
  ...all(UNPUBLISHED, OTHERS),
  ...all('unseen', 'nprocPerNode'),
  ...all('a task keeps the replicas that it was admitted with', 'elasticPolicy'),
};

export const hyperpodReplicaFields: Fields = {
  ...all('read', 'name replicas template'),
  ...all(UNPUBLISHED, OTHERS),
  ...all('replicas are all that is counted and placed', 'spares'),
  ...all('a task keeps the replicas that it was admitted with', 'maxReplicas'),
};

export const runPolicyFields: Fields = {
  ...all('unseen', 'cleanPodPolicy suspend'),
  ...all(NO_DEADLINE, 'activeDeadlineSeconds'),
  ...all(NO_FAILURES, 'backoffLimit'),
  ...all('a gang is what every task is', 'schedulingPolicy'),
  ...all(KEPT, 'ttlSecondsAfterFinished'),
  ...all('the task is run here', 'managedBy'),
};

export const hyperpodRunPolicyFields: Fields = {
  ...all('unseen', 'cleanPodPolicy suspend'),
  ...all(NO_DEADLINE, 'activeDeadlineSeconds'),
  ...all(NO_FAILURES, 'jobMaxRetryCount restartPolicy'),
  ...all('no container runs here, so there is no log to watch', 'logMonitoringConfiguration'),
  ...all(KEPT, 'ttlSecondsAfterFinished'),
  ...all(UNPUBLISHED, OTHERS),
};

export const templateFields = all('read', 'metadata spec');

export const podFields: Fields = {
  ...all('read', 'containers initContainers nodeSelector affinity tolerations overhead resources'),
  ...all('unseen', 'restartPolicy schedulerName automountServiceAccountToken dnsConfig dnsPolicy os volumes'),
  ...all(
    'unseen',
    'enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers',
  ),
  ...all('unseen', 'hostname hostnameOverride imagePullSecrets readinessGates runtimeClassName'),
  ...all('unseen', 'securityContext serviceAccount serviceAccountName setHostnameAsFQDN subdomain'),
  ...all('unseen', 'shareProcessNamespace'),
  ...all(CHOOSES, 'nodeName topologySpreadConstraints schedulingGates'),
  ...all("the label 'kueue.x-k8s.io/priority-class' ranks tasks", 'priorityClassName priority'),
  ...all("who gives way is the team's quota and the cluster policy's to say", 'preemptionPolicy'),
  ...all(NO_DEADLINE, 'activeDeadlineSeconds'),
  ...all('all tasks are given the same time to stop', 'terminationGracePeriodSeconds'),
  ...all('dynamic resource allocation is not part of task governance', 'resourceClaims'),
  ...all('each task is a gang of its own', 'schedulingGroup workloadRef'),
};

export const containerFields: Fields = {
  ...all('read', 'name resources restartPolicy'),
  ...all('unseen', 'args command env envFrom image imagePullPolicy lifecycle livenessProbe ports'),
  ...all('unseen', 'readinessProbe resizePolicy restartPolicyRules securityContext startupProbe stdin tty'),
  ...all('unseen', 'stdinOnce terminationMessagePath terminationMessagePolicy volumeDevices volumeMounts'),
  ...all('unseen', 'workingDir'),
};

export const resourcesFields: Fields = {
  ...all('read', 'requests limits'),
  ...all('dynamic resource allocation is not part of task governance', 'claims'),
};

export const affinityFields: Fields = {
  ...all('read', 'nodeAffinity'),
  ...all(CHOOSES, 'podAffinity podAntiAffinity'),
};

export const nodeAffinityFields: Fields = {
  ...all('read', 'requiredDuringSchedulingIgnoredDuringExecution'),
  ...all(CHOOSES, 'preferredDuringSchedulingIgnoredDuringExecution'),
};
