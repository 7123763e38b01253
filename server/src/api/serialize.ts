/**
 * Typed values to JSON, by shape: timestamps become epoch seconds, and members that the shape does not know are
 * left out, as are undefined ones.
 *
 * `JSON.stringify` is faster than anything that puts the text together here, so what is done here is the least
 * that brings a value into the form of the wire: a part in which nothing has to change is passed on as it is.
 */
import {
  type ListShape,
  type MapShape,
  membersOf,
  type Shape,
  type StructureShape,
} from '../shapes/shape.ts';
import { oncePerShape } from './compile.ts';

/** A function that writes a value of the shape as JSON. */
export function serializer(shape: Shape): (value: unknown) => string {
  const convert = converter(shape);
  return (value) => JSON.stringify(convert(value));
}

/** The value in the form of the wire: itself, if it already is. */
type Convert = (value: unknown) => unknown;

const converter: (shape: Shape) => Convert = oncePerShape(compile);

function compile(shape: Shape): Convert {
  switch (shape.type) {
    case 'timestamp':
      return (value) => finite(value as number) / 1000;
    case 'list':
      return compileList(shape);
    case 'map':
      return compileMap(shape);
    case 'structure':
      return compileStructure(shape);
    case 'string':
    case 'enum':
    case 'boolean':
      return unchanged;
    default:
      return (value) => finite(value as number);
  }
}

const unchanged: Convert = (value) => value;

/** JSON has no word for NaN and the infinities; where one comes up, a rule is broken. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError(`${value} is not a number that JSON can express`);
  return value;
}

function compileList(shape: ListShape): Convert {
  const convert = converter(shape.member);
  if (convert === unchanged) return unchanged;
  return (value) => (value as readonly unknown[]).map(convert);
}

function compileMap(shape: MapShape): Convert {
  const convert = converter(shape.value);
  if (convert === unchanged) return unchanged;
  return (value) =>
    Object.fromEntries(Object.entries(value as object).map(([key, entry]) => [key, convert(entry)]));
}

function compileStructure(shape: StructureShape): Convert {
  const converters = new Map(membersOf(shape).map(([name, member]) => [name, converter(member.shape)]));
  return (value) => {
    const given = value as { readonly [name: string]: unknown };
    let converted: { [name: string]: unknown } | undefined;
    for (const name in given) {
      const convert = converters.get(name);
      if (convert === unchanged) continue;
      const member = given[name];
      const onWire = convert === undefined || member === undefined ? undefined : convert(member);
      if (onWire === member) continue;
      converted ??= { ...given };
      converted[name] = onWire;
    }
    return converted ?? given;
  };
}
