import { type ReadName, reads, type WriteName, writes } from '../domain/operations.ts';
import { type OperationName, operationShapes } from '../shapes/operations.ts';
import { deserializer } from './deserialize.ts';
import { serializer } from './serialize.ts';
import { type Failure, validator } from './validate.ts';

/** An operation, ready to serve: its shapes compiled, and whether it is a rule that writes or one that reads. */
export interface Operation {
  readonly name: OperationName;
  readonly writes: boolean;
  readonly deserialize: (json: unknown) => unknown;
  readonly validate: (input: unknown) => Failure[];
  readonly serialize: (output: unknown) => string;
}

/** The table of all operations by name. Throws where one lacks its shapes or its rule: the server must not start. */
export function operationTable(
  shapes: Readonly<Partial<typeof operationShapes>> = operationShapes,
  rules: Readonly<Record<string, unknown>> = { ...writes, ...reads },
): ReadonlyMap<string, Operation> {
  const lacking = [
    ...Object.keys(shapes)
      .filter((name) => !(name in rules))
      .map((name) => `${name} has no rule`),
    ...Object.keys(rules)
      .filter((name) => !(name in shapes))
      .map((name) => `${name} has no shapes`),
  ];
  if (lacking.length > 0) throw new Error(`the operation table is incomplete: ${lacking.join(', ')}`);
  return new Map(Object.entries(shapes).map(([name, both]) => [name, compile(name as OperationName, both)]));
}

const compile = (name: OperationName, shapes: (typeof operationShapes)[OperationName]): Operation => ({
  name,
  writes: name in writes,
  deserialize: deserializer(shapes.input),
  validate: validator(shapes.input),
  serialize: serializer(shapes.output),
});

export const isRead = (name: OperationName): name is ReadName => name in reads;
export const isWrite = (name: OperationName): name is WriteName => name in writes;
