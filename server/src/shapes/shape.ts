/**
 * Shapes: what the API's inputs and outputs look like, as data.
 *
 * A shape states once what AWS publishes about a value: its type, which members are required, and the
 * constraints (length, range, pattern, enum). Everything else is derived from it: the static type of a
 * handler's input (`Infer`), parsing and validation of requests, serialization of responses.
 *
 * Declarations read like the API reference:
 *
 *     export const ClusterName = string({ min: 1, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*' });
 *     export const Tag = structure({ Key: required(TagKey), Value: required(TagValue) });
 *     export type Tag = Infer<typeof Tag>;
 *
 * Timestamps are epoch milliseconds (a number) inside the server; on the wire they are epoch seconds.
 */

/** Length in UTF-16 code units (as Java counts), and a pattern that the whole value must match. */
export interface StringConstraints {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/** For numbers the smallest and largest value, for lists and maps the fewest and most entries. */
export interface RangeConstraints {
  readonly min?: number;
  readonly max?: number;
}

export interface StringShape extends StringConstraints {
  readonly type: 'string';
}
export interface EnumShape<V extends string = string> {
  readonly type: 'enum';
  readonly values: readonly V[];
}
export interface NumberShape extends RangeConstraints {
  readonly type: 'integer' | 'long' | 'float' | 'double';
}
export interface BooleanShape {
  readonly type: 'boolean';
}
export interface TimestampShape {
  readonly type: 'timestamp';
}
export interface ListShape<M extends Shape = Shape> extends RangeConstraints {
  readonly type: 'list';
  readonly member: M;
}
export interface MapShape<K extends Shape = Shape, V extends Shape = Shape> extends RangeConstraints {
  readonly type: 'map';
  readonly key: K;
  readonly value: V;
}
export interface StructureShape<M extends Members = Members> {
  readonly type: 'structure';
  readonly members: M;
  /** At most one member may be given (AWS: union). */
  readonly union?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the members of an arbitrary structure; narrowed by Infer
export type Members = { readonly [name: string]: Shape | Required<any> | IdempotencyToken };

export type Shape =
  | StringShape
  | EnumShape
  | NumberShape
  | BooleanShape
  | TimestampShape
  // biome-ignore lint/suspicious/noExplicitAny: shapes nest without bound; narrowed by Infer
  | ListShape<any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  | MapShape<any, any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  | StructureShape<any>;

/** Marks a member that must be present. */
export interface Required<S extends Shape = Shape> {
  readonly required: true;
  readonly shape: S;
}
/** Marks a member that SDKs fill by themselves, so that a retry is recognised as one. */
export interface IdempotencyToken<S extends Shape = Shape> {
  readonly idempotencyToken: true;
  readonly shape: S;
}

export const string = (constraints: StringConstraints = {}): StringShape => ({
  type: 'string',
  ...constraints,
});
export const enumeration = <const V extends string>(...values: V[]): EnumShape<V> => ({
  type: 'enum',
  values,
});
export const integer = (range: RangeConstraints = {}): NumberShape => ({ type: 'integer', ...range });
export const long = (range: RangeConstraints = {}): NumberShape => ({ type: 'long', ...range });
export const float = (range: RangeConstraints = {}): NumberShape => ({ type: 'float', ...range });
export const double = (range: RangeConstraints = {}): NumberShape => ({ type: 'double', ...range });
export const boolean = (): BooleanShape => ({ type: 'boolean' });
export const timestamp = (): TimestampShape => ({ type: 'timestamp' });
export const list = <M extends Shape>(member: M, range: RangeConstraints = {}): ListShape<M> => ({
  type: 'list',
  member,
  ...range,
});
export const map = <K extends Shape, V extends Shape>(
  key: K,
  value: V,
  range: RangeConstraints = {},
): MapShape<K, V> => ({ type: 'map', key, value, ...range });
export const structure = <const M extends Members>(members: M): StructureShape<M> => ({
  type: 'structure',
  members,
});
export const union = <const M extends Members>(members: M): StructureShape<M> => ({
  type: 'structure',
  members,
  union: true,
});
export const required = <S extends Shape>(shape: S): Required<S> => ({ required: true, shape });
export const idempotencyToken = <S extends Shape>(shape: S): IdempotencyToken<S> => ({
  idempotencyToken: true,
  shape,
});

type MemberShape<E> = E extends Required<infer S> ? S : E extends IdempotencyToken<infer S> ? S : E;
type RequiredNames<M> = { [N in keyof M]: M[N] extends Required ? N : never }[keyof M];

/** The static type of a value that satisfies the shape. */
export type Infer<S> = S extends StringShape
  ? string
  : S extends EnumShape<infer V>
    ? V
    : S extends NumberShape | TimestampShape
      ? number
      : S extends BooleanShape
        ? boolean
        : S extends ListShape<infer M>
          ? readonly Infer<M>[]
          : S extends MapShape<infer _K, infer V>
            ? { readonly [key: string]: Infer<V> }
            : S extends StructureShape<infer M>
              ? {
                  readonly [N in RequiredNames<M>]: Infer<MemberShape<M[N]>>;
                } & {
                  readonly [N in Exclude<keyof M, RequiredNames<M>>]?: Infer<MemberShape<M[N]>> | undefined;
                }
              : never;

/** One member of a structure, with its marks taken apart. */
export interface Member {
  readonly shape: Shape;
  readonly required: boolean;
  readonly idempotencyToken: boolean;
}

/** The members of a structure in the order of their declaration. */
export function membersOf(shape: StructureShape): Array<[name: string, member: Member]> {
  return Object.entries(shape.members as Members).map(([name, entry]) => [
    name,
    'shape' in entry
      ? { shape: entry.shape, required: 'required' in entry, idempotencyToken: 'idempotencyToken' in entry }
      : { shape: entry, required: false, idempotencyToken: false },
  ]);
}
