/**
 * Our shapes against the schemas inside the AWS SDK, which is always installed.
 *
 * The SDK knows members, their types, how many are required (these come first), idempotency tokens, and the
 * values of enums; it knows no lengths, ranges or patterns. A schema is a tuple whose first element says its
 * kind; see `StaticSchema` in @smithy/types.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/client-sagemaker';
import { operationShapes } from '../../src/shapes/operations.ts';
import { membersOf, type Shape, type StructureShape } from '../../src/shapes/shape.ts';

/** What this release of the SDK has beyond the model that our shapes state; to be emptied by the next model. */
const newerInSdk = new Set([
  'ml.g7.2xlarge',
  'ml.g7.4xlarge',
  'ml.g7.8xlarge',
  'ml.g7.12xlarge',
  'ml.g7.24xlarge',
  'ml.g7.48xlarge',
  'PREFIX_AWARE',
  'PrefixAwareRoutingConfig',
  ...['c8i', 'm8i', 'r6i', 'r8i'].flatMap((family) =>
    ['', '2x', '4x', '8x', '12x', '16x', '24x', '32x', '48x', '96x']
      .map((size) => `ml.${family}.${size || 'x'}large`)
      .concat(`ml.${family}.large`),
  ),
  'InstancePreferences',
  'SelectedInstanceType',
  'SelectedInstanceCount',
]);

type Schema = number | readonly unknown[] | (() => Schema);
const kind = { scalar: 0, list: 1, map: 2, structure: 3, union: 4, operation: 9 } as const;
const scalarTypes = new Map<number, readonly Shape['type'][]>([
  [0, ['string', 'enum']],
  [1, ['integer', 'long', 'float', 'double']],
  [2, ['boolean']],
  [4, ['timestamp']],
]);
const listFlag = 64;
const mapFlag = 128;
const idempotencyTrait = 4;
/** What stands in the place of the output of an operation that has none. */
const noOutput = 'unit';

const differences: string[] = [];
const exported = sdk as unknown as { readonly [name: string]: unknown };
const sdkEnums = Object.values(exported)
  .filter(isStringRecord)
  .map((record) => Object.values(record));
const seen = new Set<unknown>();

test('every operation has the members, types and requirements that the SDK expects', () => {
  for (const [name, ours] of Object.entries(operationShapes)) {
    const operation = exported[`${name}$`];
    assert.ok(Array.isArray(operation) && operation[0] === kind.operation, `the SDK has no ${name}`);
    compare(`${name}.input`, ours.input, operation[4]);
    const output = operation[5] as Schema | (() => string);
    const hasOutput = typeof output !== 'function' || output() !== noOutput;
    if (hasOutput) compare(`${name}.output`, ours.output, output as Schema);
    else assert.deepEqual(membersOf(ours.output), [], `the SDK has no output of ${name}`);
  }
  assert.deepEqual(differences, []);
  assert.ok(seen.size > 100, `compared only ${seen.size} structures`);
});

function compare(path: string, ours: Shape, schema: Schema): void {
  if (typeof schema === 'function') compare(path, ours, schema());
  else if (typeof schema === 'number') compareCoded(path, ours, schema);
  else if (schema.length === 2)
    compare(path, ours, schema[0] as Schema); // [schema, traits of this member]
  else compareTuple(path, ours, schema);
}

/** Scalars, and lists and maps of them, are one number. */
function compareCoded(path: string, ours: Shape, code: number): void {
  if (code & mapFlag && ours.type === 'map') compareCoded(`${path}{value}`, ours.value, code & ~mapFlag);
  else if (code & listFlag && ours.type === 'list') compareCoded(`${path}[]`, ours.member, code & ~listFlag);
  else if (!scalarTypes.get(code)?.includes(ours.type)) differs(path, ours, `type ${code}`);
  else if (ours.type === 'enum' && !sdkEnums.some((theirs) => sameValues(ours.values, theirs))) {
    differences.push(`${path}: no enum of the SDK has the values ${ours.values.join(', ')}`);
  }
}

/** Everything else is [kind, namespace, name, traits, ...what the kind consists of]. */
function compareTuple(path: string, ours: Shape, theirs: readonly unknown[]): void {
  const [theirKind, , , , first, second] = theirs;
  if (theirKind === kind.scalar) compareCoded(path, ours, first as number);
  else if (theirKind === kind.list && ours.type === 'list')
    compare(`${path}[]`, ours.member, first as Schema);
  else if (theirKind === kind.map && ours.type === 'map') {
    compare(`${path}{key}`, ours.key, first as Schema);
    compare(`${path}{value}`, ours.value, second as Schema);
  } else if ((theirKind === kind.structure || theirKind === kind.union) && ours.type === 'structure') {
    compareStructure(path, ours, theirs);
  } else differs(path, ours, `a schema of kind ${theirKind}`);
}

function compareStructure(path: string, ours: StructureShape, theirs: readonly unknown[]): void {
  if (seen.has(theirs)) return;
  seen.add(theirs);
  if ((theirs[0] === kind.union) !== (ours.union === true)) {
    differences.push(`${path}: is a union on one side only`);
  }
  const members = new Map(membersOf(ours));
  const names = (theirs[4] as readonly string[]).filter((name) => members.has(name) || !newerInSdk.has(name));
  for (const name of members.keys()) {
    if (!names.includes(name)) differences.push(`${path}.${name}: unknown to the SDK`);
  }
  for (const name of names) {
    const index = (theirs[4] as readonly string[]).indexOf(name);
    const schema = (theirs[5] as readonly Schema[])[index]!;
    const member = members.get(name);
    if (!member) {
      differences.push(`${path}.${name}: missing here`);
      continue;
    }
    if (member.required !== index < ((theirs[6] as number | undefined) ?? 0)) {
      differences.push(`${path}.${name}: required is ${member.required} here`);
    }
    if (member.idempotencyToken !== isIdempotencyToken(schema)) {
      differences.push(`${path}.${name}: idempotencyToken is ${member.idempotencyToken} here`);
    }
    compare(`${path}.${name}`, member.shape, schema);
  }
}

function isIdempotencyToken(schema: Schema): boolean {
  if (!Array.isArray(schema) || schema.length !== 2) return false;
  return typeof schema[1] === 'number' && (schema[1] & idempotencyTrait) !== 0;
}

function sameValues(ours: readonly string[], theirs: readonly string[]): boolean {
  const known = theirs.filter((value) => ours.includes(value) || !newerInSdk.has(value));
  return known.length === ours.length && ours.every((value) => known.includes(value));
}

function isStringRecord(value: unknown): value is { readonly [name: string]: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((entry) => typeof entry === 'string')
  );
}

function differs(path: string, ours: Shape, theirs: string): void {
  differences.push(`${path}: ${ours.type} here, ${theirs} in the SDK`);
}
