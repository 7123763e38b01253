/**
 * Our shapes against AWS's published model: every difference in any shape that an operation reaches.
 *
 * The model is not part of this repository. It is found in `QUARTERMASTER_SHARED` or in `../shared` beside the
 * repository; without it the test is skipped, and `sdk-schemas.test.ts` still compares against the SDK.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { operationShapes } from '../../src/shapes/operations.ts';
import { membersOf, type Shape, type StructureShape } from '../../src/shapes/shape.ts';

interface ModelRef {
  readonly shape: string;
  readonly idempotencyToken?: boolean;
}
interface ModelShape {
  readonly type: string;
  readonly members?: { readonly [name: string]: ModelRef };
  readonly required?: readonly string[];
  readonly member?: ModelRef;
  readonly key?: ModelRef;
  readonly value?: ModelRef;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly union?: boolean;
}
interface Model {
  readonly operations: {
    readonly [name: string]: { input: ModelRef; output?: ModelRef; errors?: readonly ModelRef[] };
  };
  readonly shapes: { readonly [name: string]: ModelShape };
}

const root = resolve(import.meta.dirname, '../../..');
const file = join(process.env.QUARTERMASTER_SHARED ?? join(root, '../shared'), 'api-model/sagemaker.json');

test('the shapes say exactly what the model says', (t) => {
  if (!existsSync(file)) {
    t.skip(`no API model at ${file}: set QUARTERMASTER_SHARED to compare our shapes with it`);
    return;
  }
  const model: Model = JSON.parse(readFileSync(file, 'utf8'));
  const compare = comparison(model.shapes);
  for (const [name, ours] of Object.entries(operationShapes)) {
    const theirs = model.operations[name];
    assert.ok(theirs, `the model has no operation ${name}`);
    compare.fact(name, 'errors', ours.errors, theirs.errors?.map((error) => error.shape) ?? []);
    compare.shape(`${name}.input`, ours.input, theirs.input);
    // The model leaves out an output that has no members; what goes over the wire is the same `{}`.
    if (theirs.output !== undefined) compare.shape(`${name}.output`, ours.output, theirs.output);
    else compare.fact(`${name}.output`, 'members', membersOf(ours.output), []);
  }
  assert.deepEqual(compare.differences, []);
  assert.ok(compare.shapesSeen > 200, `compared only ${compare.shapesSeen} shapes`);
});

/** Walks our shapes and the model's side by side, each pair once. */
function comparison(shapes: Model['shapes']) {
  const differences: string[] = [];
  const seen = new Map<string, Set<Shape>>();

  function fact(path: string, name: string, ours: unknown, theirs: unknown): void {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) differences.push(`${path}: ${name} is ${a} here, ${b} in the model`);
  }

  function shape(path: string, ours: Shape, ref: ModelRef): void {
    const visited = seen.get(ref.shape) ?? new Set();
    seen.set(ref.shape, visited);
    if (visited.has(ours)) return;
    visited.add(ours);

    const theirs = shapes[ref.shape]!;
    fact(path, 'type', ours.type, theirs.enum ? 'enum' : theirs.type);
    fact(path, 'min', 'min' in ours ? ours.min : undefined, theirs.min);
    fact(path, 'max', 'max' in ours ? ours.max : undefined, theirs.max);
    fact(path, 'pattern', 'pattern' in ours ? ours.pattern : undefined, theirs.pattern);
    fact(path, 'enum', 'values' in ours ? ours.values : undefined, theirs.enum);
    fact(path, 'union', 'union' in ours ? ours.union : undefined, theirs.union);
    if (ours.type === 'list' && theirs.member) shape(`${path}[]`, ours.member, theirs.member);
    if (ours.type === 'map' && theirs.key && theirs.value) {
      shape(`${path}{key}`, ours.key, theirs.key);
      shape(`${path}{value}`, ours.value, theirs.value);
    }
    if (ours.type === 'structure') structure(path, ours, theirs);
  }

  function structure(path: string, ours: StructureShape, theirs: ModelShape): void {
    const members = membersOf(ours);
    fact(
      path,
      'members',
      members.map(([name]) => name),
      Object.keys(theirs.members ?? {}),
    );
    for (const [name, member] of members) {
      const ref = theirs.members?.[name];
      if (!ref) continue;
      fact(`${path}.${name}`, 'required', member.required, theirs.required?.includes(name) ?? false);
      fact(`${path}.${name}`, 'idempotencyToken', member.idempotencyToken, ref.idempotencyToken ?? false);
      shape(`${path}.${name}`, member.shape, ref);
    }
  }

  return {
    differences,
    fact,
    shape,
    get shapesSeen() {
      return seen.size;
    },
  };
}
