import { plansNamed } from './cluster/plan-of-group.ts';
import { plansOfEndpoint } from './inference/endpoint.ts';
import type { Kind, Objects } from './objects.ts';
import { plansOfJob } from './training/training-job.ts';

/** The training plans that an object names, by ARN; the state keeps an index of it. Kinds that are not here name none. */
export const plansOf: { readonly [K in Kind]?: (doc: Objects[K]) => readonly string[] } = {
  cluster: plansNamed,
  endpoint: plansOfEndpoint,
  trainingJob: plansOfJob,
};
