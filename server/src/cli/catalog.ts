import { allocatableOf } from '../domain/catalog/allocatable.ts';
import {
  acceleratorResourceOf,
  type InstanceType,
  instanceTypeOf,
  instanceTypes,
} from '../domain/catalog/instance-type.ts';
import { MIG_CONFIG_LABEL, migConfigsOf } from '../domain/catalog/partition-layout.ts';
import { type PartitionProfile, profilesOf } from '../domain/catalog/partition-profile.ts';
import { partitionResource } from '../domain/catalog/resource-names.ts';
import { nearest } from '../domain/nearest.ts';
import { catalogLayout } from './catalog-layout.ts';
import { printJson, printLines, printTable } from './print.ts';
import { type Column, pairLines } from './table.ts';
import { type Invocation, UsageRefused, type Verb } from './verb.ts';

const UNKNOWN = 'unknown';

const known = (value: number | undefined, unit = ''): string =>
  value === undefined ? UNKNOWN : `${value}${unit}`;

const columns: readonly Column<InstanceType>[] = [
  { title: 'TYPE', of: ({ name }) => name },
  { title: 'VCPU', of: ({ vCpu }) => String(vCpu) },
  { title: 'GIB', of: ({ memoryGiB }) => String(memoryGiB) },
  { title: 'ARCH', of: ({ architecture }) => architecture },
  { title: 'ACCELERATORS', of: acceleratorText },
  { title: 'PARTITIONS', of: ({ name }) => (profilesOf(name).size === 0 ? '' : partitionsText(name)) },
  { title: 'EFA', of: ({ efaInterfaces }) => known(efaInterfaces) },
  { title: 'GBIT/S', of: ({ networkGbps }) => known(networkGbps) },
  { title: 'LOCAL GB', of: ({ localStorageGB }) => known(localStorageGB) },
];

const profileColumns: readonly Column<PartitionProfile>[] = [
  { title: 'PROFILE', of: ({ name }) => name },
  { title: 'COMPUTE SLICES', of: ({ computeSlices }) => `${computeSlices} of 7` },
  { title: 'MEMORY SLICES', of: ({ memorySlices }) => `${memorySlices} of 8` },
  { title: 'MOST ON A GPU', of: ({ maxPerGpu }) => String(maxPerGpu) },
  { title: 'STARTS AT', of: ({ starts }) => starts.join(' ') },
  {
    title: 'RESOURCE',
    of: ({ name, inApi }) => partitionResource(name) + (inApi ? '' : ' (not in the API)'),
  },
];

/** The instance types by themselves, without a server. */
export const catalog: Verb = {
  name: 'catalog',
  summary: 'instance types, their accelerators, and how their GPUs can be partitioned',
  about: 'quartermaster catalog [TYPE] shows one type, or lists all. It needs no server.',
  examples: [
    ['quartermaster catalog --partitions', 'the types whose GPUs can be partitioned'],
    ['quartermaster catalog ml.p4d.24xlarge', 'all that is known of one type'],
    ['quartermaster catalog layout ml.p4d.24xlarge 3g.20gb 4g.20gb', 'do these fit on one GPU?'],
  ],
  standard: 'show',
  verbs: [
    {
      name: 'show',
      summary: 'one instance type with its partition profiles, or all instance types',
      arguments: [
        { name: 'TYPE', help: 'such as ml.p5.48xlarge; without one all are listed', optional: true },
      ],
      options: {
        gpu: { help: 'only types with GPUs' },
        neuron: { help: 'only types with Trainium' },
        partitions: { help: 'only types whose GPUs can be partitioned' },
      },
      examples: [
        ['quartermaster catalog', 'every instance type'],
        ['quartermaster catalog --gpu', 'those with GPUs'],
        [
          "quartermaster catalog ml.p5.48xlarge --json | jq '.partitions[].name'",
          'the names that AcceleratorPartition.Type can have there',
        ],
      ],
      run: async (call) => (call.arguments[0] === undefined ? list(call) : show(call, call.arguments[0])),
    },
    catalogLayout,
  ],
};

function list(call: Invocation): void {
  const isWanted = ({ name, accelerator }: InstanceType): boolean =>
    (!call.flags.has('gpu') || accelerator?.kind === 'gpu') &&
    (!call.flags.has('neuron') || accelerator?.kind === 'neuron') &&
    (!call.flags.has('partitions') || profilesOf(name).size > 0);
  const types = [...instanceTypes.values()].filter(isWanted);
  if (call.json) printJson(call, { instanceTypes: types });
  else printTable(call, columns, types, 'No instance type is both.');
}

function show(call: Invocation, name: string): void {
  const type = knownType(name);
  const profiles = [...profilesOf(type.name).values()];
  const threads = [2, 1].map((count) => allocatableOf(type.name, count));
  if (call.json) {
    const [allocatable, allocatableWithOneThread] = threads;
    const more = { allocatable, allocatableWithOneThread, partitions: profiles };
    return printJson(call, { ...type, ...more, migConfigs: migConfigsOf(type.name) });
  }
  const [full, halved] = threads.map(
    ({ cpu, memory }) => `${cpu / 1000} CPU, ${Math.floor((memory / 2 ** 30) * 10) / 10} GiB`,
  );
  const resource = acceleratorResourceOf(type);
  printLines(
    call,
    ...pairLines([
      ['type', type.name],
      ['vCPU', `${type.vCpu} (${type.architecture})`],
      ['memory', `${type.memoryGiB} GiB`],
      ['accelerators', acceleratorText(type) || 'none'],
      ...(resource === undefined ? [] : [['counted as', resource] as const]),
      ['EFA interfaces', known(type.efaInterfaces)],
      ['network', known(type.networkGbps, ' Gbit/s')],
      ['local storage', known(type.localStorageGB, ' GB')],
      ['left for pods', full === halved ? full! : `${full}; with ThreadsPerCore 1 ${halved}`],
    ]),
  );
  if (profiles.length === 0) return;
  printLines(call, '');
  printTable(call, profileColumns, profiles, '');
  printLines(call, '', `What the label ${MIG_CONFIG_LABEL} of an instance group can be:`);
  printLines(call, ...migConfigsOf(type.name).map((config) => `  ${config}`));
}

/** The instance type of that name; a near one is suggested. */
function knownType(name: string): InstanceType {
  const type = instanceTypeOf(name);
  if (type !== undefined) return type;
  const meant = nearest(name, [...instanceTypes.keys(), catalogLayout.name]);
  const way = meant === undefined ? "List them with 'quartermaster catalog'." : `Did you mean ${meant}?`;
  throw new UsageRefused(`There is no instance type '${name.slice(0, 40)}'. ${way}`);
}

function acceleratorText({ accelerator }: InstanceType): string {
  if (accelerator === undefined) return '';
  const { count, name, memoryGiB } = accelerator;
  return `${count} x ${name}${memoryGiB === undefined ? '' : ` of ${memoryGiB} GiB`}`;
}

function partitionsText(name: string): string {
  const sizes = [...profilesOf(name).keys()].map((profile) => profile.replace('mig-', ''));
  return `${sizes[0]} to ${sizes.at(-1)}`;
}
