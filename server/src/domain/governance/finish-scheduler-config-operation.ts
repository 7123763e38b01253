import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { finishOperation } from './finish-operation.ts';

/** A cluster scheduler config's creation, update or deletion ends. */
export function finishSchedulerConfigOperation(draft: Draft, id: string, context: Context): void {
  finishOperation(
    draft,
    'schedulerConfig',
    id,
    (resource) => ({ ...resource, applied: resource.config }),
    context,
  );
}
