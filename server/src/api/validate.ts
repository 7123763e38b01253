/**
 * The constraints of a shape, checked on a deserialized value. Every failure is found, and is data; the words
 * for it are in describe-failures.ts.
 *
 * Paths are put together on the way back from a failure, so that a valid value costs no path at all.
 */
import {
  type ListShape,
  type MapShape,
  membersOf,
  type Shape,
  type StructureShape,
} from '../shapes/shape.ts';
import { entrySegment, joinPath, memberSegment, oncePerShape } from './compile.ts';
import { type Constraint, isMaximum, type Rule, rulesOf } from './rules.ts';

/** What is wrong with which value, and where: a path is spelled as in AWS's messages. */
export interface Failure {
  readonly path: string;
  readonly value: unknown;
  readonly constraint: Constraint;
}

/** A function that returns every failure of a deserialized value to satisfy the shape; none if it is valid. */
export function validator(shape: Shape): (value: unknown) => Failure[] {
  const check = checker(shape);
  return (value) => {
    const failures: Failure[] = [];
    check(value, failures);
    return failures;
  };
}

/** Appends failures, their paths relative to the value. */
type Check = (value: unknown, failures: Failure[]) => void;

const missing: Constraint = { type: 'required' };

const checker: (shape: Shape) => Check = oncePerShape(compile);

function compile(shape: Shape): Check {
  switch (shape.type) {
    case 'list':
      return compileList(shape);
    case 'map':
      return compileMap(shape);
    case 'structure':
      return compileStructure(shape);
    default:
      return compileRules(rulesOf(shape));
  }
}

/** A value beyond its maximum is not looked at any further: not by its pattern, nor are its entries. */
function compileRules(rules: readonly Rule[], checkEntries?: Check): Check {
  return (value, failures) => {
    for (const { constraint, holds } of rules) {
      if (holds(value)) continue;
      failures.push({ path: '', value, constraint });
      if (isMaximum(constraint)) return;
    }
    checkEntries?.(value, failures);
  };
}

function compileStructure(shape: StructureShape): Check {
  const members = membersOf(shape).map(([name, member]) => ({
    name,
    segment: memberSegment(name),
    required: member.required,
    check: checker(member.shape),
  }));
  return (value, failures) => {
    for (const { name, segment, required, check } of members) {
      const given = (value as { readonly [name: string]: unknown })[name];
      const before = failures.length;
      if (given !== undefined) check(given, failures);
      else if (required) failures.push({ path: '', value: null, constraint: missing });
      if (failures.length > before) locate(failures, before, segment);
    }
  };
}

function compileList(shape: ListShape): Check {
  if (isScalar(shape.member)) {
    const checkMembers = compileScalars('members', rulesOf(shape.member));
    return compileRules(rulesOf(shape), (list, failures) => checkMembers(list as unknown[], list, failures));
  }
  const check = checker(shape.member);
  return compileRules(rulesOf(shape), (list, failures) => {
    (list as unknown[]).forEach((entry, index) => {
      checkEntry(index + 1, check, entry, failures);
    });
  });
}

function compileMap(shape: MapShape): Check {
  const checkKeys = compileScalars('keys', rulesOf(shape.key));
  if (isScalar(shape.value)) {
    const checkValues = compileScalars('values', rulesOf(shape.value));
    return compileRules(rulesOf(shape), (map, failures) => {
      checkKeys(Object.keys(map as object), map, failures);
      checkValues(Object.values(map as object), map, failures);
    });
  }
  const check = checker(shape.value);
  return compileRules(rulesOf(shape), (map, failures) => {
    checkKeys(Object.keys(map as object), map, failures);
    for (const [key, value] of Object.entries(map as object)) checkEntry(key, check, value, failures);
  });
}

/** Scalars in a list or a map fail together, as one failure of the whole list or map. */
function compileScalars(type: 'members' | 'keys' | 'values', rules: readonly Rule[]) {
  const constraints = rules.map((rule) => rule.constraint);
  const broken: Constraint = { type, constraints };
  const brokenByNull: Constraint = { type, constraints: [...constraints, missing] };
  const breaks = (scalar: unknown): boolean => rules.some((rule) => !rule.holds(scalar));
  return (scalars: readonly unknown[], value: unknown, failures: Failure[]): void => {
    if (scalars.includes(null)) failures.push({ path: '', value, constraint: brokenByNull });
    else if (scalars.some(breaks)) failures.push({ path: '', value, constraint: broken });
  };
}

function checkEntry(key: string | number, check: Check, entry: unknown, failures: Failure[]): void {
  const before = failures.length;
  if (entry === null) failures.push({ path: '', value: null, constraint: missing });
  else check(entry, failures);
  if (failures.length > before) locate(failures, before, entrySegment(key));
}

/** Puts a segment before the paths of the failures that were found since. */
function locate(failures: Failure[], since: number, segment: string): void {
  for (let index = since; index < failures.length; index++) {
    const failure = failures[index]!;
    failures[index] = { ...failure, path: joinPath(segment, failure.path) };
  }
}

const isScalar = (shape: Shape): boolean => !['list', 'map', 'structure'].includes(shape.type);
