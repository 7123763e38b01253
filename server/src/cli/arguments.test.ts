import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from './arguments.ts';
import { overview, verbHelp } from './help.ts';
import type { Verb } from './verb.ts';
import { verbs } from './verbs.ts';

const parse = (line: string) => parseCommandLine(verbs, line === '' ? [] : line.split(' '));

test('command lines are taken apart', async (t) => {
  const table: Record<string, [verb: string, args: string[], options: object, flags: string[]]> = {
    health: ['health', [], {}, []],
    'nodes ml --watch --json': ['nodes', ['ml'], {}, ['watch', 'json']],
    'nodes --region us-west-2 ml': ['nodes', ['ml'], { region: 'us-west-2' }, []],
    'nodes -- --odd': ['nodes', ['--odd'], {}, []],
    clock: ['show', [], {}, []],
    'clock --json': ['show', [], {}, ['json']],
    'clock advance 2h': ['advance', ['2h'], {}, []],
    catalog: ['show', [], {}, []],
    'catalog ml.p5.48xlarge --json': ['show', ['ml.p5.48xlarge'], {}, ['json']],
    'catalog show ml.p5.48xlarge': ['show', ['ml.p5.48xlarge'], {}, []],
    'catalog layout t a b --gpus 2 c': ['layout', ['t', 'a', 'b', 'c'], { gpus: '2' }, []],
    'fault node i-1 --needs=reboot --for 30s': ['node', ['i-1'], { needs: 'reboot', for: '30s' }, []],
    'fault end --all': ['end', [], {}, ['all']],
  };
  for (const [line, expected] of Object.entries(table)) {
    await t.test(line, () => {
      const parsed = parse(line);
      assert.equal(parsed.type, 'call');
      if (parsed.type !== 'call') return;
      assert.deepEqual([parsed.verb.name, parsed.arguments, parsed.options, [...parsed.flags]], expected);
    });
  }
});

test("the server's options are its own", () => {
  const parsed = parse('serve --store memory --port 0');
  assert.deepEqual(parsed.type === 'raw' && parsed.args, ['--store', 'memory', '--port', '0']);
  assert.equal(parse('serve --help').type, 'raw');
});

test('wrong command lines are refused with the way out', async (t) => {
  const table: Record<string, RegExp> = {
    '': /What shall be done\? One of serve, health,/,
    nodse: /has no verb 'nodse'\. Did you mean 'quartermaster nodes'\?/,
    even: /Did you mean 'quartermaster events'\?/,
    xyzzy: /has no verb 'xyzzy'\. It has serve, health,/,
    '--json health': /The verb comes before its options/,
    nodes: /quartermaster nodes needs CLUSTER: its name, id or ARN/,
    'nodes a b': /does not know what to do with 'b'/,
    'nodes ml --wach': /has no option --wach\. Did you mean --watch\?/,
    'nodes ml -x': /has no option --x\. See/,
    'nodes ml --watch=yes': /quartermaster nodes: .*--watch/,
    'nodes ml --endpoint': /quartermaster nodes: .*--endpoint/,
    fault: /quartermaster fault needs one of node, capacity,/,
    'fault nod': /Did you mean 'quartermaster fault node'\?/,
    'fault --json list': /The verb comes before its options: 'quartermaster fault VERB --json'/,
    'fault node i-1': /quartermaster fault node needs --needs WHAT: what cures it/,
    'clock advnce 2h': /Did you mean 'quartermaster clock advance'\?/,
    'catalog layout t': /quartermaster catalog layout needs PROFILE: such as mig-1g\.5gb/,
    'catalog t u': /quartermaster catalog show does not know what to do with 'u'/,
    'help nodse': /Did you mean 'quartermaster nodes'\?/,
  };
  for (const [line, message] of Object.entries(table)) {
    await t.test(`'${line}'`, () => assert.throws(() => parse(line), { name: 'UsageRefused', message }));
  }
});

test('every verb teaches itself, with an example that it would take', () => {
  assert.ok(overview(verbs).includes('Exit codes: 0 done, 1 refused'));
  const check = (path: string, verb: Verb): void => {
    for (const line of [`${path} --help`, `${path} -h`, `help ${path}`]) {
      const parsed = parse(line.trim());
      if (parsed.type === 'help') assert.equal(parsed.verb, verb);
      else assert.fail(line);
    }
    const help = verbHelp(`quartermaster ${path}`, verb);
    assert.ok(help.includes(`Usage: quartermaster ${path}`) && help.includes('Examples:'), path);
    assert.ok(verb.examples.length > 0, path);
    for (const [example] of verb.examples) {
      const words = example
        .replace(/^until /, '')
        .replace(/[;|].*/, '')
        .replaceAll("'", '')
        .trim()
        .split(' ');
      assert.equal(words.shift(), 'quartermaster', example);
      assert.match(parseCommandLine(verbs, words).type, /^(call|raw)$/, example);
    }
    for (const inner of verb.verbs ?? [])
      if (inner.runRaw === undefined) check(`${path} ${inner.name}`, inner);
  };
  for (const verb of verbs) if (verb.runRaw === undefined) check(verb.name, verb);
});
