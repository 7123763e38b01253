/** What the pages say in tables, held against the code: options, faults, metrics, limits, operations. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { CreateClusterCommand } from '@aws-sdk/client-sagemaker';
import { help } from '../src/config.ts';
import { operationShapes } from '../src/shapes/operations.ts';
import { Endpoints, onPlan } from './conformance/endpoint-requests.ts';
import { continuous, nodesOf } from './conformance/requests.ts';
import { startService } from './conformance/service.ts';

const root = resolve(import.meta.dirname, '../..');
const page = (name: string): string => readFileSync(join(root, name), 'utf8');
const operationsPage = page('docs/operations.md');

/** The rows of the table below a heading, each as its cells. */
function table(text: string, heading: string): string[][] {
  const from = text.indexOf(`\n${heading}\n`);
  assert.ok(from >= 0, `there is no heading ${heading}`);
  const section = text.slice(from + heading.length + 2).split(/\n#{1,3} /)[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

const code = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

test('every option of the server is on the page, and no other', () => {
  const named = table(operationsPage, '## Options').flatMap(([option]) => /--[a-z-]+/.exec(option!)![0]);
  const inHelp = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);
  assert.deepEqual(new Set(named), new Set(inHelp));
});

test('every operation is in the table of the README, and has its place in docs/compatibility.md', () => {
  const rows = table(page('README.md'), '## Operations').flatMap(([names]) => names!.split(', '));
  assert.deepEqual(new Set(rows), new Set(Object.keys(operationShapes)));
  const headings = [...page('docs/compatibility.md').matchAll(/^## (.*)$/gm)]
    .map(([, heading]) => heading)
    .join();
  for (const name of Object.keys(operationShapes)) {
    assert.ok(headings.includes(name) || (name.endsWith('Tags') && headings.includes('tags')), name);
  }
});

test('every row of docs/compatibility.md says how it is known', () => {
  const rows = page('docs/compatibility.md')
    .split('\n')
    .filter((line) => /^\| [^-]/.test(line) && !/^\| behaviour/.test(line));
  assert.ok(rows.length > 100);
  const unmarked = rows.filter(
    (row) => !/documented|observed|our choice|published/.test(row.split('|').at(-2)!),
  );
  assert.deepEqual(unmarked, []);
});

test('every limit on the page is a constant of that name in the code', () => {
  const source = join(root, 'server/src');
  const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(source, name), 'utf8'))
    .join('\n');
  const names = table(operationsPage, '## Limits').flatMap(([, constants]) => code(constants!));
  assert.deepEqual(
    names.filter((name) => !text.includes(`const ${name} = `)),
    [],
  );
  const domainLimits = [
    ...readFileSync(join(source, 'domain/limits.ts'), 'utf8').matchAll(/const ([A-Z_]+) =/g),
  ];
  assert.deepEqual(
    domainLimits.map(([, name]) => name).filter((name) => !names.includes(name!)),
    [],
  );
});

test('what a server says of itself', async (t) => {
  const service = await startService('--pace', 'instant');
  const client = service.client();
  await client.send(new CreateClusterCommand(continuous('demo')));
  const [node] = await nodesOf(client, 'demo');
  await t.test('every metric on the page is there, and no other of ours', async () => {
    const { text } = await service.raw({ method: 'GET', path: '/_quartermaster/metrics' });
    const there = [...text.matchAll(/^# TYPE (quartermaster_\w+)/gm)].map(([, name]) => name);
    const named = table(operationsPage, '## Metrics').map(([metric]) => /\w+/.exec(metric!)![0]);
    assert.deepEqual(new Set(named), new Set(there));
  });
  const endpoints = new Endpoints(service, client);
  await endpoints.model('llm');
  const { arn } = await endpoints.plan('p5', 1);
  await endpoints.config('one', onPlan(1, arn));
  await endpoints.create('chat', 'one');
  const faults = table(operationsPage, '## Faults');
  assert.ok(faults.length > 12);
  for (const [what, json] of faults) {
    await t.test(`a fault as the page writes it: ${what}`, async () => {
      const body = JSON.parse(code(json!)[0]!.replace('i-…', node!.InstanceId!));
      const { status, json: fault } = await service.control('POST', 'faults', body);
      assert.equal(status, 201, JSON.stringify(fault));
      const { json: shown } = await service.control('DELETE', `faults/${fault.id}`);
      for (const [name, value] of Object.entries(body)) {
        if (!['count', 'durationSeconds'].includes(name)) assert.deepEqual(shown[name], value, name);
      }
    });
  }
});
