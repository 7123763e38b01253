import type { Route } from './call.ts';
import { moveClock, showClock } from './clock.ts';
import { listClusters } from './clusters.ts';
import { events } from './events.ts';
import { createFault, endFault, endFaults, listFaults, showFault } from './faults.ts';
import { health, metrics, reset } from './health.ts';
import { listNodes } from './nodes.ts';

/** Where the control endpoints are. */
export const PREFIX = '/_quartermaster';

const world = ['account', 'region'];

/** Every control endpoint there is. */
export const routes: readonly Route[] = [
  { method: 'GET', path: `${PREFIX}/health`, open: true, handler: health },
  { method: 'GET', path: `${PREFIX}/metrics`, open: true, handler: metrics },
  { method: 'POST', path: `${PREFIX}/reset`, body: [], handler: reset },
  /** Test suites written for moto reset their server here. */
  { method: 'POST', path: '/moto-api/reset', body: 'own', handler: reset },
  { method: 'GET', path: `${PREFIX}/clock`, handler: showClock },
  {
    method: 'POST',
    path: `${PREFIX}/clock`,
    body: ['advanceSeconds', 'advanceTo', 'runUntilIdle'],
    handler: moveClock,
  },
  { method: 'GET', path: `${PREFIX}/faults`, query: ['standing'], handler: listFaults },
  { method: 'POST', path: `${PREFIX}/faults`, body: 'own', handler: createFault },
  { method: 'DELETE', path: `${PREFIX}/faults`, handler: endFaults },
  { method: 'GET', path: `${PREFIX}/faults/{id}`, handler: showFault },
  { method: 'DELETE', path: `${PREFIX}/faults/{id}`, handler: endFault },
  {
    method: 'GET',
    path: `${PREFIX}/events`,
    query: ['cluster', ...world, 'follow', 'history'],
    handler: events,
  },
  {
    method: 'GET',
    path: `${PREFIX}/clusters`,
    query: [...world, 'limit', 'nextToken'],
    handler: listClusters,
  },
  {
    method: 'GET',
    path: `${PREFIX}/nodes`,
    query: ['cluster', ...world, 'limit', 'nextToken'],
    handler: listNodes,
  },
];

/** What the table says of a path: the route and its id, the methods that the path has, or that nothing is there. */
export type Found =
  | { readonly route: Route; readonly id: string }
  | { readonly allow: readonly string[] }
  | undefined;

/** Looks a request up. */
export function findRoute(method: string | undefined, path: string): Found {
  const collection = path.slice(0, path.lastIndexOf('/'));
  const here = routes.filter(
    (route) => route.path === path || (route.path === `${collection}/{id}` && !path.endsWith('/')),
  );
  if (here.length === 0) return undefined;
  const route = here.find((candidate) => candidate.method === method);
  if (route === undefined) return { allow: here.map((candidate) => candidate.method) };
  return { route, id: decoded(path.slice(collection.length + 1)) };
}

/** A percent sign that encodes nothing is taken as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The table in one line, for those who asked for what is not there. */
export const overview = [...new Set(routes.map(({ path }) => path))].join(', ');
