/**
 * Who a manifest belongs to. HyperPod gives each team a namespace with one local queue, and each class of the
 * cluster policy a Kueue priority class, under names derived from the team's and the class's (observed). Kueue
 * reads both labels from the object itself; users write them on pod templates too, and there alone they count
 * here as well (our choice).
 */
import { refusals, warnings } from './messages.ts';
import { at, type Place, text } from './place.ts';

const QUEUE = 'kueue.x-k8s.io/queue-name';
const PRIORITY = 'kueue.x-k8s.io/priority-class';
const QUEUE_NAME = /^hyperpod-ns-([a-z0-9](?:[-a-z0-9]{0,38}[a-z0-9])?)-localqueue$/;
const PRIORITY_CLASS = /^([a-z0-9](?:[-a-z0-9]{0,38}[a-z0-9])?)-priority$/;

export interface Belonging {
  readonly team: string;
  readonly priorityClass?: string;
}

/** The team and class that the labels name; `templates` are the object's pod templates. */
export function belongingOf(root: Place, templates: readonly Place[]): Belonging {
  const namespace = at(root, 'metadata', 'namespace');
  const queue = label(root, templates, QUEUE);
  if (queue === undefined) {
    const known = /^hyperpod-ns-[a-z0-9][-a-z0-9]*$/.exec(text(namespace) ?? '')?.[0];
    throw refusals.noQueue('metadata.labels', known?.slice(0, 63));
  }
  const team = QUEUE_NAME.exec(queue.value)?.[1];
  if (team === undefined) throw refusals.queueName(queue.path, queue.value);
  const given = text(namespace);
  const right = `hyperpod-ns-${team}`;
  if (given !== undefined && given !== right)
    throw refusals.namespace(namespace.path, given, right, queue.value);
  const priority = label(root, templates, PRIORITY);
  if (priority === undefined) return { team };
  const priorityClass = PRIORITY_CLASS.exec(priority.value)?.[1];
  if (priorityClass === undefined) throw refusals.priorityClass(priority.path, priority.value);
  return { team, priorityClass };
}

interface Label {
  readonly path: string;
  readonly value: string;
}

/** A label of the object, or else of its templates; they must not contradict each other. An empty one is none. */
function label(root: Place, templates: readonly Place[], name: string): Label | undefined {
  const own = at(root, 'metadata', 'labels', name);
  const found = [own, ...templates.map((template) => at(template, 'metadata', 'labels', name))]
    .map((place) => ({ path: place.path, value: text(place) ?? '' }))
    .filter(({ value }) => value !== '');
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  const other = others.find(({ value }) => value !== first.value);
  if (other !== undefined) throw refusals.labelsDiffer(other.path, other.value, first.path, first.value);
  if (first.path !== own.path) root.warnings.push(warnings.labelOnTemplateOnly(first.path, own.path));
  return first;
}
