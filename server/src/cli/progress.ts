import { formatDuration } from './duration.ts';
import type { Io } from './io.ts';

/** Nothing is shown for what is done sooner. */
const SILENT_MS = 1_000;
const FRAME_MS = 100;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/** Shows on the terminal that something takes its time, and how long it has. */
export async function withProgress<T>({ stderr }: Io, label: string, work: Promise<T>): Promise<T> {
  if (stderr.isTTY !== true) return work;
  const begun = performance.now();
  let frame = 0;
  let drawn = false;
  const timer = setInterval(() => {
    const elapsed = performance.now() - begun;
    if (elapsed < SILENT_MS) return;
    frame += 1;
    drawn = true;
    stderr.write(`\r${FRAMES[frame % FRAMES.length]} ${label} ${formatDuration(elapsed)}\x1b[K`);
  }, FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (drawn) stderr.write('\r\x1b[K');
  }
}
