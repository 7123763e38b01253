import fc from 'fast-check';
import { type OperationName, operationShapes } from '../../src/shapes/operations.ts';
import { membersOf, type Shape, type StringShape, type StructureShape } from '../../src/shapes/shape.ts';
import type { Draws } from './random.ts';

/**
 * Inputs out of the operations' own shapes: valid ones, so that rules are reached, and then bent ones. Names
 * that the server has given out come back in later inputs, wherever a member of that name is asked for.
 */
export const operations = Object.keys(operationShapes) as OperationName[];

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** JSON texts that `JSON.stringify` does not write; they are put in place of these marks. */
const rawTexts: Readonly<Record<string, string>> = {
  '@@huge@@': '1e400',
  '@@long@@': '123456789012345678901234567890',
  '@@deep@@': '['.repeat(4_000) + ']'.repeat(4_000),
  '@@deeper@@': '{"a":'.repeat(6_000) + '1' + '}'.repeat(6_000),
  '@@proto@@': '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '@@twice@@': '{"a":1,"a":2,"":3}',
  '@@surrogate@@': '"\\ud800\\udc00\\ud800"',
  '@@wide@@': `[${'0,'.repeat(5_000)}0]`,
};

const junk: readonly Json[] = [
  ...Object.keys(rawTexts),
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  -(2 ** 63),
  Number.MIN_VALUE,
  '',
  ' ',
  'x',
  '\u0000',
  'a\u0000b',
  '💥é\u202e\ufeff',
  '../../etc/passwd',
  '%s%n<script>',
  "'; DROP TABLE object; --",
  'x'.repeat(3_000),
  'a-'.repeat(3_000),
  'NaN',
  '2026-13-45T99:99:99Z',
  [],
  {},
  [null],
  [[]],
  [{}, {}],
  { a: null },
  { toString: 'x', hasOwnProperty: 1 },
];

/** The text that goes over the wire. */
export function textOf(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? '';
  return text.includes('@@') ? text.replace(/"(@@\w+@@)"/g, (_, mark: string) => rawTexts[mark]!) : text;
}

/** The names that a server has given out lately, by what they name. */
export class Names {
  readonly #known = new Map<string, string[]>();

  /** Keeps the names in a reply for later requests. */
  learn(reply: unknown): void {
    if (Array.isArray(reply)) for (const entry of reply.slice(0, 5)) this.learn(entry);
    else if (typeof reply === 'object' && reply !== null) {
      for (const [name, value] of Object.entries(reply)) {
        const kind = sources[name];
        if (typeof value !== 'string' || value === '') this.learn(value);
        else if (kind !== undefined) this.#keep(kind, value);
      }
    }
  }

  #keep(kind: string, value: string): void {
    const known = this.#known.get(kind) ?? [];
    known.push(value);
    if (known.length > 40) known.shift();
    this.#known.set(kind, known);
  }

  pick(kind: string, draws: Draws): string | undefined {
    const known = this.#known.get(kind);
    return known === undefined || known.length === 0 ? undefined : draws.pick(known);
  }
}

export class Inputs {
  readonly #draws: Draws;
  readonly #names: Names;

  constructor(draws: Draws, names: Names) {
    this.#draws = draws;
    this.#names = names;
  }

  #known(kind: string): string | undefined {
    return this.#names.pick(kind, this.#draws);
  }

  /** An input that satisfies the operation's shape, more often than not with names that exist. */
  valid(operation: OperationName): { [name: string]: Json } {
    if (operation === 'CreateCluster' && this.#draws.chance(0.7)) return this.#create();
    const input = this.#structure(operationShapes[operation].input, 0) as { [name: string]: Json };
    if (operation === 'UpdateCluster' && this.#draws.chance(0.6)) input.InstanceGroups = [this.#group({})];
    return input;
  }

  #group(other: Json): Json {
    return {
      ...(other as object),
      InstanceGroupName: this.#draws.pick(groups),
      InstanceType: this.#draws.pick(instanceTypes),
      InstanceCount: this.#draws.chance(0.004) ? 6_758 : this.#draws.between(1, 4),
      ExecutionRole: 'arn:aws:iam::123456789012:role/fuzz',
    };
  }

  /** A request that is taken, with a few more members than it needs. */
  #create(): { [name: string]: Json } {
    const name = `fuzz-${this.#draws.between(1, 6)}`;
    const extra = this.#structure(operationShapes.CreateCluster.input, 0, 0.08) as { [name: string]: Json };
    const kinds: Record<string, { [name: string]: Json }> = {
      plain: {},
      eks: {
        Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-east-1:123456789012:cluster/${name}` } },
        VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] },
      },
    };
    kinds.continuous = { ...kinds.eks, NodeProvisioningMode: 'Continuous' };
    const others = ((extra.InstanceGroups ?? [{}]) as Json[])
      .slice(0, 2)
      .map((other) => this.#group(this.#draws.chance(0.3) ? other : {}));
    return {
      ...extra,
      ClusterName: name,
      InstanceGroups: others,
      ...kinds[this.#draws.pick(['plain', 'eks', 'continuous', 'continuous'])],
    };
  }

  #structure(shape: StructureShape, depth: number, optional = depth > 2 ? 0.15 : 0.3): Json {
    const value: { [name: string]: Json } = {};
    const members = membersOf(shape);
    if (members.length <= 3 && optional === 0.3) return this.#structure(shape, depth, 0.5);
    const chosen = shape.union ? [this.#draws.pick(members)] : members;
    for (const [name, { shape: member, required }] of chosen) {
      if (required || shape.union || this.#draws.chance(optional))
        value[name] = this.#value(member, name, depth + 1);
    }
    return value;
  }

  #value(shape: Shape, name: string, depth: number): Json {
    switch (shape.type) {
      case 'boolean':
        return this.#draws.chance(0.5);
      case 'enum':
        return name.startsWith('InstanceType')
          ? this.#draws.pick(instanceTypes)
          : this.#draws.pick(shape.values);
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return this.#number(shape.min ?? 0, shape.max ?? 1_000, name);
      case 'timestamp':
        return this.#draws.pick([0, 1.7e9, 1_795_476_777.25, 4e9]);
      case 'string':
        return this.#text(shape, name);
      case 'list': {
        const most = Math.min(shape.max ?? 4, this.#draws.chance(0.02) ? 60 : 3);
        const length = this.#draws.between(Math.min(shape.min ?? 0, most), most);
        return Array.from({ length }, () => this.#value(shape.member, name.replace(/s$/, ''), depth + 1));
      }
      case 'map': {
        const length = this.#draws.between(shape.min ?? 0, 3);
        return Object.fromEntries(
          Array.from({ length }, () => [
            String(this.#value(shape.key, name, depth + 1)),
            this.#value(shape.value, name, depth + 1),
          ]),
        );
      }
      case 'structure':
        return this.#structure(shape, depth);
    }
  }

  #number(min: number, max: number, name: string): number {
    if (name.endsWith('Count')) return Math.min(max, Math.max(min, this.#draws.between(0, 4)));
    return this.#draws.chance(0.2)
      ? this.#draws.pick([min, max])
      : this.#draws.between(min, Math.min(max, min + 100));
  }

  #text(shape: StringShape, name: string): string {
    const special = this.#draws.chance(0.9) ? this.#byName(name) : undefined;
    return special ?? this.#draws.pick(poolOf(shape));
  }

  /** What is given out under another name, and what a pattern does not tell. */
  #byName(name: string): string | undefined {
    switch (name) {
      case 'ClusterName':
        return (this.#draws.chance(0.3) && this.#known('arn')) || `fuzz-${this.#draws.between(1, 6)}`;
      case 'ClusterArn':
      case 'ResourceArn':
        return this.#known('arn');
      case 'NodeId':
      case 'InstanceId':
        return this.#known('instance');
      case 'NodeLogicalId':
        return this.#known('logical');
      case 'EventId':
        return this.#known('event');
      case 'NextToken':
        return this.#known('token');
      case 'InstanceGroupName':
      case 'InstanceGroupsToDelete':
        return this.#draws.pick(groups);
      case 'ScheduleExpression':
        return this.#draws.pick([
          'cron(0 3 ? * * *)',
          'cron(* * * * ? *)',
          'cron(0 0 31 2 ? *)',
          'rate(1 day)',
          '0 0 * * *',
        ]);
      case 'ClientToken':
        return this.#draws.pick(['one', 'two', 'three']);
      case 'ImageReleaseVersion':
        return this.#draws.pick(['1.1.0', '1.2.0', '9.9.9']);
      case 'SourceS3Uri':
        return 's3://sagemaker-scripts/';
      default:
        return undefined;
    }
  }

  /** The input with something wrong in one to three places. */
  bent(input: Json): Json {
    let bent = input;
    for (let i = this.#draws.between(1, 3); i > 0; i -= 1) bent = this.#bend(bent);
    return bent;
  }

  #bend(value: Json): Json {
    const isInside = typeof value === 'object' && value !== null && this.#draws.chance(0.85);
    if (!isInside) return this.#draws.pick(junk);
    if (Array.isArray(value)) {
      if (value.length === 0) return this.#draws.pick(junk);
      const at = this.#draws.between(0, value.length - 1);
      if (this.#draws.chance(0.1))
        return Array.from({ length: this.#draws.pick([26, 101, 4_000]) }, () => value[at]!);
      return value.map((entry, i) => (i === at ? this.#bend(entry) : entry));
    }
    const names = Object.keys(value);
    if (names.length === 0 || this.#draws.chance(0.1)) {
      return {
        ...value,
        [this.#draws.pick(['Unknown', 'toString', '', 'x'.repeat(500)])]: this.#draws.pick(junk),
      };
    }
    const name = this.#draws.pick(names);
    const { [name]: member, ...rest } = value;
    return this.#draws.chance(0.15) ? rest : { ...value, [name]: this.#bend(member!) };
  }

  /** Every member of every operation's input, at any depth, with every kind of junk in it. */
  *everyMemberWrong(): Iterable<{ operation: OperationName; input: Json }> {
    for (const operation of operations) {
      for (const path of pathsOf(operationShapes[operation].input)) {
        for (const wrong of junk)
          yield { operation, input: this.#around(operationShapes[operation].input, path, wrong, 0) };
      }
    }
  }

  /** An input with what is required and, at the end of the path, that value. */
  #around(shape: Shape, path: readonly string[], leaf: Json, depth: number): Json {
    const [step, ...rest] = path;
    if (step === undefined) return leaf;
    if (shape.type === 'list') return [this.#around(shape.member, rest, leaf, depth + 1)];
    if (shape.type === 'map') return { key: this.#around(shape.value, rest, leaf, depth + 1) };
    const value = this.#structure(shape as StructureShape, depth, 0) as { [name: string]: Json };
    const member = membersOf(shape as StructureShape).find(([name]) => name === step)![1];
    return { ...value, [step]: this.#around(member.shape, rest, leaf, depth + 1) };
  }
}

const groups = ['workers', 'gpu', 'controller-machine'];
const instanceTypes = ['ml.c5.large', 'ml.p5.48xlarge', 'ml.t3.medium'];

/** Members of replies whose values come back in requests, and as what. */
const sources: Readonly<Record<string, string>> = {
  ClusterArn: 'arn',
  InstanceId: 'instance',
  NodeId: 'instance',
  NodeLogicalId: 'logical',
  EventId: 'event',
  NextToken: 'token',
};

const pools = new Map<StringShape, readonly string[]>();

/** Texts that match the shape's pattern, drawn once a shape: always the same ones. */
function poolOf(shape: StringShape): readonly string[] {
  let pool = pools.get(shape);
  if (pool === undefined) {
    const { min = 0, max = 200, pattern = '\\p{L}' } = shape;
    const drawn = /\\p|\(\?!/.test(pattern)
      ? anyTexts
      : fc.sample(matching(pattern), { numRuns: 30, seed: 1 });
    pool = drawn.filter((text) => text.length >= min && text.length <= max);
    if (pool.length === 0) pool = ['x'.repeat(Math.max(min, 1))];
    pools.set(shape, pool);
  }
  return pool;
}

const anyTexts = [
  '',
  'a',
  'Team',
  'é',
  '漢字',
  'a b',
  'a:b/c=d+e-f@g',
  '_',
  '١٢٣',
  'x'.repeat(128),
  '\u00a0',
];

const matching = (pattern: string): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^(?:${pattern})$`, 'u'));

/** The paths of a shape's members, members of members included. */
function* pathsOf(shape: Shape): Iterable<string[]> {
  if (shape.type === 'list') for (const rest of pathsOf(shape.member)) yield ['0', ...rest];
  else if (shape.type === 'map') for (const rest of pathsOf(shape.value)) yield ['key', ...rest];
  else if (shape.type === 'structure') {
    yield [];
    for (const [name, member] of membersOf(shape))
      for (const rest of pathsOf(member.shape)) yield [name, ...rest];
    return;
  }
  yield [];
}
