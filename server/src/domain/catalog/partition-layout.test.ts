import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instanceTypes } from './instance-type.ts';
import { placeOnGpu } from './partition-geometry.ts';
import { migConfigsOf, nodeLayout } from './partition-layout.ts';
import { profilesOf } from './partition-profile.ts';

const P4D = 'ml.p4d.24xlarge';

describe('the layout of a node under nvidia.com/mig.config', () => {
  test('no label and all-disabled leave the GPUs whole', () => {
    for (const config of [undefined, 'all-disabled']) {
      const layout = { state: 'success', wholeGpus: [0, 1, 2, 3], slices: [] };
      assert.deepEqual(nodeLayout('ml.g5.12xlarge', config), layout);
      assert.deepEqual(nodeLayout('ml.m5.xlarge', config), { ...layout, wholeGpus: [] });
      assert.deepEqual(nodeLayout('ml.trn1.32xlarge', config), { ...layout, wholeGpus: [] });
    }
  });

  test('all-<profile> fills each GPU', () => {
    const layout = nodeLayout(P4D, 'all-3g.20gb');
    assert.equal(layout.state, 'success');
    assert.deepEqual(layout.wholeGpus, []);
    assert.equal(layout.slices.length, 16);
    assert.deepEqual(layout.slices.slice(2, 4), [
      { gpu: 1, profile: 'mig-3g.20gb', start: 0 },
      { gpu: 1, profile: 'mig-3g.20gb', start: 4 },
    ]);
  });

  test('the mixed configurations of the operator', () => {
    const layout = nodeLayout(P4D, 'mixed-1-1g.5gb-1-2g.10gb-1-4g.20gb');
    assert.equal(layout.state, 'success');
    assert.deepEqual(layout.slices.slice(0, 3), [
      { gpu: 0, profile: 'mig-4g.20gb', start: 0 },
      { gpu: 0, profile: 'mig-2g.10gb', start: 4 },
      { gpu: 0, profile: 'mig-1g.5gb', start: 6 },
    ]);
    assert.deepEqual(migConfigsOf('ml.p5en.48xlarge'), [
      'all-disabled',
      'all-1g.18gb',
      'all-1g.35gb',
      'all-2g.35gb',
      'all-3g.71gb',
      'all-4g.71gb',
      'all-7g.141gb',
      'mixed-1-3g.71gb-1-4g.71gb',
      'mixed-1-1g.18gb-1-2g.35gb-1-4g.71gb',
      'mixed-3-1g.18gb-1-4g.71gb',
      'mixed-1-1g.18gb-1-2g.35gb-1-3g.71gb',
      'mixed-3-1g.18gb-1-3g.71gb',
      'mixed-2-2g.35gb-1-3g.71gb',
      'mixed-2-1g.18gb-1-2g.35gb-1-3g.71gb',
      'mixed-4-1g.18gb-1-3g.71gb',
      'mixed-1-1g.18gb-3-2g.35gb',
      'mixed-3-1g.18gb-2-2g.35gb',
      'mixed-5-1g.18gb-1-2g.35gb',
    ]);
    assert.deepEqual(migConfigsOf('ml.p6-b300.48xlarge').slice(7), ['mixed-2-1g.34gb-1-2g.67gb-1-3g.135gb']);
  });

  test('what means nothing for the type fails, and says what does', () => {
    const failures: readonly (readonly [type: string, config: string, reason: RegExp])[] = [
      [P4D, 'all-3g.20g', /is 'all-3g\.20g', which is no configuration .* Did you mean 'all-3g\.20gb'\?/],
      [P4D, 'all-1g.18gb', /Did you mean 'all-1g\.10gb'\? Its profiles are mig-1g\.5gb, mig-1g\.10gb,/],
      [P4D, 'balanced', /It is one of all-disabled, all-1g\.5gb, /],
      ['ml.g5.xlarge', 'all-1g.5gb', /The GPUs of ml\.g5\.xlarge cannot be partitioned.*all-disabled/],
      ['ml.p5.4xlarge', 'all-1g.10gb', /cannot be partitioned/],
    ];
    for (const [type, config, reason] of failures) {
      const layout = nodeLayout(type, config);
      assert.equal(layout.state, 'failed', config);
      assert.match(layout.reason, reason);
    }
  });

  test('every layout of every type is legal', () => {
    let layouts = 0;
    for (const type of instanceTypes.keys()) {
      for (const config of migConfigsOf(type)) {
        const layout = nodeLayout(type, config);
        assert.equal(layout.state, 'success');
        for (const slices of Map.groupBy(layout.slices, ({ gpu }) => gpu).values()) {
          const placed = slices.map(({ profile, start }) => ({ profile, start }));
          const names = placed.map(({ profile }) => profile);
          assert.deepEqual(placeOnGpu(type, names), placed, `${type} ${config}`);
          assert.ok(names.every((name) => profilesOf(type).has(name)));
        }
        layouts += layout.slices.length > 0 ? 1 : 0;
      }
    }
    assert.ok(layouts > 100);
  });
});
