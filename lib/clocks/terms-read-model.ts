import type { Db, Tx } from "@/lib/platform/db/prisma";
import {
  type ClockDefinitionDetail,
  type ClockDefinitionView,
  ClockTerms,
  type ScheduleDetail,
  ScheduleTerms,
  type ScheduleView,
} from "./contract";

/** As many as a page shows; an installation has a handful. */
const maxListed = 200;
const maxVersions = 50;

type ScheduleRow = NonNullable<Awaited<ReturnType<typeof findScheduleRow>>>;
type DefinitionRow = NonNullable<Awaited<ReturnType<typeof findClockDefinitionRow>>>;

/** One business schedule; null when there is none. */
export function findScheduleRow(db: Db | Tx, slug: string) {
  return db.businessSchedule.findUnique({ where: { slug } });
}

/** A business schedule as shown. */
export function viewSchedule(row: ScheduleRow): ScheduleView {
  const { id, slug, name, version, revision, createdBy } = row;
  const terms = ScheduleTerms.parse(row.terms);
  return { id, slug, name, terms, version, revision, createdBy, createdAt: row.createdAt.toISOString() };
}

/** Every business schedule, by name. */
export async function listScheduleViews(db: Db | Tx): Promise<ScheduleView[]> {
  const rows = await db.businessSchedule.findMany({ orderBy: [{ name: "asc" }, { id: "asc" }], take: maxListed });
  return rows.map(viewSchedule);
}

/** A business schedule with every version it had, newest first. */
export async function detailSchedule(db: Db | Tx, row: ScheduleRow): Promise<ScheduleDetail> {
  const versions = await db.businessScheduleVersion.findMany({
    where: { scheduleId: row.id },
    orderBy: { version: "desc" },
    take: maxVersions,
  });
  return {
    ...viewSchedule(row),
    versions: versions.map((one) => ({ ...savedOf(one), terms: ScheduleTerms.parse(one.terms) })),
  };
}

function savedOf(one: {
  readonly version: number;
  readonly savedBy: string;
  readonly reason: string | null;
  readonly savedAt: Date;
}) {
  const { version, savedBy, reason, savedAt } = one;
  return { version, savedBy, reason, savedAt: savedAt.toISOString() };
}

/** One clock definition, also a retired one; null when there is none. */
export function findClockDefinitionRow(db: Db | Tx, slug: string) {
  return db.clockDefinition.findUnique({ where: { slug }, include: { _count: { select: { clocks: true } } } });
}

/** A clock definition as shown. */
export function viewClockDefinition(row: DefinitionRow): ClockDefinitionView {
  const { id, slug, name, version, revision, createdBy } = row;
  return {
    id,
    slug,
    name,
    terms: ClockTerms.parse(row.terms),
    appliesFrom: row.appliesFrom.toISOString(),
    version,
    revision,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
    clockCount: row._count.clocks,
  };
}

/** Clock definitions in force, by name. */
export async function listClockDefinitionViews(db: Db | Tx): Promise<ClockDefinitionView[]> {
  const rows = await db.clockDefinition.findMany({
    where: { retiredAt: null },
    include: { _count: { select: { clocks: true } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: maxListed,
  });
  return rows.map(viewClockDefinition);
}

/** Schedules of these slugs, or every one. */
export async function loadSchedules(db: Db | Tx, slugs: readonly string[], isAll: boolean) {
  const rows = await db.businessSchedule.findMany({
    where: isAll ? {} : { slug: { in: [...slugs] } },
    orderBy: { slug: "asc" },
  });
  return rows.map(({ slug, name, terms, revision }) => {
    return { slug, name, revision, isRetired: false, content: ScheduleTerms.parse(terms) };
  });
}

/** Clock definitions of these slugs, also ended ones; with `isAll` every one in force too. */
export async function loadClockDefinitions(db: Db | Tx, slugs: readonly string[], isAll: boolean) {
  const rows = await db.clockDefinition.findMany({
    where: { OR: [{ slug: { in: [...slugs] } }, ...(isAll ? [{ retiredAt: null }] : [])] },
    orderBy: { slug: "asc" },
  });
  return rows.map(({ slug, name, terms, revision, retiredAt }) => {
    return { slug, name, revision, isRetired: retiredAt !== null, content: ClockTerms.parse(terms) };
  });
}

/** A clock definition with every version it had, newest first. */
export async function detailClockDefinition(db: Db | Tx, row: DefinitionRow): Promise<ClockDefinitionDetail> {
  const versions = await db.clockDefinitionVersion.findMany({
    where: { definitionId: row.id },
    orderBy: { version: "desc" },
    take: maxVersions,
  });
  return {
    ...viewClockDefinition(row),
    versions: versions.map((one) => ({ ...savedOf(one), terms: ClockTerms.parse(one.terms) })),
  };
}
