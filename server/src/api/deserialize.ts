/**
 * JSON to typed values, by shape.
 *
 * What the shape does not know is dropped, null members count as absent, and JSON of the wrong type is a
 * failure in the words of AWS's JSON front end. Constraints are not looked at here; see validate.ts.
 */
import {
  type ListShape,
  type MapShape,
  membersOf,
  type NumberShape,
  type Shape,
  type StructureShape,
} from '../shapes/shape.ts';
import { entrySegment, joinPath, memberSegment, oncePerShape } from './compile.ts';
import { cut } from './cut.ts';
import { acceptedTimestamps, parseTimestamp } from './timestamp.ts';

/** The JSON cannot be read as a value of the shape. */
export class SerializationFailure extends Error {
  #path = '';
  readonly #reason: string;

  constructor(reason: string) {
    super(reason);
    this.#reason = reason;
  }

  /** Adds the member that the failure was found in, from the inside out. */
  foundIn(segment: string): void {
    this.#path = joinPath(segment, this.#path);
    this.message = `${this.#reason} (at '${this.#path}')`;
  }
}

/** The most of a map's key that a message repeats. */
const keyLengthMax = 256;

type Read = (json: unknown) => unknown;

/** A function that turns parsed JSON into a value of the shape, or throws a `SerializationFailure`. */
export const deserializer: (shape: Shape) => Read = oncePerShape(compile);

function compile(shape: Shape): Read {
  switch (shape.type) {
    case 'string':
    case 'enum':
      return readString;
    case 'boolean':
      return readBoolean;
    case 'timestamp':
      return readTimestamp;
    case 'list':
      return compileList(shape);
    case 'map':
      return compileMap(shape);
    case 'structure':
      return shape.union ? compileUnion(shape) : compileStructure(shape);
    default:
      return numberReaders[shape.type];
  }
}

function readString(json: unknown): string {
  if (typeof json !== 'string') throw mismatch(json, 'a String');
  return json;
}

function readBoolean(json: unknown): boolean {
  if (typeof json !== 'boolean') throw mismatch(json, 'a Boolean');
  return json;
}

function readTimestamp(json: unknown): number {
  const instant = parseTimestamp(json);
  if (instant === undefined) throw mismatch(json, `a Timestamp; accepted are ${acceptedTimestamps}`);
  return instant;
}

const numberReaders: { readonly [type in NumberShape['type']]: Read } = {
  integer: numberReader('an Integer', (value) => (value | 0) === value),
  long: numberReader('a Long', Number.isSafeInteger),
  float: numberReader('a Float', (value) => Number.isFinite(Math.fround(value))),
  double: numberReader('a Double', Number.isFinite),
};

function numberReader(type: string, fits: (value: number) => boolean): Read {
  return (json) => {
    if (typeof json !== 'number' || !fits(json)) throw mismatch(json, type);
    return json;
  };
}

/** A null entry stays null: it is the validator that rejects it. */
function compileList(shape: ListShape): Read {
  const readMember = deserializer(shape.member);
  return (json) => {
    if (!Array.isArray(json)) throw mismatch(json, 'a List');
    let index = 0;
    try {
      const values = new Array<unknown>(json.length);
      for (; index < json.length; index++) {
        const entry: unknown = json[index];
        values[index] = entry === null ? null : readMember(entry);
      }
      return values;
    } catch (error) {
      throw locate(error, entrySegment(index + 1));
    }
  };
}

function compileMap(shape: MapShape): Read {
  const readValue = deserializer(shape.value);
  return (json) => {
    if (!isObject(json)) throw mismatch(json, 'a Map');
    let at = '';
    try {
      const entries: Array<[string, unknown]> = [];
      for (const [key, value] of Object.entries(json)) {
        at = key;
        entries.push([key, value === null ? null : readValue(value)]);
      }
      return Object.fromEntries(entries); // defines, never assigns: a key `__proto__` is a key like any other
    } catch (error) {
      throw locate(error, entrySegment(cut(at, keyLengthMax)));
    }
  };
}

function compileStructure(shape: StructureShape): Read {
  const members = membersOf(shape).map(([name, member]) => ({ name, read: deserializer(member.shape) }));
  return (json) => {
    if (!isObject(json)) throw mismatch(json, 'a Structure');
    const value: { [name: string]: unknown } = {};
    let at = '';
    try {
      for (const { name, read } of members) {
        const given = json[name];
        if (given === undefined || given === null) continue;
        at = name;
        value[name] = read(given);
      }
      return value;
    } catch (error) {
      throw locate(error, memberSegment(at));
    }
  };
}

function compileUnion(shape: StructureShape): Read {
  const read = compileStructure(shape);
  const names = membersOf(shape).map(([name]) => name);
  return (json) => {
    const value = read(json) as object;
    const given = Object.keys(value);
    if (given.length === 1) return value;
    throw new SerializationFailure(
      `A union must have exactly one of the members ${names.join(', ')}; given: ${given.join(', ') || 'none'}`,
    );
  };
}

const isObject = (json: unknown): json is { readonly [name: string]: unknown } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function locate(error: unknown, segment: string): unknown {
  if (error instanceof SerializationFailure) error.foundIn(segment);
  return error;
}

function mismatch(json: unknown, type: string): SerializationFailure {
  return new SerializationFailure(`${tokenOf(json)} can not be converted to ${type}`);
}

/** What AWS's JSON parser calls the beginning of a value. */
function tokenOf(json: unknown): string {
  if (json === null || json === undefined) return 'NULL_VALUE';
  if (Array.isArray(json)) return 'START_ARRAY';
  if (typeof json === 'object') return 'START_OBJECT';
  if (typeof json === 'boolean') return json ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof json === 'string' ? 'STRING_VALUE' : 'NUMBER_VALUE';
}
