/** What every store must do. Each implementation's test calls this. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Change, Store } from './store.ts';

/** One store, to be opened again and again if it is durable. */
export interface StoreSubject {
  open(): Store;
  dispose(): void;
}

const put = (key: string, doc: object, kind = 'node'): Change => ({ kind, key, doc });
const drop = (key: string, kind = 'node'): Change => ({ kind, key, doc: undefined });
const contents = (store: Store): unknown[] =>
  [...store.load()].map(({ kind, key, revision, doc }) => [kind, key, revision, doc]);

const RULES: Record<string, (store: Store) => void> = {
  'a new store is empty and at revision 0': (store) => {
    assert.equal(store.revision, 0);
    assert.deepEqual(contents(store), []);
  },
  'what is committed is loaded, by kind and key, with the revision of its commit': (store) => {
    assert.deepEqual(
      store.commit(0, [put('b', { n: 1 }), put('a', { n: 2 }), put('c', { n: 3 }, 'cluster')]),
      {
        committed: 1,
      },
    );
    assert.deepEqual(store.commit(1, [put('b', { m: [null, 'ü€😀', 0.1] })]), { committed: 2 });
    assert.equal(store.revision, 2);
    assert.deepEqual(contents(store), [
      ['cluster', 'c', 1, { n: 3 }],
      ['node', 'a', 1, { n: 2 }],
      ['node', 'b', 2, { m: [null, 'ü€😀', 0.1] }],
    ]);
  },
  'a deleted object is gone, and may come back': (store) => {
    store.commit(0, [put('a', { n: 1 }), put('b', { n: 1 })]);
    store.commit(1, [drop('a'), drop('never there')]);
    assert.deepEqual(contents(store), [['node', 'b', 1, { n: 1 }]]);
    store.commit(2, [put('a', { n: 3 })]);
    assert.deepEqual(contents(store)[0], ['node', 'a', 3, { n: 3 }]);
  },
  'of several changes to one object in a commit the last holds': (store) => {
    store.commit(0, [put('a', { n: 1 }), drop('a'), put('a', { n: 2 }), put('b', {}), drop('b')]);
    assert.deepEqual(contents(store), [['node', 'a', 1, { n: 2 }]]);
  },
  'kind and key are not mixed up, whatever stands in them': (store) => {
    const names = ['', "'", '"', 'a/b', 'a,b', '%', ' ', 'ü', 'A', 'a'];
    store.commit(
      0,
      names.flatMap((kind) => names.map((key) => put(key, { kind, key }, kind))),
    );
    assert.equal(contents(store).length, 100);
    for (const { kind, key, doc } of store.load()) assert.deepEqual(doc, { kind, key });
  },
  'a commit decided on another revision changes nothing and learns the present one': (store) => {
    store.commit(0, [put('a', { n: 1 })]);
    store.commit(1, [put('a', { n: 2 })]);
    for (const base of [0, 1, 3, -1]) assert.deepEqual(store.commit(base, [drop('a')]), { conflict: 2 });
    assert.deepEqual(store.commit(0, []), { conflict: 2 });
    assert.deepEqual(contents(store), [['node', 'a', 2, { n: 2 }]]);
  },
  'a commit of nothing leaves the revision': (store) => {
    assert.deepEqual(store.commit(0, []), { committed: 0 });
    assert.equal(store.revision, 0);
  },
  'the store keeps a copy': (store) => {
    const doc = { list: [1] };
    store.commit(0, [put('a', doc)]);
    doc.list.push(2);
    for (const { doc } of store.load()) (doc as { list: number[] }).list.push(3);
    assert.deepEqual(contents(store), [['node', 'a', 1, { list: [1] }]]);
  },
  'a document that is no JSON is thrown out with its whole commit, and the store goes on': (store) => {
    assert.throws(() => store.commit(0, [put('a', {}), put('b', { n: 1n })]), TypeError);
    assert.deepEqual(contents(store), []);
    assert.deepEqual(store.commit(0, [put('a', {})]), { committed: 1 });
  },
  'loading may stop half way': (store) => {
    store.commit(0, [put('a', {}), put('b', {})]);
    for (const { key } of store.load()) if (key === 'a') break;
    assert.deepEqual(store.commit(1, [drop('b')]), { committed: 2 });
    assert.equal(contents(store).length, 1);
  },
  'closing twice is once': (store) => {
    store.close();
    store.close();
  },
};

/** Declares the tests for one kind of store. */
export function storeContract(
  name: string,
  create: () => StoreSubject,
  { durable }: { durable: boolean },
): void {
  for (const [rule, check] of Object.entries(RULES)) {
    test(`${name}: ${rule}`, () => withStore(create(), check));
  }

  test(`${name}: any history leaves what a map would hold`, () => {
    const change = fc.record({
      kind: fc.constantFrom('x', 'y'),
      key: fc.constantFrom('1', '2', '3'),
      doc: fc.option(fc.object({ maxDepth: 1 }), { nil: undefined, freq: 3 }),
    });
    const history = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(history, (commits) => {
        const subject = create();
        try {
          replay(subject, commits, durable);
        } finally {
          subject.dispose();
        }
      }),
      { numRuns: 30 },
    );
  });
}

function withStore(subject: StoreSubject, check: (store: Store) => void): void {
  const store = subject.open();
  try {
    check(store);
  } finally {
    store.close();
    subject.dispose();
  }
}

/** A durable store is closed and opened again after every commit. */
function replay(subject: StoreSubject, commits: readonly Change[][], durable: boolean): void {
  const model = new Map<string, unknown>();
  let store = subject.open();
  for (const [base, changes] of commits.entries()) {
    assert.deepEqual(store.commit(base, changes), { committed: base + 1 });
    for (const { kind, key, doc } of changes) {
      if (doc) model.set(kind + key, [kind, key, base + 1, JSON.parse(JSON.stringify(doc))]);
      else model.delete(kind + key);
    }
    if (durable) {
      store.close();
      store = subject.open();
    }
    assert.equal(store.revision, base + 1);
    assert.deepEqual(
      contents(store),
      [...model].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    );
  }
  store.close();
}
