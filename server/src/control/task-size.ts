/**
 * What one replica of a task needs, in the plain form: an instance type or requirements that several types meet,
 * and how much of it. Where one type is meant, what is left out follows from its proportions.
 */
import {
  acceleratorResourceOf,
  type InstanceType,
  instanceTypeOf,
  instanceTypes,
} from '../domain/catalog/instance-type.ts';
import { GPU } from '../domain/catalog/resource-names.ts';
import { nearest } from '../domain/nearest.ts';
import { type AskedReplica, replicaRequests } from '../domain/workload/replica-requests.ts';
import { invalidRequest } from './control-error.ts';
import { list, type Members, number, object, oneOf, onlyKnown, required, text } from './members.ts';

export const sizeMembers = ['accelerators', 'partition', 'vCpu', 'memoryGiB', 'efa'] as const;

const DEVICES = { min: 1, max: 1_024, whole: true };
const acceleratorNames = [
  ...new Set([...instanceTypes.values()].flatMap(({ accelerator }) => accelerator?.name ?? [])),
];

/** The instance types that a replica may run on; undefined: any. */
export function typesOf(members: Members): readonly InstanceType[] | undefined {
  const named =
    members.instanceType === undefined ? undefined : typeNamed(members.instanceType, 'instanceType');
  const requirements = object(members, 'requirements');
  if (requirements === undefined) return named === undefined ? undefined : [named];
  if (named !== undefined)
    throw invalidRequest("'instanceType' and 'requirements' exclude each other. Give one of them.");
  onlyKnown(requirements, ['instanceTypes', 'accelerator', 'acceleratorMemoryGiB'], 'requirements');
  const accelerator = oneOf(requirements, 'accelerator', acceleratorNames);
  const memoryGiB = number(requirements, 'acceleratorMemoryGiB', { min: 0, max: 4_096 });
  const among = list(requirements, 'instanceTypes')?.map((name) => typeNamed(name, 'instanceTypes'));
  const found = [...new Set(among ?? instanceTypes.values())].filter(
    (type) =>
      (accelerator === undefined || type.accelerator?.name === accelerator) &&
      (memoryGiB === undefined || (type.accelerator?.memoryGiB ?? 0) >= memoryGiB),
  );
  if (found.length > 0) return found;
  throw invalidRequest(
    "'requirements' are met by no instance type. Ask for less: 'quartermaster catalog' lists them.",
  );
}

function typeNamed(name: unknown, member: string): InstanceType {
  const type = typeof name === 'string' ? instanceTypeOf(name) : undefined;
  if (type !== undefined) return type;
  // An object of the caller's may have a `toString` that is no function.
  const given = typeof name === 'string' ? name.slice(0, 64) : '';
  const meant =
    given === ''
      ? undefined
      : nearest(given.startsWith('ml.') ? given : `ml.${given}`, [...instanceTypes.keys()]);
  const way = meant === undefined ? 'Give one such as ml.p5.48xlarge.' : `Did you mean '${meant}'?`;
  throw invalidRequest(
    `'${member}' is ${JSON.stringify(name)?.slice(0, 100)}, and must be a type that clusters are made of. ${way}`,
  );
}

/** What one replica asks for: resource → whole amount. */
export function requestsOf(
  members: Members,
  types: readonly InstanceType[] | undefined,
): Readonly<Record<string, number>> {
  const asked: AskedReplica = {
    accelerators: number(members, 'accelerators', DEVICES),
    partition: partitionOf(members),
    vCpu: number(members, 'vCpu', { min: 0.001, max: 100_000 }),
    memoryGiB: number(members, 'memoryGiB', { min: 0.001, max: 1_000_000 }),
    efa: number(members, 'efa', DEVICES),
  };
  if (asked.accelerators !== undefined && asked.partition !== undefined)
    throw invalidRequest("'accelerators' and 'partition' exclude each other. Give one of them.");
  const type = types?.length === 1 ? types[0] : undefined;
  const requests = replicaRequests(asked, type, (count) => acceleratorsOf(count, types));
  if (requests !== undefined) return requests;
  throw invalidRequest(
    `The task asks for nothing. Give 'instanceType' for whole instances, or some of ${sizeMembers.join(', ')}.`,
  );
}

/** Under which name accelerators are counted; without a type they are GPUs. */
function acceleratorsOf(count: number, types: readonly InstanceType[] | undefined): string {
  if (types === undefined) return GPU;
  const able = types.filter(({ accelerator }) => (accelerator?.count ?? 0) >= count);
  if (able.length === 0) {
    const most = Math.max(...types.map(({ accelerator }) => accelerator?.count ?? 0));
    const what = types.length === 1 ? `an ${types[0]!.name} has` : 'the most that one of these types has is';
    const way = most === 0 ? 'Choose a type that has some' : 'Ask for more replicas instead';
    throw invalidRequest(`'accelerators' is ${count}, and ${what} ${most === 0 ? 'none' : most}. ${way}.`);
  }
  const resources = [...new Set(able.map((type) => acceleratorResourceOf(type)!))];
  if (resources.length === 1) return resources[0]!;
  throw invalidRequest(
    "'requirements' are met by GPUs and by Neuron devices, which are counted apart. Narrow them down with 'accelerator'.",
  );
}

function partitionOf(members: Members): { type: string; count: number } | undefined {
  const partition = object(members, 'partition');
  if (partition === undefined) return undefined;
  onlyKnown(partition, ['type', 'count'], 'a partition');
  const rule = { pattern: /^mig-\d+g\.\d+gb$/, rule: 'a partition profile such as mig-1g.5gb' };
  return {
    type: required(text(partition, 'type', rule), 'partition.type', '"type": "mig-1g.5gb"'),
    count: number(partition, 'count', DEVICES) ?? 1,
  };
}
