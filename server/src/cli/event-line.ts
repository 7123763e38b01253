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
  const { EventLevel, InstanceGroupName, InstanceId, ClusterName, Description } = detail.EventDetails;
  return [EventLevel, [InstanceGroupName, InstanceId].filter(Boolean).join('/') || ClusterName, Description];
}
