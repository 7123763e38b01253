import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notification } from '../domain/notification.ts';
import { EVENTS_BUFFERED_MAX, EventFeed, SUBSCRIBERS_MAX } from './event-feed.ts';

const notification = (subject: string): Notification => ({ subject, event: { id: subject } as never });
const many = (count: number): Notification[] => Array.from({ length: count }, () => notification('c'));
const ignore = { onMore: () => undefined, onClose: () => undefined };
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('events are numbered from one on, and the newest of them kept', () => {
  const feed = new EventFeed();
  feed.publish([notification('a'), notification('b')]);
  assert.deepEqual(
    [...feed.kept()].map(({ id, notification }) => [id, notification.subject]),
    [
      [1, 'a'],
      [2, 'b'],
    ],
  );
  feed.publish(many(EVENTS_BUFFERED_MAX - 1));
  assert.deepEqual([feed.oldest, feed.latest], [2, EVENTS_BUFFERED_MAX + 1]);
  assert.equal(feed.get(1), undefined);
  assert.equal(feed.get(2)?.notification.subject, 'b');
  assert.equal([...feed.kept()].length, EVENTS_BUFFERED_MAX);
});

test('what was cleared is gone, and the numbers go on', () => {
  const feed = new EventFeed();
  feed.publish(many(3));
  feed.clear();
  assert.deepEqual([...feed.kept()], []);
  feed.publish(many(1));
  assert.deepEqual(
    [...feed.kept()].map(({ id }) => id),
    [4],
  );
});

test('listeners hear of more once a turn, until they leave', async () => {
  const feed = new EventFeed();
  let heard = 0;
  const leave = feed.subscribe({ ...ignore, onMore: () => (heard += 1) })!;
  feed.publish(many(2));
  feed.publish(many(2));
  assert.equal(heard, 0);
  await turn();
  assert.equal(heard, 1);
  leave();
  feed.publish(many(1));
  await turn();
  assert.equal(heard, 1);
});

test('there is a limit to listeners, and none once the feed is closed', () => {
  const feed = new EventFeed();
  let closed = 0;
  const leaves = Array.from({ length: SUBSCRIBERS_MAX }, () =>
    feed.subscribe({ ...ignore, onClose: () => (closed += 1) }),
  );
  assert.equal(feed.subscribe(ignore), undefined);
  leaves[0]!();
  assert.notEqual(feed.subscribe(ignore), undefined);
  feed.close();
  assert.equal(closed, SUBSCRIBERS_MAX - 1);
  assert.equal(feed.subscribe(ignore), undefined);
});
