import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { ClockTerms, ScheduleTerms } from "./contract";

const json = (value: unknown) => value as Prisma.InputJsonValue;

interface Saved<Terms> {
  readonly version: number;
  readonly terms: Terms;
  readonly savedBy: string;
  readonly reason: string | null;
}

interface NewTerms<Terms> {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly terms: Terms;
  readonly createdBy: string;
}

interface Change<Terms> {
  readonly name?: string | undefined;
  readonly version?: Saved<Terms> | undefined;
}

/** Insert a business schedule with its first version. */
export async function insertSchedule(tx: Tx, given: NewTerms<ScheduleTerms>, reason: string | null): Promise<void> {
  const { terms, ...rest } = given;
  await tx.businessSchedule.create({ data: { ...rest, terms: json(terms) } });
  await insertScheduleVersion(tx, given.id, { version: 1, terms, savedBy: given.createdBy, reason });
}

async function insertScheduleVersion(tx: Tx, scheduleId: string, saved: Saved<ScheduleTerms>): Promise<void> {
  await tx.businessScheduleVersion.create({ data: { scheduleId, ...saved, terms: json(saved.terms) } });
}

/** Hold the row of this schedule until the transaction ends; false when there is none. */
export async function lockSchedule(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from business_schedule where slug = ${slug} for update`);
  return rows.length > 0;
}

/** Hold these schedules, or every one, until the transaction ends, in one order for everybody. */
export async function lockSchedules(db: SqlExecutor, slugs: readonly string[], isAll: boolean): Promise<void> {
  await db.query(sql`
    select id from business_schedule where slug = any(${[...slugs]}::text[]) or ${isAll} order by slug for update`);
}

/** The same of clock definitions, of which all are those in force. */
export async function lockClockDefinitions(db: SqlExecutor, slugs: readonly string[], isAll: boolean): Promise<void> {
  await db.query(sql`
    select id from clock_definition where slug = any(${[...slugs]}::text[]) or (${isAll} and retired_at is null)
    order by slug for update`);
}

/** Change a locked schedule; new terms are a new version. */
export async function saveSchedule(tx: Tx, id: string, { name, version }: Change<ScheduleTerms>): Promise<void> {
  await tx.businessSchedule.update({
    where: { id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(version ? { version: version.version, terms: json(version.terms) } : {}),
      revision: { increment: 1 },
    },
  });
  if (version) await insertScheduleVersion(tx, id, version);
}

/** What is kept beside the terms, to find the incidents of a definition by. */
function columnsOf({ scope }: ClockTerms, scheduleId: string | null) {
  return { scheduleId, services: scope.services, tiers: scope.tiers, severities: scope.severities };
}

export interface NewClockDefinition extends NewTerms<ClockTerms> {
  readonly scheduleId: string | null;
  readonly appliesFrom: Date;
}

/** Insert a clock definition with its first version. */
export async function insertClockDefinition(tx: Tx, given: NewClockDefinition, reason: string | null): Promise<void> {
  const { terms, scheduleId, ...rest } = given;
  await tx.clockDefinition.create({ data: { ...rest, ...columnsOf(terms, scheduleId), terms: json(terms) } });
  await insertDefinitionVersion(tx, given.id, { version: 1, terms, savedBy: given.createdBy, reason });
}

async function insertDefinitionVersion(tx: Tx, definitionId: string, saved: Saved<ClockTerms>): Promise<void> {
  await tx.clockDefinitionVersion.create({ data: { definitionId, ...saved, terms: json(saved.terms) } });
}

/** Hold the row of this definition until the transaction ends; false when there is none. */
export async function lockClockDefinition(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from clock_definition where slug = ${slug} for update`);
  return rows.length > 0;
}

/** Change a locked definition; new terms are a new version, for which all its incidents are looked at again. */
export async function saveClockDefinition(
  tx: Tx,
  id: string,
  change: Change<ClockTerms> & { readonly scheduleId?: string | null; readonly retiredAt?: Date },
): Promise<void> {
  const { name, version, scheduleId = null, retiredAt } = change;
  await tx.clockDefinition.update({
    where: { id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(version
        ? {
            version: version.version,
            ...columnsOf(version.terms, scheduleId),
            terms: json(version.terms),
            attachedUntil: null,
          }
        : {}),
      ...(retiredAt ? { retiredAt } : {}),
      revision: { increment: 1 },
    },
  });
  if (version) await insertDefinitionVersion(tx, id, version);
}
