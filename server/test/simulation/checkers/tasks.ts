import type { ClusterEntry, State } from '../../../src/domain/state.ts';
import type { Simulation } from '../simulation.ts';
import { ledgerAddsUp } from './ledger.ts';
import { devicesHaveOneOwner, replicasStandOnNodes } from './places.ts';
import { quotaIsConserved } from './quota.ts';
import { nothingIsForgotten } from './rest.ts';
import { historyTellsTheTruth, ToldHistory } from './task-history.ts';
import { tasksAreInTheScheduler } from './tasks-in-scheduler.ts';

/** All that must hold of the tasks of a cluster, whatever has happened. Answers whether they are at rest. */
export function tasksAreSound(state: State, entry: ClusterEntry, now: number): boolean {
  const { id } = entry.cluster;
  if (state.get('governance', id) === undefined) return false;
  devicesHaveOneOwner(entry.governance.tasks.entries);
  replicasStandOnNodes(entry);
  tasksAreInTheScheduler(entry);
  quotaIsConserved(entry);
  const told = new ToldHistory(entry.governance.records.entries, now);
  historyTellsTheTruth(entry, told);
  ledgerAddsUp(state, id, told, now);
  return nothingIsForgotten(entry, state.get('governance', id), now);
}

/** The same of every cluster of a simulation. */
export function tasksOfAllAreSound({ state, entries, fleet, looks }: Simulation): void {
  for (const entry of entries) {
    looks.all += 1;
    if (tasksAreSound(state, entry, fleet.now)) looks.atRest += 1;
  }
}
