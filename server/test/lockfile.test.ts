import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/**
 * `npm ci` refuses a lock that leaves out a platform's optional package, and `npm install` writes such a lock
 * where the registry at hand does not have them all. Nobody notices on the machine that wrote it.
 */
interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

test('the lock names every platform’s package', () => {
  const missing = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !(`node_modules/${name}` in lock.packages));
  assert.deepEqual(missing, []);
});

test('and no address of a registry', () => {
  assert.doesNotMatch(JSON.stringify(lock), /"resolved":"http/);
});
