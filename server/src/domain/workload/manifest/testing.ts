import type { ManifestTask } from './read-manifest.ts';
import { readManifest } from './read-manifest.ts';

/** Builders of manifests for tests: the smallest that is taken, with what the test is about put in. */
export const labels = {
  'kueue.x-k8s.io/queue-name': 'hyperpod-ns-vision-localqueue',
  'kueue.x-k8s.io/priority-class': 'training-priority',
};

export const container = (requests: object = {}, limits: object = {}) => ({
  name: 'main',
  image: 'registry/image:1',
  resources: { requests, limits },
});

export const podSpec = (more: object = {}) => ({
  restartPolicy: 'Never',
  containers: [container({ cpu: 1 })],
  ...more,
});

export const metadata = (more: object = {}) => ({ name: 'train', labels, ...more });

export const job = (spec: object = {}, meta: object = {}, pod: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: metadata(meta),
  spec: { template: { spec: podSpec(pod) }, ...spec },
});

export const pod = (spec: object = {}, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(meta),
  spec: podSpec(spec),
});

/** The only task of one document. */
export function only(document: unknown): ManifestTask {
  const { tasks } = readManifest([document]);
  if (tasks.length !== 1) throw new Error(`${tasks.length} tasks`);
  return tasks[0]!;
}
