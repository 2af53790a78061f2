import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { listClockViews } from "../clock-list-read-model";
import { findClock } from "../clock-read-model";
import { type ClockDetail, ClockIdInput, type ClockView, ListClocksInput } from "../contract";

/** Clocks by due time, computed as they are read. */
export const listClocks = defineQuery({
  name: "clock.list",
  permission: "clock:read",
  input: ListClocksInput,
  handle: ({ input, db, now }): Promise<Page<ClockView>> => listClockViews(db, input, now),
});

/** One clock with its events, its arithmetic and every revision. */
export const getClock = defineQuery({
  name: "clock.get",
  permission: "clock:read",
  input: ClockIdInput,
  async handle({ input, db, now }): Promise<ClockDetail> {
    const clock = await findClock(db, input.id, now);
    if (!clock) throw notFound("clock", input.id);
    return clock;
  },
});
