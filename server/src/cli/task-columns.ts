import type { Json } from './client.ts';
import { formatDuration } from './duration.ts';
import { taskColour } from './status-colour.ts';
import type { Column } from './table.ts';

/** How tasks are written in tables and lines. */

const SHORT: Readonly<Record<string, string>> = {
  'nvidia.com/gpu': 'GPU',
  'aws.amazon.com/neurondevice': 'Neuron',
  'vpc.amazonaws.com/efa': 'EFA',
};

/** The name of a resource for people: `GPU`, `mig-1g.5gb`, `memory`. */
export const resourceText = (resource: string): string =>
  SHORT[resource] ?? resource.replace('nvidia.com/', '');

/** An amount for people: memory that is no round number comes in the nearest Mi. */
export function amountText(resource: string, amount: string): string {
  const [, digits, unit] = /^(\d+)(Ki)?$/.exec(amount) ?? [];
  if (resource !== 'memory' || digits === undefined) return amount;
  const mebibytes = Number(digits) / (unit === undefined ? 2 ** 20 : 2 ** 10);
  return mebibytes < 1 ? amount : `${Math.round(mebibytes)}Mi`;
}

/** What one replica has of what matters most: its accelerators, or else CPU and memory. */
export function replicaText({ requests }: Json): string {
  const all = Object.entries(requests as Record<string, string>);
  const devices = all.filter(([resource]) => resource.includes('/') && !resource.endsWith('/efa'));
  const shown = devices.length > 0 ? devices : all;
  return shown.map(([resource, amount]) => `${amount} ${resourceText(resource)}`).join(', ') || 'nothing';
}

/** `2 × 8 GPU`, a set of replicas after the other. */
export function sizeText({ podSets, admission }: Json): string {
  return podSets
    .map((podSet: Json) => {
      const count =
        admission?.podSets.find(({ name }: Json) => name === podSet.name)?.count ?? podSet.replicas;
      return `${count} × ${replicaText(podSet)}`;
    })
    .join(' + ');
}

/** The instance types that it runs on, or may run on. */
export function typesText({ podSets, admission }: Json): string {
  const held = (admission?.podSets ?? []).flatMap(({ flavors }: Json) => Object.values(flavors));
  const asked = podSets.flatMap(({ instanceTypes }: Json) => instanceTypes);
  const types = [...new Set<string>(held.length > 0 ? held : asked)];
  if (types.length === 0) return 'any';
  return types.length > 3 ? `${types.slice(0, 3).join(', ')} and ${types.length - 3} more` : types.join(', ');
}

/** How much longer it runs. */
export function remainingText({ remainingSeconds, durationSeconds }: Json): string {
  if (remainingSeconds !== null) return formatDuration(remainingSeconds * 1_000);
  return durationSeconds === 'untilCancelled' ? 'no end' : '';
}

export const taskColumns: readonly Column<Json>[] = [
  { title: 'ID', of: (row) => row.id },
  { title: 'NAME', of: (row) => row.name },
  { title: 'TEAM', of: (row) => row.team },
  { title: 'CLASS', of: (row) => row.priorityClass ?? '' },
  { title: 'STATUS', of: (row) => row.status, colour: (row) => taskColour(row.status) },
  { title: 'SIZE', of: sizeText },
  { title: 'TYPE', of: typesText },
  { title: 'SUBMITTED', of: (row) => row.submittedAt },
  { title: 'LEFT', of: remainingText },
  { title: 'MESSAGE', of: (row) => row.message ?? '' },
];
