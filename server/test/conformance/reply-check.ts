/**
 * Every reply of a conformance test goes through here: the body as it came over the wire is walked beside the
 * SDK's own schema of the operation (no member that the SDK would drop, none missing that it promises, every
 * value of its type), and then checked against the constraints of the model (enums, patterns, lengths).
 */
import assert from 'node:assert/strict';
import * as sdk from '@aws-sdk/client-sagemaker';
import { deserializer } from '../../src/api/deserialize.ts';
import { type Failure, validator } from '../../src/api/validate.ts';
import { type OperationName, operationShapes } from '../../src/shapes/operations.ts';

type Schema = number | readonly unknown[] | (() => Schema);

const kind = { scalar: 0, list: 1, map: 2, structure: 3, union: 4 } as const;
const listFlag = 64;
const mapFlag = 128;
const scalars: Readonly<Record<number, (value: unknown) => boolean>> = {
  0: (value) => typeof value === 'string',
  1: (value) => typeof value === 'number',
  2: (value) => typeof value === 'boolean',
  4: isInstant,
};

/** Epoch seconds, to the millisecond and no finer. */
function isInstant(value: unknown): boolean {
  return typeof value === 'number' && /^\d+(\.\d{1,3})?$/.test(String(value));
}

/** Throws where a successful reply's body is not what the SDK and the model say. */
export function checkReply(operation: string, body: string): void {
  const json: unknown = JSON.parse(body);
  const schema = (sdk as unknown as Record<string, Schema[]>)[`${operation}$`];
  assert.ok(schema, `the SDK has no ${operation}`);
  const output = schema[5] as Schema | 'unit';
  const differences = output === 'unit' ? [] : walk(operation, output, json);
  assert.deepEqual(differences, [], `the reply differs from the SDK's schema: ${body.slice(0, 2_000)}`);
  const shape = operationShapes[operation as OperationName].output;
  const failures = validator(shape)(deserializer(shape)(json)).filter((failure) => !isOddZone(failure));
  assert.deepEqual(failures, [], `the reply breaks the model's constraints: ${body.slice(0, 2_000)}`);
}

/** The model's patterns know no zone like us-gov-west-1a or apne1-az2, which exist all the same. */
const isOddZone = ({ path, constraint }: Failure): boolean =>
  constraint.type === 'pattern' && /availabilityZone(Id)?$/.test(path);

function walk(path: string, schema: Schema, value: unknown): string[] {
  if (typeof schema === 'function') return walk(path, schema(), value);
  if (typeof schema === 'number') return walkCoded(path, schema, value);
  if (schema.length === 2) return walk(path, schema[0] as Schema, value);
  const [itsKind, , , , first, second, requiredCount] = schema;
  switch (itsKind) {
    case kind.scalar:
      return walkCoded(path, first as number, value);
    case kind.list:
      return walkList(path, value, (at, entry) => walk(at, first as Schema, entry));
    case kind.map:
      return walkMap(path, value, (at, entry) => walk(at, second as Schema, entry));
    case kind.structure:
    case kind.union:
      return walkStructure(
        path,
        first as readonly string[],
        second as readonly Schema[],
        Number(requiredCount ?? 0),
        value,
      );
    default:
      return [`${path}: a schema of unknown kind ${itsKind}`];
  }
}

function walkCoded(path: string, code: number, value: unknown): string[] {
  if (code & mapFlag) return walkMap(path, value, (at, entry) => walkCoded(at, code & ~mapFlag, entry));
  if (code & listFlag) return walkList(path, value, (at, entry) => walkCoded(at, code & ~listFlag, entry));
  const holds = scalars[code];
  return holds?.(value) === true ? [] : [`${path}: ${JSON.stringify(value)} is not of type ${code}`];
}

type WalkEntry = (path: string, entry: unknown) => string[];

function walkList(path: string, value: unknown, each: WalkEntry): string[] {
  if (!Array.isArray(value)) return [`${path}: ${JSON.stringify(value)} is no list`];
  return value.flatMap((entry, index) => each(`${path}[${index}]`, entry));
}

function walkMap(path: string, value: unknown, each: WalkEntry): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${JSON.stringify(value)} is no map`];
  return Object.entries(value).flatMap(([key, entry]) => each(`${path}.${key}`, entry));
}

function walkStructure(
  path: string,
  names: readonly string[],
  schemas: readonly Schema[],
  requiredCount: number,
  value: unknown,
): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path}: ${JSON.stringify(value)} is no structure`];
  }
  const missing = names.slice(0, requiredCount).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${path}.${name}: missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const index = names.indexOf(name);
      return index < 0
        ? [`${path}.${name}: unknown to the SDK`]
        : walk(`${path}.${name}`, schemas[index]!, member);
    }),
  ];
}
