import { recordsOf, type Selected, selectRecords } from "@/lib/insights/use-cases/select-records";
import { type Instant, instant } from "@/lib/kernel/instant";
import { periodOf } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { type AnomalyRows, AnomalyRowsInput, type FindingView } from "../contract";
import { pointValue } from "../domain/point-rows";
import { seriesKinds } from "../domain/series-measure";
import { findFinding, pointsAround } from "../finding-read-model";
import { incidentOccurrences, type NamedOccurrence, runOccurrences } from "../occurrence-read-model";

/** Rows that are shown; all of them make the value. */
const MOST_ROWS = 200;
const hourMs = 3_600_000;

/** What one point of a watched series is made of, with what it came to when it was looked at and what its rows come to now. */
export const listAnomalyRows = defineQuery({
  name: "anomaly.rows",
  permission: "insights:read",
  input: AnomalyRowsInput,
  async handle({ input, db, now }): Promise<AnomalyRows> {
    const executor = prismaExecutor(db);
    const finding = await findFinding(executor, input.id, new Date(now));
    if (!finding) throw notFound("anomaly", input.id);
    const { id: seriesId, measure, rhythm } = finding.series;
    const selected = await selectRecords(db, placeOf(finding), now);
    const time = timeOf(instant(Date.parse(input.at ?? finding.onsetAt)), rhythm, selected.zone);
    const rows = await occurrencesOf(db, finding, selected, time);
    const [said] = await pointsAround(executor, { seriesId, at: new Date(time.from), before: 0, after: 1 });
    const { value, trials } = pointValue(measure, time, rows);
    return {
      measure,
      rule: seriesKinds[measure].rule,
      zone: selected.zone,
      from: iso(time.from),
      to: iso(time.to),
      said: said && Date.parse(said.at) === time.from ? said.value : null,
      value,
      n: trials ?? rows.length,
      total: rows.length,
      items: rows.slice(0, MOST_ROWS).map(({ kind, id, name, at, hasFailed, durationMs }) => ({
        kind,
        id,
        name,
        at: iso(at),
        hasFailed: hasFailed ?? null,
        durationMs: durationMs ?? null,
      })),
    };
  },
});

function placeOf({ series }: FindingView) {
  const { service, environment } = series;
  return {
    period: "24m" as const,
    ...(service ? { service: service.slug } : {}),
    ...(environment ? { environment: environment.slug } : {}),
  };
}

/** The day or hour of a series that a moment lies in. */
function timeOf(at: Instant, rhythm: "hourly" | "daily", timeZone: string): { from: Instant; to: Instant } {
  if (rhythm === "daily") return periodOf(at, "day", { timeZone });
  const from = Math.floor(at / hourMs) * hourMs;
  return { from: instant(from), to: instant(from + hourMs) };
}

async function occurrencesOf(
  db: Db,
  { series }: FindingView,
  selected: Selected,
  time: { readonly from: Instant; readonly to: Instant },
): Promise<NamedOccurrence[]> {
  const asked = { ...time, service: series.service?.slug ?? null };
  if (seriesKinds[series.measure].of === "lane") return deploymentsOf(selected, time);
  return series.measure === "incidents"
    ? incidentOccurrences(prismaExecutor(db), asked)
    : runOccurrences(prismaExecutor(db), asked);
}

function deploymentsOf(
  selected: Selected,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): NamedOccurrence[] {
  return recordsOf(selected)
    .flatMap(({ finishedAt, startedAt, ...record }): NamedOccurrence[] => {
      if (finishedAt === null || finishedAt < from || finishedAt >= to) return [];
      const service = selected.places.services.get(record.serviceId)?.name ?? record.serviceId;
      const hasFailed = record.failures.length > 0 || record.outcome === "failed";
      const name = `${service} ${record.version}`;
      const durationMs = finishedAt - startedAt;
      return [{ kind: "deployment", id: record.deploymentId, name, at: finishedAt, hasFailed, durationMs }];
    })
    .sort((one, other) => other.at - one.at);
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
