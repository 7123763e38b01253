import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { ClusterQueue } from '../scheduler/cluster-queue.ts';
import type { LiveScheduler } from './live-scheduler.ts';
import { governanceOf, requestPass } from './request-pass.ts';

/**
 * Something came from outside that the scheduler has to look at: a task, a node, a setting. Where a loop was stopped
 * scheduling goes on with it: in the queues that share quota with the one concerned, or everywhere.
 */
export function cameFromOutside(
  draft: Draft,
  clusterId: string,
  context: Context,
  concerned?: { readonly live: LiveScheduler; readonly queue: ClusterQueue },
): void {
  const { stopped = [] } = governanceOf(draft, clusterId);
  if (stopped.length > 0) {
    const rest = concerned === undefined ? [] : stopped.filter((name) => !isAffected(name, concerned));
    if (rest.length < stopped.length) {
      draft.put('governance', clusterId, { ...governanceOf(draft, clusterId), stopped: rest });
    }
  }
  requestPass(draft, clusterId, context);
}

const isAffected = (
  name: string,
  { live, queue }: { readonly live: LiveScheduler; readonly queue: ClusterQueue },
): boolean => live.scheduler.tree.siblings.get(queue)!.some((sibling) => sibling.name === name);
