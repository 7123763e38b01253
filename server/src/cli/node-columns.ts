import type { Json } from './client.ts';
import { formatDuration } from './duration.ts';
import { nodeColour } from './status-colour.ts';
import type { Column } from './table.ts';

/** Work and its steps in words. */
const kinds: Readonly<Record<string, string>> = {
  Provision: 'provisioning',
  Reboot: 'rebooting',
  Replace: 'replacing',
  Terminate: 'terminating',
  UpdateSoftware: 'updating software',
  HealthCheck: 'checking health',
  Retry: 'trying again later',
};

const steps: Readonly<Record<string, string>> = {
  CreateEni: 'network interface',
  LaunchInstance: 'launch',
  Boot: 'boot',
  RunLifecycleScript: 'lifecycle script',
  DeepHealthCheck: 'deep health check',
  TerminateInstance: 'end of the instance',
  DeleteEni: 'network interface',
  WriteRootVolume: 'root volume',
};

/** What is done to a node, how long it still takes where `now` is given, and what ails it. */
export function workText({ work, workEndsAt, ailment, status, message }: Json, now?: number): string {
  const parts: string[] = [];
  if (work !== null) {
    const step = steps[work.step];
    const left =
      now === undefined ? '' : `, ${formatDuration(Math.max(0, Date.parse(workEndsAt) - now))} left`;
    const attempt = work.attempt > 1 ? `, try ${work.attempt}` : '';
    parts.push((kinds[work.kind] ?? work.kind) + (step === undefined ? '' : `: ${step}`) + attempt + left);
  }
  if (ailment !== null) {
    parts.push(`${ailment.fault} needs ${ailment.needs}${ailment.noticed ? '' : ', unnoticed yet'}`);
  }
  if (status === 'Failure' && message) parts.push(message);
  return parts.join('; ');
}

/** The columns of `nodes`, as it is at `now` (epoch ms of the server's clock). */
export function nodeColumns(now: number): readonly Column<Json>[] {
  return [
    { title: 'NAME', of: (row) => row.name },
    { title: 'INSTANCE ID', of: (row) => row.instanceId ?? '-' },
    { title: 'LOGICAL ID', of: (row) => row.logicalId, spare: 2 },
    { title: 'HOST NAME', of: (row) => row.hostname ?? '-', spare: 1 },
    { title: 'TYPE', of: (row) => row.instanceType, spare: 3 },
    { title: 'STATUS', of: (row) => row.status, colour: (row) => nodeColour(row.status) },
    { title: 'DOING', of: (row) => workText(row, now) },
  ];
}
