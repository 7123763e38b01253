import { test } from 'node:test';
import { crash } from './crash.ts';
import { seedFrom } from './random.ts';

/** A few kills in every run of the tests; QUARTERMASTER_KILLS=200 is the full test. */
const kills = Number(process.env.QUARTERMASTER_KILLS ?? 5);
const isFull = kills > 20;

test(`kill -9 under load, ${kills} times: every acknowledged write is there`, async () => {
  const begun = performance.now();
  const s = await crash({ kills, seed: seedFrom('QUARTERMASTER_SEED'), slowWork: isFull });
  if (!isFull) return;
  process.stdout.write(
    `crash test: ${s.kills} kills under load and ${s.killedWhileStarting} while starting; ` +
      `${s.acknowledged} writes acknowledged, ${s.refused} refused, ${s.unanswered} unanswered; ` +
      `${s.overdue} transitions overdue and ${s.resumed} resumed at the starts; nothing lost, ` +
      `in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`,
  );
});
