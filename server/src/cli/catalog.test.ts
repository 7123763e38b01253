import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run } from './cli.ts';

/** Runs a command line where no server is. */
async function cli(line: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await run(line.split(' '), {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { QUARTERMASTER_ENDPOINT: 'http://127.0.0.1:1' },
    input: async () => '',
    ask: undefined,
    untilInterrupted: () => new AbortController().signal,
  });
  return { code, out, err };
}

async function ok(line: string): Promise<string> {
  const { code, out, err } = await cli(line);
  assert.deepEqual([code, err], [0, ''], line);
  return out;
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('the catalogue on the command line, without a server', () => {
  test('lists instance types, all or some', async () => {
    const table: Record<string, number> = {
      catalog: 201,
      'catalog --partitions': 8,
      'catalog --neuron': 4,
      'catalog --gpu --partitions': 8,
    };
    for (const [line, count] of Object.entries(table)) {
      assert.equal(linesOf(await ok(line)).length, count + 1, line);
      assert.equal(JSON.parse(await ok(`${line} --json`)).instanceTypes.length, count, line);
    }
    assert.equal(await ok('catalog --gpu --neuron'), 'No instance type is both.\n');
    assert.match(
      await ok('catalog --gpu'),
      /\nml\.g5\.xlarge +4 +16 +amd64 +1 x a10g of 22\.35 GiB +0 +2\.5/,
    );
  });

  test('shows one type', async () => {
    const p4d = await ok('catalog ml.p4d.24xlarge');
    assert.match(p4d, /^accelerators +8 x a100 of 40 GiB\ncounted as +nvidia\.com\/gpu\n/m);
    assert.match(p4d, /^mig-1g\.10gb +1 of 7 +2 of 8 +4 +0 2 4 6 +nvidia\.com\/mig-1g\.10gb$/m);
    assert.match(p4d, /can be:\n {2}all-disabled\n {2}all-1g\.5gb\n/);
    assert.match(await ok('catalog ml.m5.xlarge'), /left for pods +3\.92 CPU, 14\.4 GiB; with .* 1\.93 CPU/);
    assert.match(await ok('catalog ml.p6e-gb200.36xlarge'), /^EFA interfaces +unknown$/m);
    assert.match(await ok('catalog ml.p6-b300.48xlarge'), /nvidia\.com\/mig-7g\.269gb \(not in the API\)$/m);
    const json = JSON.parse(await ok('catalog ml.p5.48xlarge --json'));
    assert.deepEqual(
      [json.vCpu, json.partitions.length, json.partitions[0].name, json.migConfigs.length],
      [192, 6, 'mig-1g.10gb', 18],
    );
    assert.deepEqual(json.allocatableWithOneThread.cpu, 95_690);
  });

  test('says whether partitions fit, and where', async () => {
    assert.deepEqual(linesOf(await ok('catalog layout ml.p4d.24xlarge 3g.20gb mig-2g.10gb 2x1g.5gb')), [
      'GPU  PROFILE      MEMORY SLICES  COMPUTE SLICES',
      '0    mig-2g.10gb  0-1            2',
      '0    mig-1g.5gb   2              1',
      '0    mig-1g.5gb   3              1',
      '0    mig-3g.20gb  4-7            3',
      '',
      'They fit on 1 GPU of ml.p4d.24xlarge: 7 of 7 compute slices and 8 of 8 memory slices are taken.',
    ]);
    assert.deepEqual(JSON.parse(await ok('catalog layout ml.p4d.24xlarge 4g.20gb --json')), {
      instanceType: 'ml.p4d.24xlarge',
      gpus: 1,
      profiles: ['mig-4g.20gb'],
      fits: true,
      layouts: [[{ profile: 'mig-4g.20gb', start: 0 }]],
    });
    assert.match(
      await ok('catalog layout ml.p4d.24xlarge 16x3g.20gb --gpus 8'),
      /They fit on 8 GPUs .*: 48 of 56 compute/,
    );
  });

  test('exits with 1 where they do not fit, and says why', async (t) => {
    const table: Record<string, RegExp> = {
      '2x3g.20gb 1g.5gb': /on 1 GPU of ml\.p4d\.24xlarge: they take 9 memory slices, and there are 8\.$/,
      '4g.20gb 2x2g.10gb': /they take 8 compute slices, and there are 7\.$/,
      '2x4g.20gb --gpus 1': /they take 8 compute slices/,
      '1000000x1g.5gb': /they take 8 compute slices/,
      '17x3g.20gb --gpus 8': /on 8 GPUs .* they take 68 memory slices, and there are 64\.$/,
      '4g.20gb 5x2g.10gb --gpus 2': /there are slices enough over all, and no way to share the profiles out/,
    };
    for (const [line, reason] of Object.entries(table)) {
      await t.test(line, async () => {
        const { code, out } = await cli(`catalog layout ml.p4d.24xlarge ${line}`);
        assert.equal(code, 1);
        assert.match(out.trimEnd(), reason);
        const json = await cli(`catalog layout ml.p4d.24xlarge ${line} --json`);
        assert.equal(json.code, 1);
        assert.equal(JSON.parse(json.out).fits, false);
      });
    }
  });

  test('a wrong command line names the way out', async (t) => {
    const table: Record<string, RegExp> = {
      'catalog p5.48xlarge': /There is no instance type 'p5\.48xlarge'\. Did you mean ml\.p5\.48xlarge\?/,
      'catalog layuot': /Did you mean layout\?/,
      'catalog nothing-at-all': /List them with 'quartermaster catalog'/,
      'catalog layout ml.p4d.24xlarge 1g.18gb': /has no partition profile '1g\.18gb'\..* It has mig-1g\.5gb,/,
      'catalog layout ml.g5.xlarge 1g.5gb': /accelerators of ml\.g5\.xlarge cannot be partitioned/,
      'catalog layout p4d 1g.5gb': /no instance type 'p4d'/,
      'catalog layout ml.p4d.24xlarge 1g.5gb --gpus 9': /--gpus is '9', and must be .* from 1 to 8/,
    };
    for (const [line, message] of Object.entries(table)) {
      await t.test(line, async () => {
        const { code, out, err } = await cli(line);
        assert.deepEqual([code, out], [2, '']);
        assert.match(err, message);
      });
    }
  });
});
