import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ObjectivePreview, PreviewObjectiveInput } from "../contract";
import { periodLengthMs } from "../domain/evaluation";
import { sumsOfSeries } from "../domain/minute-sums";
import { hourMs, minuteMs } from "../domain/minutes";
import { replayAlerts } from "../domain/replay";
import { loadLevel } from "../level-read-model";
import { loadSeries } from "../minute-read-model";
import { findMeasured } from "../objective-read-model";
import { checkDefinition } from "./check-definition";
import { unknownPlace } from "./unknown-place";

const monthMs = 30 * 24 * hourMs;
/** As many firings as a person reads. */
const maxFirings = 20;

/**
 * What a definition would have meant over the known past: its level now, and every page and ticket of the last month (or the period,
 * where that is longer). Changes nothing but the audit log: who looks before promising is worth knowing. Throws `invalid_input` for what could not be saved either.
 */
export const previewObjective = defineUseCase({
  name: "objective.preview",
  permission: "slo:read",
  input: PreviewObjectiveInput,
  subject: (input) => ({ kind: "objective", id: null, name: `${input.service ?? "?"} in ${input.environment ?? "?"}` }),
  async handle({ input, tx: db, now, record }): Promise<ObjectivePreview> {
    const { service, environment, definition } = input;
    checkDefinition(definition, now);
    const serviceId = (await serviceIdsBySlug(db, [service])).get(service);
    const environmentId = (await environmentIdsBySlug(db, [environment])).get(environment);
    if (!serviceId) throw unknownPlace("service", service);
    if (!environmentId) throw unknownPlace("environment", environment);
    await record({
      subject: { kind: "objective", id: null, name: `${service} in ${environment}` },
      detail: { definition },
    });
    const place = await findMeasured(db, serviceId, environmentId);
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
  },
});

function iso(at: number): string {
  return new Date(at).toISOString();
}
