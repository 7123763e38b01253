import { clustersStandOnTheirPlans } from './checkers/clusters-on-plans.ts';
import { countsAddUp, describedCountsAreTrue, settledClustersAreComplete } from './checkers/counts.ts';
import { memoryEqualsStore } from './checkers/durability.ts';
import { endpointsAreSound } from './checkers/endpoints.ts';
import { eventsAreInOrder } from './checkers/events.ts';
import { governanceIsIndexed, governanceIsSound } from './checkers/governance.ts';
import { idsAndAddressesAreUnique, nodesKeepTheirIdentity } from './checkers/identity.ts';
import { plansAreHeld } from './checkers/plan-users.ts';
import { nothingIsOversold, plansAreSound } from './checkers/plans.ts';
import { nothingIsLeftBehind, nothingIsStuck, timersAreIndexed } from './checkers/progress.ts';
import { everythingHasSettled, nothingIsGivenUp, replacementsTookPlace } from './checkers/quiescence.ts';
import { repliesAreTrue } from './checkers/replies.ts';
import { tasksOfAllAreSound } from './checkers/tasks.ts';
import { trainingJobsAreSound, trainingJobsHaveEnded } from './checkers/training-jobs.ts';
import { perform } from './perform.ts';
import type { Simulation as S } from './simulation.ts';
import { Simulation } from './simulation.ts';
import type { Story } from './steps.ts';

/** What holds after every step. */
const checkers: readonly ((simulation: S) => void)[] = [
  countsAddUp,
  describedCountsAreTrue,
  settledClustersAreComplete,
  idsAndAddressesAreUnique,
  nodesKeepTheirIdentity,
  nothingIsLeftBehind,
  nothingIsStuck,
  timersAreIndexed,
  eventsAreInOrder,
  governanceIsIndexed,
  governanceIsSound,
  tasksOfAllAreSound,
  plansAreSound,
  nothingIsOversold,
  ({ state }) => plansAreHeld(state),
  ({ state }) => clustersStandOnTheirPlans(state),
  trainingJobsAreSound,
  endpointsAreSound,
  repliesAreTrue,
];

/** Reading everything back is dear: it is done this often, and at every restart. */
const STEPS_PER_COMPARISON = 10;
/** Longer than any work takes, tries and waits included. */
const LONG_MS = { realistic: 5 * 86_400_000, brisk: 6 * 3_600_000, instant: 6 * 3_600_000 };

/** Tells a story to its end. A failure says what was done, in words. */
export async function simulate(story: Story, look?: (simulation: S) => void): Promise<Simulation> {
  const simulation = new Simulation(story);
  try {
    for (const [number, step] of story.steps.entries()) {
      const ids = instanceIds(simulation);
      if (step.do === 'restart') memoryEqualsStore(simulation);
      await perform(simulation, step);
      if (story.restarting) simulation.fleet.restart();
      remember(simulation, ids);
      for (const check of checkers) check(simulation);
      look?.(simulation);
      if (number % STEPS_PER_COMPARISON === 0) memoryEqualsStore(simulation);
    }
    await comeToRest(simulation);
  } catch (error) {
    const told = simulation.transcript.join('\n  ');
    throw new Error(`${error instanceof Error ? error.message : error}\nWhat was done:\n  ${told}`, {
      cause: error,
    });
  }
  return simulation;
}

/** Everything that was wrong ends, and time passes. */
async function comeToRest(simulation: Simulation): Promise<void> {
  const { fleet, store } = simulation;
  store.failing = 0;
  for (const id of [...simulation.state.standingFaults.keys()]) await fleet.endFault(id);
  simulation.note('all faults end, and a long time passes');
  await fleet.advance(LONG_MS[simulation.story.pace]);
  await fleet.settle();
  for (const check of [
    ...checkers,
    memoryEqualsStore,
    everythingHasSettled,
    nothingIsGivenUp,
    replacementsTookPlace,
    trainingJobsHaveEnded,
  ])
    check(simulation);
}

const instanceIds = ({ entries }: Simulation): Set<string> =>
  new Set(entries.flatMap(({ nodes }) => [...nodes.all()].flatMap(({ instanceId }) => instanceId ?? [])));

function remember(simulation: Simulation, before: ReadonlySet<string>): void {
  const present = instanceIds(simulation);
  for (const id of before) if (!present.has(id)) simulation.formerIds.push(id);
}
