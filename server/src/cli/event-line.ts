import type { Json } from './client.ts';

/** One event as a line: when, how grave, what it is about, what happened. */
export function eventLine({ time, 'detail-type': type, detail }: Json): string {
  const [level, subject, text] = partsOf(type, detail);
  return `${time}  ${level.padEnd(5)}  ${subject}  ${text}`.trimEnd();
}

function partsOf(type: string, detail: Json): [level: string, subject: string, text: string] {
  if (type === 'SageMaker HyperPod Cluster Node Health Event') {
    const { HealthStatus, RepairAction, Recommendation } = detail.HealthSummary;
    const repair = RepairAction === 'None' ? '' : `, repair by ${RepairAction.toLowerCase()}`;
    return [
      HealthStatus === 'Healthy' ? 'Info' : 'Warn',
      detail.InstanceId || detail.ClusterName,
      `${HealthStatus}${repair}. ${Recommendation}`,
    ];
  }
  if (type === 'SageMaker HyperPod Cluster State Change') {
    const groups = [...(detail.InstanceGroups ?? []), ...(detail.RestrictedInstanceGroups ?? [])];
    const texts = groups.map(
      (group: Json) =>
        `${group.InstanceGroupName} ${group.Status} ${group.CurrentCount}/${group.TargetCount}`,
    );
    const reason = detail.FailureMessage ? ` ${detail.FailureMessage}` : '';
    return [
      'State',
      detail.ClusterName,
      `${detail.ClusterStatus}${texts.length === 0 ? '' : ` (${texts.join(', ')})`}${reason}`,
    ];
  }
  if (type.startsWith('SageMaker Training Plan') || type === 'SageMaker Reserved Capacity State Change')
    return planParts(type, detail);
  if (/^SageMaker (Model|Endpoint|Endpoint Config) State Change$/.test(type)) return endpointParts(detail);
  if (type === 'SageMaker Training Job State Change') return jobParts(detail);
  const { EventLevel, InstanceGroupName, InstanceId, ClusterName, Description } = detail.EventDetails;
  return [EventLevel, [InstanceGroupName, InstanceId].filter(Boolean).join('/') || ClusterName, Description];
}

/** An endpoint, an endpoint configuration or a model; that one of the latter is new shows in nothing but its tags. */
function endpointParts(detail: Json): [level: string, subject: string, text: string] {
  const { EndpointName, EndpointStatus, EndpointConfigName, FailureReason, ModelName } = detail;
  if (ModelName !== undefined) return ['State', ModelName, 'model created or deleted'];
  if (EndpointName === undefined)
    return ['State', EndpointConfigName, 'endpoint configuration created or deleted'];
  const level = EndpointStatus === 'FAILED' || FailureReason ? 'Warn' : 'State';
  const reason = FailureReason ? `: ${FailureReason}` : '';
  return [level, EndpointName, `${EndpointStatus} (${EndpointConfigName})${reason}`];
}

/** A training job: where it is, or how it has ended. */
function jobParts(detail: Json): [level: string, subject: string, text: string] {
  const { TrainingJobName, TrainingJobStatus, SecondaryStatus, FailureReason } = detail;
  const { StatusMessage } = detail.SecondaryStatusTransitions?.at(-1) ?? {};
  const status =
    TrainingJobStatus === SecondaryStatus ? SecondaryStatus : `${TrainingJobStatus}/${SecondaryStatus}`;
  const text = [status, FailureReason ?? StatusMessage].filter(Boolean).join(': ');
  return [TrainingJobStatus === 'Failed' ? 'Warn' : 'State', TrainingJobName, text];
}

/** A plan, one of its reserved capacities, or an extension of it. */
function planParts(type: string, detail: Json): [level: string, subject: string, text: string] {
  const { Status, StatusMessage, TrainingPlanName, ReservedCapacityArn, TrainingPlanArn, EndDate } = detail;
  const level = Status === 'Failed' ? 'Warn' : 'State';
  if (type === 'SageMaker Training Plan State Change')
    return [level, TrainingPlanName, [Status, StatusMessage].filter(Boolean).join(': ')];
  const arn: string = ReservedCapacityArn ?? TrainingPlanArn;
  const subject = arn.slice(arn.lastIndexOf('/') + 1);
  if (type === 'SageMaker Reserved Capacity State Change')
    return [level, subject, `${Status}, ${detail.InUseInstanceCount}/${detail.TotalInstanceCount} in use`];
  return [level, subject, `extension to ${new Date(EndDate).toISOString()} ${Status}`];
}
