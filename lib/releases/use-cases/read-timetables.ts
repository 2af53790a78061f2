import { momentWords } from "@/lib/calendar/domain/recurrence-words";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { inFreezeWords } from "../domain/departures";
import {
  ListTimetablesInput,
  PreviewTimetableInput,
  type TimetableList,
  type TimetablePreview,
} from "../timetable-contract";
import {
  departuresWithin,
  departureView,
  loadFreezes,
  loadSurroundings,
  loadTimetables,
  rangeAhead,
  timetableView,
} from "../timetable-read-model";
import { resolveTimetable } from "./timetable-fields";

/** Timetables with their next departures: when each goes, what freezes make of it, and which trains take it. */
export const listTimetables = defineQuery({
  name: "timetable.list",
  permission: "train:read",
  input: ListTimetablesInput,
  async handle({ db, now }): Promise<TimetableList> {
    const run = prismaExecutor(db);
    const timetables = await loadTimetables(run, { since: now });
    if (timetables.length === 0) return { items: [] };
    const surroundings = await loadSurroundings(run, now);
    return { items: timetables.map((one) => timetableView(one, surroundings)) };
  },
});

const shownDepartures = 8;

/** The departures that a rule would give, by the function that shows kept ones. Throws `invalid_input` with every reason. */
export const previewTimetable = defineQuery({
  name: "timetable.preview",
  permission: "train:read",
  input: PreviewTimetableInput,
  async handle({ input, db, now }): Promise<TimetablePreview> {
    const run = prismaExecutor(db);
    const { recurrence, environmentId } = await resolveTimetable(run, input);
    const { inFreeze } = input;
    const planned = { recurrence, inFreeze, madeAt: now, endedAt: null, environment: { id: environmentId } };
    const range = rangeAhead(planned, now, shownDepartures);
    const found = departuresWithin(planned, range, await loadFreezes(run, range)).slice(0, shownDepartures);
    return {
      words: momentWords(recurrence),
      inFreezeWords: inFreezeWords(inFreeze),
      departures: found.map((departure) => departureView(departure, [])),
    };
  },
});
