import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { ObjectivePreview, SloDefinition } from "../contract";
import { periodLengthMs } from "../domain/evaluation";
import { sumsOfSeries } from "../domain/minute-sums";
import { hourMs, minuteMs } from "../domain/minutes";
import { replayAlerts } from "../domain/replay";
import { isCounted } from "../domain/sli-kind";
import { loadLevel } from "../level-read-model";
import { loadSeries } from "../minute-read-model";
import { loadObjectiveLevels } from "../objective-level-read-model";
import { findMeasured } from "../objective-read-model";

const monthMs = 30 * 24 * hourMs;
/** As many firings as a person reads. */
const maxFirings = 20;

/** What a definition would have meant for a service in an environment over the known past. It must be one that can do what it says. */
export async function meaningOf(
  db: Db | Tx,
  at: { readonly serviceId: string; readonly environmentId: string },
  definition: SloDefinition,
  now: Instant,
): Promise<ObjectivePreview> {
  if (!isCounted(definition)) return derivedMeaning(db, at, definition, now);
  const place = await findMeasured(db, at, definition.sli);
  const sql = prismaExecutor(db);
  const { view, band } = await loadLevel(sql, place?.targetId ?? null, definition, now);
  const empty = { level: view, band, knownSince: null, pages: 0, tickets: 0, pagesPerMonth: null, firings: [] };
  if (!place) return empty;
  const from = instant(now - Math.max(monthMs, periodLengthMs(definition.period, now)));
  const series = await loadSeries(sql, { targetId: place.targetId, sli: definition.sli, from, now });
  if (series.knownSince === null) return empty;
  const firings = replayAlerts(sumsOfSeries(series), definition, now);
  const pages = firings.filter((firing) => firing.severity === "page").length;
  const seenMs = series.slices.filter((slice) => slice.kind === "counted").length * minuteMs;
  return {
    level: view,
    band,
    knownSince: iso(series.knownSince),
    pages,
    tickets: firings.length - pages,
    // Less than a day says nothing about a month.
    pagesPerMonth: seenMs < 24 * hourMs ? null : Math.round((10 * pages * monthMs) / seenMs) / 10,
    firings: firings.slice(-maxFirings).map((one) => ({
      ...one,
      from: iso(one.from),
      to: one.to === null ? null : iso(one.to),
    })),
  };
}

/** Of what is made of others, or of deliveries: its level now. Its alerts are not replayed. */
async function derivedMeaning(
  db: Db | Tx,
  at: { readonly serviceId: string; readonly environmentId: string },
  definition: SloDefinition,
  now: Instant,
): Promise<ObjectivePreview> {
  const question = { id: "preview", version: 1, definition, ...at, targetId: null };
  const level = (await loadObjectiveLevels(db, [question], now)).get(question.id);
  if (!level) throw new Error("a definition was asked about and got no level");
  const from = level.delivery?.onRecordFrom ?? level.view.from;
  const knownSince = level.range === null ? null : from;
  return {
    level: level.view,
    band: level.band,
    knownSince,
    pages: null,
    tickets: null,
    pagesPerMonth: null,
    firings: [],
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
