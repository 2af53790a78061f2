import type { PgBoss } from "pg-boss";
import { Counter, Gauge, type Registry } from "prom-client";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { countHolidayCalendars } from "../holiday-store";
import { publishCalendarJob, readDueHolidaysJob, readHolidaysJob } from "../jobs";
import { lastPublishedAt } from "../publication-store";
import { publishCalendar } from "./publish-calendar";
import { readDueHolidays, readHolidays } from "./read-holidays";

/** Publish the calendar and read holidays, by the clock and as asked for; their age is for whoever watches this worker. */
export async function registerCalendar(boss: PgBoss, runtime: Runtime, registry: Registry): Promise<void> {
  const { log } = runtime;
  const changes = addMetrics(runtime, registry);
  await workOn(boss, publishCalendarJob, log, async () => {
    changes.inc((await publishCalendar(runtime))?.changed ?? 0);
  });
  // The clock's turn may be a minute away.
  await boss.send(publishCalendarJob.name, {});
  await workOn(boss, readHolidaysJob, log, ({ id }) => readHolidays(runtime, id));
  await workOn(boss, readDueHolidaysJob, log, () => readDueHolidays(runtime));
}

function addMetrics(runtime: Runtime, registry: Registry): Counter {
  const registers = [registry];
  const db = prismaExecutor(runtime.db);
  const ageS = (at: number | undefined): number => (at === undefined ? Number.NaN : (runtime.clock.now() - at) / 1_000);
  new Gauge({
    name: "signalbox_calendar_age_seconds",
    help: "Since when feeds have not been compared with the calendar.",
    registers,
    async collect() {
      this.set(ageS((await lastPublishedAt(db)) ?? undefined));
    },
  });
  new Gauge({
    name: "signalbox_holiday_calendars",
    help: "Calendars of holidays.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { all, failing } = await countHolidayCalendars(db);
      this.set({ state: "failing" }, failing);
      this.set({ state: "ok" }, all - failing);
    },
  });
  return new Counter({
    name: "signalbox_calendar_changes_total",
    help: "Entries that feeds tell of in another way than before.",
    registers,
  });
}
