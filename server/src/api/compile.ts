/** What parsing, validating and serializing by shape have in common. */
import type { Shape } from '../shapes/shape.ts';

/**
 * Compiles each shape once: `VpcConfig` is part of many structures, and so is what is made of it.
 * No shape contains itself.
 */
export function oncePerShape<C>(compile: (shape: Shape) => C): (shape: Shape) => C {
  const compiled = new WeakMap<Shape, C>();
  return (shape) => {
    let result = compiled.get(shape);
    if (result === undefined) {
      result = compile(shape);
      compiled.set(shape, result);
    }
    return result;
  };
}

/** How AWS's messages spell a member in a path: `ClusterName` is at `clusterName`. */
export const memberSegment = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** … and the entries of lists, which count from one, and of maps: `instanceGroups.1.member`. */
export const entrySegment = (key: string | number): string => `${key}.member`;

export const joinPath = (segment: string, rest: string): string =>
  rest === '' ? segment : `${segment}.${rest}`;
