import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { departuresWithin, loadFreezes, loadTimetables, rangeAhead } from "../timetable-read-model";

const shown = 3;

/**
 * The departure of a timetable that a train takes: the one at `asked`, or the next that goes. Throws `invalid_input` naming the next ones
 * when there is none.
 */
export async function departureOf(
  db: SqlExecutor,
  { timetableId, asked, now }: { readonly timetableId: string; readonly asked: Instant | null; readonly now: Instant },
): Promise<Instant> {
  const [timetable] = await loadTimetables(db, { since: now, id: timetableId });
  if (!timetable) {
    throw invalidField("timetable", "There is no such timetable, or it has ended.", "Choose one of the cadence page.");
  }
  const ahead = rangeAhead(timetable, now, 60);
  const range = asked === null ? ahead : { from: asked, to: plusMs(asked, 1) };
  const ats = departuresWithin(timetable, range, await loadFreezes(db, range)).flatMap(({ at }) => at ?? []);
  const found = asked === null ? ats.find((at) => at > now) : ats.find((at) => at === asked);
  if (found !== undefined) return found;
  const next = departuresWithin(timetable, ahead, await loadFreezes(db, ahead)).flatMap(({ at }) => at ?? []);
  const words = next.slice(0, shown).map((at) => new Date(at).toISOString());
  const remedy = words.length === 0 ? "It has none ahead: leave the timetable out." : `Next are ${words.join(", ")}.`;
  throw invalidField("plannedAt", `${timetable.name} has no departure then.`, remedy);
}
