/**
 * What tasks ask for, once for all that ask for the same: most of a team's are alike, and thousands of them are kept.
 * What follows from it alone is made once, too.
 */
import { INSTANCE_TYPE_LABEL } from '../governance/policy-of.ts';
import type { PodSet } from '../scheduler/workload.ts';
import type { TaskPodSet } from './task.ts';

export interface TaskShape {
  readonly asked: readonly TaskPodSet[];
  /** The same in the scheduler's words. */
  readonly podSets: readonly PodSet[];
}

/** Past it all are forgotten: who asks again is written down again. */
export const SHAPES_KNOWN_MAX = 1_000;
/** What takes more to say is not remembered, so that all that is known is some megabytes at the most. */
export const SHAPE_CHARS_MAX = 4_096;
const byText = new Map<string, TaskShape>();
const byAsked = new WeakMap<readonly TaskPodSet[], TaskShape>();

/** The same as others ask for: their very list where it is known, else this one. */
export const sharedOf = (asked: readonly TaskPodSet[]): readonly TaskPodSet[] =>
  byText.get(JSON.stringify(asked))?.asked ?? asked;

/** The shape of a task that asks for this. */
export function shapeOf(asked: readonly TaskPodSet[]): TaskShape {
  const known = byAsked.get(asked);
  if (known !== undefined) return known;
  const text = JSON.stringify(asked);
  let shape = byText.get(text);
  if (shape === undefined) {
    shape = { asked, podSets: asked.map(podSetOf) };
    if (text.length > SHAPE_CHARS_MAX) return shape;
    if (byText.size === SHAPES_KNOWN_MAX) byText.clear();
    byText.set(text, shape);
    byAsked.set(asked, shape);
  }
  return shape;
}

const podSetOf = ({ replicas, minReplicas, instanceTypes, ...alike }: TaskPodSet): PodSet => ({
  ...alike,
  count: replicas,
  minCount: minReplicas,
  nodeAffinity: instanceTypes?.length ? { [INSTANCE_TYPE_LABEL]: instanceTypes } : undefined,
});
