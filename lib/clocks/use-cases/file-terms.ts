import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { Slug, title } from "@/lib/platform/fields";
import type { DefinitionFault, DefinitionKind, FiledDefinition } from "@/lib/slos/port";
import { ClockTerms, ScheduleTerms } from "../contract";
import { scheduleFaults } from "../domain/terms-check";
import { loadClockDefinitions, loadSchedules } from "../terms-read-model";
import { lockClockDefinitions, lockSchedules } from "../terms-store";
import { termsReasons } from "./check-terms";
import { lockedClockDefinition } from "./edit-clock-definition";
import { lockedSchedule } from "./edit-schedule";
import { writeClockEdit, writeClockEnd, writeNewClock, writeNewSchedule, writeScheduleEdit } from "./write-terms";

const head = {
  slug: Slug.describe("Short name; it cannot be changed."),
  name: title(80).describe("Name for people."),
};

function faultsAt(slug: string, reasons: readonly Reason[]): DefinitionFault[] {
  return reasons.map(({ field = "", message, remedy = "" }) => {
    return { slug, path: field.replace(/^terms\.?/, ""), message, remedy };
  });
}

/** Business schedules in the files of objectives. They are never ended: clocks that ran in them stay computable. */
export const scheduleKind: DefinitionKind = {
  kind: "BusinessSchedules",
  list: "schedules",
  entry: ScheduleTerms.extend(head),
  permission: "clock:write",
  canRetire: false,
  async load(tx, { slugs, isAll, isLocking }) {
    if (isLocking) await lockSchedules(prismaExecutor(tx), slugs, isAll);
    return loadSchedules(tx, slugs, isAll);
  },
  async faultsOf(_tx, wanted) {
    return wanted.flatMap(({ slug, content }) => faultsAt(slug, scheduleFaults(ScheduleTerms.parse(content))));
  },
  async write(context, { action, slug, wanted }, reason) {
    if (wanted === null) throw new Error("a business schedule has no end");
    const { name, content } = wanted;
    const terms = ScheduleTerms.parse(content);
    if (action === "create") await writeNewSchedule(context, { slug, name, terms }, reason);
    else await writeScheduleEdit(context, await lockedSchedule(context.tx, slug), { name, terms }, reason);
  },
};

/** Clock definitions in the files of objectives. A new one applies from when it is written. */
export const clockKind: DefinitionKind = {
  kind: "ClockDefinitions",
  list: "clocks",
  entry: ClockTerms.extend(head),
  permission: "clock:write",
  canRetire: true,
  async load(tx, { slugs, isAll, isLocking }) {
    if (isLocking) await lockClockDefinitions(prismaExecutor(tx), slugs, isAll);
    return loadClockDefinitions(tx, slugs, isAll);
  },
  async faultsOf(tx, wanted, others) {
    const faults: DefinitionFault[] = [];
    for (const { slug, content } of wanted) {
      const terms = ClockTerms.parse(content);
      const hours = await hoursOf(tx, terms.schedule, others(scheduleKind.kind));
      faults.push(...faultsAt(slug, await termsReasons(tx, terms, hours)));
    }
    return faults;
  },
  async write(context, { action, slug, wanted }, reason) {
    if (action === "retire" || wanted === null) {
      await writeClockEnd(context, await lockedClockDefinition(context.tx, slug), reason);
      return;
    }
    const { name, content } = wanted;
    const terms = ClockTerms.parse(content);
    const appliesFrom = new Date(context.now);
    if (action === "create") await writeNewClock(context, { slug, name, terms, appliesFrom }, reason);
    else await writeClockEdit(context, await lockedClockDefinition(context.tx, slug), { name, terms }, reason);
  },
};

/** The hours of a schedule as the files want them, or else as they are; null when there is none of this name. */
async function hoursOf(tx: Tx, slug: string | null, filed: readonly FiledDefinition[]): Promise<ScheduleTerms | null> {
  if (slug === null) return null;
  const inFiles = filed.find((one) => one.slug === slug);
  if (inFiles) return ScheduleTerms.parse(inFiles.content);
  const [stored] = await loadSchedules(tx, [slug], false);
  return stored?.content ?? null;
}
