import { dayStart } from './calendar.ts';
import type { FreeZone } from './free-zone.ts';
import type { Block } from './offering.ts';
import type { Window } from './window.ts';

/** A start and an end, and the zones that have the capacity in between. */
interface Slot {
  readonly startAt: number;
  readonly endAt: number;
  readonly zones: readonly FreeZone[];
}

/** The ways to have so many days in one block, the earliest first; `immediate` are the whole days after a start now. */
export function continuousBlocks(
  days: number,
  immediate: readonly number[],
  window: Window,
  zones: readonly FreeZone[],
  most: number,
): (readonly Block[])[] {
  const slots: Slot[] = [];
  for (const slot of slotsInOrder(days, immediate, window, zones)) {
    if (slot.zones.length > 0) slots.push(slot);
    if (slots.length === most) break;
  }
  return chooseZones(slots, most)
    .sort((a, b) => a.startAt - b.startAt || a.endAt - b.endAt)
    .map((block) => [block]);
}

function* slotsInOrder(
  days: number,
  immediate: readonly number[],
  { immediateAt, firstDay, starts }: Window,
  zones: readonly FreeZone[],
): Generator<Slot> {
  for (const whole of immediate) {
    const free = zones.filter(({ isFreeNow, runs }) => isFreeNow && (runs[0] ?? 0) >= whole);
    yield { startAt: immediateAt!, endAt: dayStart(firstDay + whole), zones: free };
  }
  for (let i = 0; i < starts; i += 1) {
    const free = zones.filter(({ runs }) => runs[i]! >= days);
    yield { startAt: dayStart(firstDay + i), endAt: dayStart(firstDay + i + days), zones: free };
  }
}

/**
 * A zone for each slot, rather one that was not named yet, for whoever is bound to a zone cannot ask for it; where
 * there are few slots, further zones of theirs.
 */
function chooseZones(slots: readonly Slot[], most: number): Block[] {
  const named = new Set<string>();
  const blocks = slots.map(({ startAt, endAt, zones }) => {
    const { zone } = zones.find((free) => !named.has(free.zone)) ?? zones[0]!;
    named.add(zone);
    return { zone, startAt, endAt };
  });
  const further = slots.flatMap(({ startAt, endAt, zones }, i) =>
    zones.filter(({ zone }) => zone !== blocks[i]!.zone).map(({ zone }) => ({ zone, startAt, endAt })),
  );
  return [...blocks, ...further].slice(0, most);
}
