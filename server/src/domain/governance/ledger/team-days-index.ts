import { entryOf } from '../../entry.ts';
import type { OpenDay, TeamDay } from './team-day.ts';

/** The ledger of one cluster: rows by team and day, and which of them are open. */
export class TeamDaysIndex {
  readonly #rows = new Map<string, Map<string, TeamDay>>();
  /** Team → the day of its open row; a team has one at most. */
  readonly #openDays = new Map<string, string>();
  /** Day → the teams whose open row is of that day: nearly always one day, today. */
  readonly #openTeams = new Map<string, Set<string>>();

  /** Teams with rows, those that came first in front. */
  get teams(): ReadonlyMap<string, ReadonlyMap<string, TeamDay>> {
    return this.#rows;
  }

  get(team: string, day: string): TeamDay | undefined {
    return this.#rows.get(team)?.get(day);
  }

  /** The team's row whose meter runs. */
  openOf(team: string): OpenDay | undefined {
    const day = this.#openDays.get(team);
    return day === undefined ? undefined : (this.get(team, day) as OpenDay);
  }

  /** All teams whose meter runs. */
  get openTeams(): Iterable<string> {
    return this.#openDays.keys();
  }

  /** Teams whose open row is not of this day. */
  openOnOtherDays(day: string): readonly string[] {
    const others: string[] = [];
    for (const [other, teams] of this.#openTeams) if (other !== day) others.push(...teams);
    return others;
  }

  set(team: string, day: string, row: TeamDay | undefined): TeamDay | undefined {
    const days = entryOf(this.#rows, team, () => new Map<string, TeamDay>());
    const previous = days.get(day);
    if (row === undefined) days.delete(day);
    else days.set(day, row);
    if (days.size === 0) this.#rows.delete(team);
    if (previous?.meter !== undefined) this.#close(team, day);
    if (row?.meter !== undefined) {
      this.#openDays.set(team, day);
      entryOf(this.#openTeams, day, () => new Set<string>()).add(team);
    }
    return previous;
  }

  #close(team: string, day: string): void {
    if (this.#openDays.get(team) === day) this.#openDays.delete(team);
    const teams = this.#openTeams.get(day);
    teams?.delete(team);
    if (teams?.size === 0) this.#openTeams.delete(day);
  }
}
