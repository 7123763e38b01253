import { catalog } from './catalog.ts';
import { clock } from './clock.ts';
import { clusters } from './clusters.ts';
import { events } from './events.ts';
import { fault } from './fault.ts';
import { governance } from './governance.ts';
import { health } from './health.ts';
import { market } from './market.ts';
import { metrics } from './metrics.ts';
import { nodes } from './nodes.ts';
import { plans } from './plans.ts';
import { reset } from './reset.ts';
import { scheduler } from './scheduler.ts';
import { serve } from './serve.ts';
import { task } from './task.ts';
import type { Verb } from './verb.ts';

/** Every verb there is, in the order of the help. */
export const verbs: readonly Verb[] = [
  serve,
  health,
  clusters,
  nodes,
  events,
  task,
  governance,
  plans,
  market,
  fault,
  clock,
  metrics,
  reset,
  catalog,
  scheduler,
];
