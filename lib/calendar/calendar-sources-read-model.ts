import { holidaySource } from "./holiday-read-model";
import type { CalendarRelations, CalendarSource } from "./port";
import { rolloutSource } from "./rollout-entries-read-model";
import { windowSource } from "./window-entries-read-model";
import { changeSource, drillSource } from "./work-entries-read-model";

/** What the product itself shows. Those of other areas are added in `lib/composition-calendar.ts`. */
export const ownCalendarSources: readonly CalendarSource[] = [
  windowSource,
  rolloutSource,
  changeSource,
  drillSource,
  holidaySource,
];

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & {
  signalboxCalendarSources?: readonly CalendarSource[];
  signalboxCalendarRelations?: CalendarRelations;
};

/** Say what the calendar of this process shows. Chosen in the composition. */
export function setCalendarSources(sources: readonly CalendarSource[]): void {
  holder.signalboxCalendarSources = sources;
}

/** What the calendar shows; the product's own sources where nobody said so. */
export function currentCalendarSources(): readonly CalendarSource[] {
  return holder.signalboxCalendarSources ?? ownCalendarSources;
}

const noRelations: CalendarRelations = { listRelations: async () => [] };

/** Say who knows which service needs which. Chosen in the composition. */
export function setCalendarRelations(relations: CalendarRelations): void {
  holder.signalboxCalendarRelations = relations;
}

export function currentCalendarRelations(): CalendarRelations {
  return holder.signalboxCalendarRelations ?? noRelations;
}
