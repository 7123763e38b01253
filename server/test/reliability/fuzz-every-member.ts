import { type OperationName, operationShapes } from '../../src/shapes/operations.ts';
import { membersOf, type Shape, type StructureShape } from '../../src/shapes/shape.ts';
import { type Inputs, operations } from './fuzz-inputs.ts';
import { type Json, junk } from './fuzz-json.ts';

/** An input, and the operation that is to refuse it. */
export interface WrongInput {
  readonly operation: OperationName;
  readonly input: Json;
}

/** Every member of every operation's input, at any depth, with every kind of junk in it. */
export function* everyMemberWrong(inputs: Inputs): Iterable<WrongInput> {
  for (const operation of operations) {
    for (const path of pathsOf(operationShapes[operation].input)) {
      for (const wrong of junk)
        yield { operation, input: around(operationShapes[operation].input, path, wrong, 0, inputs) };
    }
  }
}

/** An input with what is required and, at the end of the path, that value. */
function around(shape: Shape, path: readonly string[], leaf: Json, depth: number, inputs: Inputs): Json {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  if (shape.type === 'list') return [around(shape.member, rest, leaf, depth + 1, inputs)];
  if (shape.type === 'map') return { key: around(shape.value, rest, leaf, depth + 1, inputs) };
  const value = inputs.structure(shape as StructureShape, depth, 0);
  const member = membersOf(shape as StructureShape).find(([name]) => name === step)![1];
  return { ...value, [step]: around(member.shape, rest, leaf, depth + 1, inputs) };
}

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
