import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareTrace } from './agreement.ts';
import type { ObservedState } from './observation.ts';
import { type RecordedStep, type RecordedTrace, replay } from './replay.ts';
import type { Scenario } from './scenario.ts';

const queue = (name: string) => ({
  name,
  cohort: 'all',
  queueingStrategy: 'BestEffortFIFO' as const,
  preemption: { reclaimWithinCohort: 'Any' as const },
  resourceGroups: [[{ flavor: 'f', resources: [{ name: 'cpu', nominal: '2' }] }]],
});
const job = (name: string, clusterQueue: string, submit: number, cpu: string) => ({
  name,
  clusterQueue,
  priority: 0,
  submit,
  duration: 10,
  podSets: [{ name: 'main', count: 1, requests: { cpu } }],
});

/** One borrows, the other takes its quota back. */
const scenario: Scenario = {
  fairSharing: false,
  flavors: ['f'],
  cohorts: [],
  clusterQueues: [queue('guest'), queue('owner')],
  jobs: [job('guest-1', 'guest', 1, '4'), job('owner-1', 'owner', 2, '2')],
};

const recorded = (): RecordedTrace => ({
  name: 'own',
  livelock: false,
  scenario,
  observed: structuredClone(replay(scenario)),
});

const withStep = (kind: 'admitted' | 'preempted', change: (step: RecordedStep) => RecordedStep) => {
  const trace = recorded();
  const at = trace.observed.steps.findIndex((step) => (step[kind]?.length ?? 0) > 0);
  assert.ok(at >= 0, `a step that has ${kind} somebody`);
  const steps = trace.observed.steps.with(at, change(trace.observed.steps[at]!));
  return { ...trace, observed: { ...trace.observed, steps } };
};

const withState = (change: (state: ObservedState) => object): RecordedTrace => {
  const trace = recorded();
  const states = trace.observed.states.with(0, change(trace.observed.states[0]!) as ObservedState);
  return { ...trace, observed: { ...trace.observed, states } };
};

const admittedAs = (change: object) =>
  withStep('admitted', ({ admitted, ...step }) => ({ ...step, admitted: [{ ...admitted![0]!, ...change }] }));

const without = (member: keyof ObservedState) =>
  withState((state) => Object.fromEntries(Object.entries(state).filter(([name]) => name !== member)));

test('a recording agrees with itself', () => {
  const { first, steps, states } = compareTrace(recorded());
  assert.equal(first, undefined);
  assert.deepEqual([steps.equal, states.equal], [steps.recorded, states.recorded]);
});

describe('whatever is altered in a recording is found', () => {
  const altered: readonly [what: string, trace: () => RecordedTrace][] = [
    ['t', () => withStep('admitted', (step) => ({ ...step, t: step.t + 0.5 }))],
    ['cycle', () => withStep('admitted', (step) => ({ ...step, cycle: step.cycle + 100 }))],
    ['admitted', () => admittedAs({ workload: 'another' })],
    ['admitted', () => admittedAs({ flavors: { main: { cpu: 'g' } } })],
    ['admitted', () => admittedAs({ counts: { main: 2 } })],
    ['admitted', () => withStep('admitted', ({ admitted, ...step }) => step)],
    [
      'preempted',
      () =>
        withStep('preempted', (step) => ({
          ...step,
          preempted: [{ ...step.preempted![0]!, workload: 'x' }],
        })),
    ],
    [
      'preempted',
      () =>
        withStep('preempted', (step) => ({ ...step, preempted: [{ ...step.preempted![0]!, reason: 'x' }] })),
    ],
    ['t', () => withState((state) => ({ ...state, t: state.t + 0.5 }))],
    ['running', () => withState((state) => ({ ...state, running: [] }))],
    ['pendingActive', () => withState((state) => ({ ...state, pendingActive: { guest: ['x'] } }))],
    [
      'pendingInadmissible',
      () => withState((state) => ({ ...state, pendingInadmissible: { guest: ['x'] } })),
    ],
    ['available', () => withState((state) => ({ ...state, available: {} }))],
    ['weightedShare', () => withState((state) => ({ ...state, weightedShare: {} }))],
    ['available', () => without('available')],
    ['weightedShare', () => without('weightedShare')],
    ['livelock', () => ({ ...recorded(), livelock: true })],
  ];
  for (const [index, [what, trace]] of altered.entries())
    test(`${what} (${index})`, () => assert.equal(compareTrace(trace()).first?.what, what));

  test('a step or a state too few', () => {
    const { observed, ...trace } = recorded();
    const fewer = { ...observed, steps: observed.steps.slice(0, -1) };
    assert.equal(compareTrace({ ...trace, observed: fewer }).first?.what, 'step');
    const less = { ...observed, states: observed.states.slice(0, -1) };
    assert.equal(compareTrace({ ...trace, observed: less }).first?.what, 'state');
  });
});
