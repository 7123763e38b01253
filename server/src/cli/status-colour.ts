import type { Colour } from './table.ts';

/** Green: as it should be; yellow: on its way; red: someone should look. */
export function clusterColour(status: string): Colour {
  if (status === 'InService') return 'green';
  return status === 'Failed' || status === 'RollingBack' ? 'red' : 'yellow';
}

export function taskColour(status: string): Colour {
  if (status === 'Running') return 'green';
  if (status === 'Failed') return 'red';
  return status === 'Succeeded' || status === 'Cancelled' ? 'gray' : 'yellow';
}

/** Yellow is on its way, as a plan is until it is Active. */
export function planColour(status: string): Colour {
  if (status === 'Active') return 'green';
  if (status === 'Failed') return 'red';
  return status === 'Expired' ? 'gray' : 'yellow';
}

export function nodeColour(status: string): Colour {
  if (status === 'Running') return 'green';
  return status === 'Failure' ? 'red' : 'yellow';
}
