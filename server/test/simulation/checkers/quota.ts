import assert from 'node:assert/strict';
import { queueOfTeam } from '../../../src/domain/governance/policy-of.ts';
import { usageByQueue } from '../../../src/domain/governance/team-usage.ts';
import type { QuotaTree } from '../../../src/domain/scheduler/quota-tree.ts';
import type { ClusterEntry } from '../../../src/domain/state.ts';
import { isEnded, type Task } from '../../../src/domain/workload/task.ts';
import { freshScheduler } from './fresh-scheduler.ts';

/** A queue's usage is what its tasks hold, and what is borrowed is lent, as far as there is anything to lend. */
export function quotaIsConserved(entry: ClusterEntry): void {
  const { live, tasks } = entry.governance;
  const open = tasks.entries.filter((task) => !isEnded(task));
  for (const scheduler of [live?.scheduler, freshScheduler(entry).scheduler]) {
    if (scheduler === undefined) continue;
    usageIsHeld(scheduler.tree, open);
    borrowedIsLent(scheduler.tree);
  }
}

function usageIsHeld({ queues, frs }: QuotaTree, open: readonly Task[]): void {
  const held = new Map<string, number>();
  for (const task of open) {
    for (const [what, amount] of heldBy(task)) {
      const key = `${queueOfTeam(task.spec.team)} ${what}`;
      held.set(key, (held.get(key) ?? 0) + amount);
    }
  }
  for (const [name, { usage }] of queues) {
    for (const { index, flavor, resource } of frs.all)
      assert.equal(
        usage[index],
        held.get(`${name} ${flavor}/${resource}`) ?? 0,
        `${name} uses of ${flavor}/${resource} what its tasks hold`,
      );
  }
}

/** By `instance type/resource`: what a task holds while it runs and until it has stopped. */
export function heldBy({ spec, admission }: Pick<Task, 'spec' | 'admission'>): Map<string, number> {
  const held = new Map<string, number>();
  for (const { name, count, flavors } of admission?.podSets ?? []) {
    const { requests } = spec.podSets.find((podSet) => podSet.name === name)!;
    for (const [resource, flavor] of Object.entries(flavors)) {
      const key = `${flavor}/${resource}`;
      held.set(key, (held.get(key) ?? 0) + (requests[resource] ?? 0) * count);
    }
  }
  return held;
}

function borrowedIsLent(tree: QuotaTree): void {
  const sums = new Map<string, { borrowed: number; lent: number; idle: number }>();
  for (const [queue, rows] of usageByQueue(tree)) {
    const { parent } = tree.queues.get(queue)!;
    for (const { instanceType, resource, quota, used, borrowed, lent } of rows) {
      const key = `${parent?.name ?? queue} ${instanceType}/${resource}`;
      const sum = sums.get(key) ?? { borrowed: 0, lent: 0, idle: 0 };
      sum.borrowed += borrowed;
      sum.lent += lent;
      sum.idle += Math.max(0, quota - used);
      sums.set(key, sum);
    }
  }
  for (const [what, { borrowed, lent, idle }] of sums)
    assert.equal(lent, Math.min(borrowed, idle), `what is borrowed of ${what} is lent`);
}
