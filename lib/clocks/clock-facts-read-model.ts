import { alertStateAt } from "@/lib/incidents/domain/incident-reading";
import { listSourceVoices, type SourceVoice } from "@/lib/ingest/source-voice-read-model";
import { incidentSourceOf } from "@/lib/insights/domain/incident-voices";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { ClockTerms, ScheduleTerms } from "./contract";
import type { ClockFact } from "./domain/clock-events";
import type { ClockSource } from "./domain/clock-status";

const include = {
  definition: { include: { schedule: true } },
  service: { select: { id: true, slug: true, name: true } },
  marks: { orderBy: { id: "asc" } },
} as const satisfies Prisma.ClockInclude;

export type ClockRow = Prisma.ClockGetPayload<{ include: typeof include }>;
type IncidentRow = Prisma.IncidentGetPayload<{ include: { events: true } }>;

/** All that a clock is computed from. */
export interface ClockFacts {
  readonly row: ClockRow;
  readonly terms: ClockTerms;
  readonly schedule: { readonly version: number; readonly terms: ScheduleTerms } | null;
  readonly incident: IncidentRow | null;
  readonly facts: readonly ClockFact[];
  readonly source: ClockSource;
  /** Why it counts for nothing; null when it counts. */
  readonly voidBecause: string | null;
}

/** What these clocks are computed from, in the order of `ids`; those that are not there are left out. */
export async function loadClockFacts(db: Db | Tx, ids: readonly string[], now: Instant): Promise<ClockFacts[]> {
  const rows = await db.clock.findMany({ where: { id: { in: [...ids] } }, include });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const keys = rows.flatMap((row) => (row.isPushed ? [] : [row.subjectKey]));
  const incidents = await db.incident.findMany({
    where: { subjectKey: { in: keys } },
    include: { events: { orderBy: [{ at: "asc" }, { factId: "asc" }] } },
  });
  const byKey = new Map(incidents.map((incident) => [incident.subjectKey, incident]));
  const sourceIds = [...new Set(incidents.map(({ sourceId }) => sourceId))];
  const voices = await listSourceVoices(prismaExecutor(db), sourceIds, now);
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [factsOf(row, row.isPushed ? null : (byKey.get(row.subjectKey) ?? null), voices, now)] : [];
  });
}

function factsOf(
  row: ClockRow,
  incident: IncidentRow | null,
  voices: ReadonlyMap<string, SourceVoice>,
  now: Instant,
): ClockFacts {
  const { schedule } = row.definition;
  return {
    row,
    terms: ClockTerms.parse(row.definition.terms),
    schedule: schedule && { version: schedule.version, terms: ScheduleTerms.parse(schedule.terms) },
    incident,
    facts: [...row.marks.map(factOfMark), ...(incident ? factsOfIncident(incident) : [])],
    source: incident ? sourceOf(incident, voices, now) : { isDark: false },
    voidBecause: row.isPushed ? null : voidBecause(incident),
  };
}

const at = (date: Date): Instant => instant(date.getTime());

function factOfMark(mark: ClockRow["marks"][number]): ClockFact {
  if (mark.kind === "paused") {
    const capMs = mark.capMs === null ? null : Number(mark.capMs);
    return { kind: "paused", at: at(mark.at), pauseId: mark.pauseId ?? "", reason: mark.reason ?? "", capMs };
  }
  if (mark.kind === "resumed") return { kind: "resumed", at: at(mark.at), pauseId: mark.pauseId ?? "" };
  return { what: mark.kind as "opened" | "acknowledged" | "resolved" | "reopened", at: at(mark.at) };
}

const counted = new Set(["acknowledged", "resolved", "reopened"]);

/** An incident is opened when it was detected, whatever its log begins with. */
function factsOfIncident({ detectedAt, events }: IncidentRow): ClockFact[] {
  return [
    { what: "opened", at: at(detectedAt) },
    ...events
      .filter(({ what }) => counted.has(what))
      .map((event) => ({ what: event.what as "acknowledged" | "resolved" | "reopened", at: at(event.at) })),
  ];
}

function voidBecause(incident: IncidentRow | null): string | null {
  if (!incident) return "Its source does not tell of this incident any more.";
  if (incident.state === "merged" || incident.duplicateOfKey !== null)
    return "It is a duplicate of another incident, on which the clock runs.";
  return null;
}

/** Whether silence of the incident's source means that nothing happened. */
function sourceOf(incident: IncidentRow, voices: ReadonlyMap<string, SourceVoice>, now: Instant): ClockSource {
  const lastHeardAt = at(incident.lastHeardAt ?? incident.detectedAt);
  if (incident.origin === "alert" && alertStateAt({ state: "firing", lastHeardAt }, now) === "unknown")
    return { isDark: true, why: "Nobody speaks of this alert any more." };
  const voice = voices.get(incident.sourceId);
  if (!voice) return { isDark: true, why: "The source of this incident is switched off." };
  const heard = incidentSourceOf([voice], now);
  if (!heard?.isDark) return { isDark: false };
  return { isDark: true, why: heard.why ?? "Its source is silent." };
}
