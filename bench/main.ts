import { help, readOptions } from './options.ts';
import { create } from './parts/create.ts';
import { day } from './parts/day.ts';
import { explain } from './parts/explain.ts';
import { moto } from './parts/moto.ts';
import { plans } from './parts/plans.ts';
import { plansYears } from './parts/plans-year.ts';
import { requests } from './parts/requests.ts';
import { reservations } from './parts/reservations.ts';
import { scheduler } from './parts/scheduler.ts';
import { buildSizes, size } from './parts/size.ts';
import { start } from './parts/start.ts';
import { tasks } from './parts/tasks.ts';
import { writeResults } from './results-file.ts';
import { Run } from './run.ts';
import { judge } from './targets.ts';

/** The benchmark: its parts in turn, then its targets and its figures. */
const options = readOptions();
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

const run = new Run(options);
try {
  const sizes = run.storeAt('sizes.sqlite');
  if (run.isWanted('start')) await start(run);
  if (run.isWanted('size') || run.isWanted('requests')) await buildSizes(run, sizes);
  if (run.isWanted('size')) await size(run, sizes);
  if (run.isWanted('requests')) for (const auth of ['off', 'on'] as const) await requests(run, sizes, auth);
  if (run.isWanted('create')) for (const auth of ['off', 'on'] as const) await create(run, auth);
  if (run.isWanted('tasks')) await tasks(run);
  if (run.isWanted('moto')) await moto(run);
  if (run.isWanted('day')) await day(run);
  if (run.isWanted('plans-year')) await plansYears(run);
  if (run.isWanted('scheduler')) scheduler(run);
  if (run.isWanted('explain')) await explain(run);
  if (run.isWanted('plans')) await plans(run);
  if (run.isWanted('reservations')) await reservations(run);
  judge(run.report, run.connectionCounts.at(-1)!);
  run.report.printVerdicts();
  writeResults(run.report, run.quick);
} finally {
  await run.end();
}
