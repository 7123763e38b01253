import { instanceTypeOf } from '../domain/catalog/instance-type.ts';
import { placeOnGpus } from '../domain/catalog/partition-geometry.ts';
import {
  COMPUTE_SLICES,
  MEMORY_SLICES,
  type PartitionProfile,
  profilesOf,
} from '../domain/catalog/partition-profile.ts';
import { GPUS_PER_LAYOUT_MAX } from '../domain/limits.ts';
import { nearest } from '../domain/nearest.ts';
import { printJson, printLines, printTable } from './print.ts';
import { type Column, counted } from './table.ts';
import { UsageRefused, type Verb } from './verb.ts';

interface Row {
  readonly gpu: number;
  readonly profile: PartitionProfile;
  readonly start: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'GPU', of: ({ gpu }) => String(gpu) },
  { title: 'PROFILE', of: ({ profile }) => profile.name },
  { title: 'MEMORY SLICES', of: ({ profile, start }) => slicesText(start, profile.memorySlices) },
  { title: 'COMPUTE SLICES', of: ({ profile }) => String(profile.computeSlices) },
];

const slicesText = (start: number, count: number): string =>
  count === 1 ? String(start) : `${start}-${start + count - 1}`;

/** Whether partitions fit on GPUs together, and where. */
export const catalogLayout: Verb = {
  name: 'layout',
  summary: 'do these partitions fit on a GPU together, and where? Exits with 1 if they do not',
  about: [
    `A GPU is ${COMPUTE_SLICES} compute slices and ${MEMORY_SLICES} memory slices. Each profile takes some of both and starts only at`,
    'certain memory slices: two of 3g take all memory, and leave a compute slice that nothing can use. It needs no',
    'server.',
  ].join('\n'),
  arguments: [
    { name: 'TYPE', help: 'an instance type whose GPUs can be partitioned' },
    { name: 'PROFILE', help: 'such as mig-1g.5gb, or 1g.5gb; 3x1g.5gb is three of them', many: true },
  ],
  options: { gpus: { value: 'N', help: `so many GPUs, 1 to ${GPUS_PER_LAYOUT_MAX}, instead of one` } },
  examples: [
    ['quartermaster catalog layout ml.p4d.24xlarge 3g.20gb 2g.10gb 2x1g.5gb', ''],
    ['quartermaster catalog layout ml.p4d.24xlarge 2x3g.20gb 1g.5gb', 'these do not: no slice is left'],
    ['quartermaster catalog layout ml.p5.48xlarge 10x3g.40gb 9x1g.20gb --gpus 8', 'on all GPUs of a node'],
  ],
  async run(call) {
    const [type = '', ...words] = call.arguments;
    const offered = profilesOfType(type);
    const gpus = gpuCountOf(call.options.gpus);
    const profiles = words.flatMap((word) => namedProfiles(word, type, offered, gpus));
    const layouts = placeOnGpus(type, profiles, gpus);
    const named = profiles.map((name) => offered.get(name)!);
    const reason = layouts === undefined ? reasonFor(named, gpus) : undefined;
    if (call.json) {
      printJson(call, { instanceType: type, gpus, profiles, fits: layouts !== undefined, reason, layouts });
    } else if (layouts === undefined) {
      printLines(call, `They do not fit on ${counted(gpus, 'GPU')} of ${type}: ${reason}.`);
    } else {
      const rows = layouts.flatMap((layout, gpu) =>
        layout.map(({ profile, start }) => ({ gpu, profile: offered.get(profile)!, start })),
      );
      printTable(call, columns, rows, 'There is nothing to place.');
      printLines(call, '', `They fit on ${counted(gpus, 'GPU')} of ${type}: ${sumsText(named, gpus)}.`);
    }
    return layouts === undefined ? 1 : 0;
  },
};

function profilesOfType(type: string): ReadonlyMap<string, PartitionProfile> {
  const profiles = profilesOf(type);
  if (profiles.size > 0) return profiles;
  throw new UsageRefused(
    instanceTypeOf(type) === undefined
      ? `There is no instance type '${type.slice(0, 40)}'. List those with partitions: 'quartermaster catalog --partitions'.`
      : `The accelerators of ${type} cannot be partitioned. List the types whose can: 'quartermaster catalog --partitions'.`,
  );
}

function gpuCountOf(text = '1'): number {
  const count = /^\d$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= GPUS_PER_LAYOUT_MAX) return count;
  throw new UsageRefused(
    `--gpus is '${text.slice(0, 40)}', and must be a whole number from 1 to ${GPUS_PER_LAYOUT_MAX}.`,
  );
}

/** The profiles that one word of the command line stands for. */
function namedProfiles(
  word: string,
  type: string,
  offered: ReadonlyMap<string, PartitionProfile>,
  gpus: number,
): readonly string[] {
  const [, digits = '1', rest = word] = /^(\d{1,9})x(.+)$/.exec(word) ?? [];
  const name = rest.startsWith('mig-') ? rest : `mig-${rest}`;
  if (!offered.has(name)) {
    const meant = nearest(name, [...offered.keys()]);
    const way = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new UsageRefused(
      `${type} has no partition profile '${rest.slice(0, 40)}'.${way} It has ${[...offered.keys()].join(', ')}.`,
    );
  }
  // One more than there can ever be says as much as a million more.
  const most = gpus * COMPUTE_SLICES + 1;
  return Array.from({ length: Math.min(Number(digits), most) }, () => name);
}

const totalOf = (profiles: readonly PartitionProfile[], of: (profile: PartitionProfile) => number): number =>
  profiles.reduce((sum, profile) => sum + of(profile), 0);

function sumsText(profiles: readonly PartitionProfile[], gpus: number): string {
  const compute = totalOf(profiles, ({ computeSlices }) => computeSlices);
  const memory = totalOf(profiles, ({ memorySlices }) => memorySlices);
  return `${compute} of ${gpus * COMPUTE_SLICES} compute slices and ${memory} of ${gpus * MEMORY_SLICES} memory slices are taken`;
}

function reasonFor(profiles: readonly PartitionProfile[], gpus: number): string {
  const compute = totalOf(profiles, ({ computeSlices }) => computeSlices);
  const memory = totalOf(profiles, ({ memorySlices }) => memorySlices);
  if (compute > gpus * COMPUTE_SLICES)
    return `they take ${compute} compute slices, and there are ${gpus * COMPUTE_SLICES}`;
  if (memory > gpus * MEMORY_SLICES)
    return `they take ${memory} memory slices, and there are ${gpus * MEMORY_SLICES}`;
  return 'there are slices enough over all, and no way to share the profiles out among the GPUs';
}
