/**
 * The house rules that a compiler does not know: which folder may import which (the table of
 * docs/architecture.md), what the pure core must not touch, and how long a file may grow.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';
import { test } from 'node:test';

const source = resolve(import.meta.dirname, '../src');
const LINES_MAX = 300;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(source, name), 'utf8') }));

const isTest = (name: string): boolean => /\.(test|contract)\.ts$|\/testing\.ts$/.test(name);
const code = files.filter(({ name }) => !isTest(name));

/** `domain/cluster/node.ts` lives in `domain`, `serve.ts` in itself. */
const placeOf = (name: string): string =>
  name.includes('/') ? name.split('/')[0]! : name.replace(/\.ts$/, '');

/** Folder → what it may import besides itself, as the table in docs/architecture.md says. */
function allowed(): Map<string, ReadonlySet<string>> {
  const page = readFileSync(resolve(source, '../../docs/architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (`[^|]+`) +\|[^|]+\| ([^|]+?) +\|$/gm)];
  const names = (text: string): string[] =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!.replace(/\/$|\.ts$/g, ''));
  const table = new Map<string, ReadonlySet<string>>();
  for (const [, places, imports] of rows) {
    for (const place of names(places!))
      table.set(place, new Set(imports === 'everything' ? ['*'] : names(imports!)));
  }
  return table;
}

const importsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /^(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
    ),
  ].map(([, fixed, dynamic]) => (fixed ?? dynamic)!);

/** The package's own package.json may be read from anywhere, for its version. */
const isModuleOfOurs = (path: string): boolean => path.startsWith('.') && !path.endsWith('package.json');

test('every folder has its row in docs/architecture.md', () => {
  const table = allowed();
  assert.deepEqual(
    [...new Set(code.map(({ name }) => placeOf(name)))].filter((place) => !table.has(place)),
    [],
  );
  assert.deepEqual(table.get('domain'), new Set(['shapes']));
});

test('imports go down only', () => {
  const table = allowed();
  const wrong: string[] = [];
  let seen = 0;
  for (const { name, text } of code) {
    const place = placeOf(name);
    for (const specifier of importsOf(text).filter(isModuleOfOurs)) {
      seen += 1;
      const target = placeOf(posix.join(posix.dirname(name), specifier));
      const may = table.get(place)!;
      if (target !== place && !may.has(target) && !may.has('*')) wrong.push(`${name} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen > 200, `only ${seen} imports were found`);
});

test('the core knows no clock, no chance, no waiting, no machine', () => {
  const forbidden: Record<string, RegExp> = {
    'the clock': /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b/,
    chance: /\bMath\.random\b|\bcrypto\b|\brandomUUID\b/,
    waiting: /\bawait\b|\basync\b|\bset(Timeout|Interval|Immediate)\b|\bPromise\b|\bqueueMicrotask\b/,
    'the machine': /\bprocess\.|\bconsole\b|\bfetch\(|\bglobalThis\b/,
  };
  const wrong: string[] = [];
  for (const { name, text } of code) {
    if (!/^(domain|shapes)\//.test(name)) continue;
    const bare = withoutComments(text);
    for (const [what, pattern] of Object.entries(forbidden)) {
      const found = pattern.exec(bare);
      if (found !== null) wrong.push(`${name} uses ${what}: ${found[0]}`);
    }
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('node:')) wrong.push(`${name} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('imports name their file with .ts, and Node its modules with node:', () => {
  const wrong = files.flatMap(({ name, text }) =>
    importsOf(text)
      .filter((path) =>
        path.startsWith('.') ? !/\.(ts|json)$/.test(path) : /^(fs|path|http|os|crypto)$/.test(path),
      )
      .map((path) => `${name} imports ${path}`),
  );
  assert.deepEqual(wrong, []);
});

test(`no file is longer than ${LINES_MAX} lines`, () => {
  const long = code
    .map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ name, lines }) => `${relative('.', join(source, name))} has ${lines} lines`);
  assert.deepEqual(long, []);
});

/** Comments may speak of anything; texts in quotes stay, for a template may hold code. */
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
