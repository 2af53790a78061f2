import type { CommandContext } from "@/lib/platform/use-case";
import type { ClockDefinitionView, ClockTerms, ScheduleTerms, ScheduleView } from "../contract";
import { findClockDefinitionRow, findScheduleRow, viewClockDefinition, viewSchedule } from "../terms-read-model";
import { insertClockDefinition, insertSchedule, saveClockDefinition, saveSchedule } from "../terms-store";
import { checkTerms } from "./check-terms";

type Context = Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint" | "record">;

interface Content<Terms> {
  readonly slug: string;
  readonly name: string;
  readonly terms: Terms;
}

interface Edit<Terms> {
  readonly name?: string | undefined;
  readonly terms?: Terms | undefined;
}

/** Write a new business schedule, whose terms were found without fault. */
export async function writeNewSchedule(
  context: Context,
  content: Content<ScheduleTerms>,
  reason: string | null,
): Promise<ScheduleView> {
  const { actor, tx, ids } = context;
  await insertSchedule(tx, { id: ids.next("bsc"), ...content, createdBy: actor.name }, reason);
  return tellSchedule(context, content.slug, null, reason);
}

/** Write a change of a locked business schedule. Terms are a new version. */
export async function writeScheduleEdit(
  context: Context,
  before: ScheduleView,
  { name, terms }: Edit<ScheduleTerms>,
  reason: string,
): Promise<ScheduleView> {
  const version = terms && { version: before.version + 1, terms, savedBy: context.actor.name, reason };
  await saveSchedule(context.tx, before.id, { name, version });
  return tellSchedule(context, before.slug, before, reason);
}

async function tellSchedule(
  { tx, record, hint }: Context,
  slug: string,
  before: ScheduleView | null,
  reason: string | null,
): Promise<ScheduleView> {
  const row = await findScheduleRow(tx, slug);
  if (!row) throw new Error("a schedule that was just written is not there");
  const after = viewSchedule(row);
  const subject = { kind: "business_schedule", id: slug, name: after.name };
  await record({ subject, ...(before ? { before } : {}), after, reason });
  await hint({ topic: "clock", id: slug, revision: after.revision });
  return after;
}

/** Write a new clock definition. Throws `invalid_input` with every reason against its terms. */
export async function writeNewClock(
  context: Context,
  { appliesFrom, ...content }: Content<ClockTerms> & { readonly appliesFrom: Date },
  reason: string | null,
): Promise<ClockDefinitionView> {
  const { actor, tx, ids } = context;
  const scheduleId = await checkTerms(tx, content.terms);
  const created = { id: ids.next("cld"), ...content, createdBy: actor.name, scheduleId, appliesFrom };
  await insertClockDefinition(tx, created, reason);
  return tellClock(context, content.slug, null, reason);
}

/** Write a change of a locked clock definition. Terms are a new version. */
export async function writeClockEdit(
  context: Context,
  before: ClockDefinitionView,
  { name, terms }: Edit<ClockTerms>,
  reason: string,
): Promise<ClockDefinitionView> {
  const scheduleId = terms ? await checkTerms(context.tx, terms) : null;
  const version = terms && { version: before.version + 1, terms, savedBy: context.actor.name, reason };
  await saveClockDefinition(context.tx, before.id, { name, version, scheduleId });
  return tellClock(context, before.slug, before, reason);
}

/** End a locked clock definition. Clocks that began go on to their end. */
export async function writeClockEnd(
  context: Context,
  before: ClockDefinitionView,
  reason: string,
): Promise<ClockDefinitionView> {
  await saveClockDefinition(context.tx, before.id, { retiredAt: new Date(context.now) });
  return tellClock(context, before.slug, before, reason);
}

async function tellClock(
  { tx, record, hint }: Context,
  slug: string,
  before: ClockDefinitionView | null,
  reason: string | null,
): Promise<ClockDefinitionView> {
  const row = await findClockDefinitionRow(tx, slug);
  if (!row) throw new Error("a clock definition that was just written is not there");
  const after = viewClockDefinition(row);
  const subject = { kind: "clock_definition", id: slug, name: after.name };
  await record({ subject, ...(before ? { before } : {}), after, reason });
  await hint({ topic: "clock", id: slug, revision: after.revision });
  return after;
}
