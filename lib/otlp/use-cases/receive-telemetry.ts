import { noteCalls } from "@/lib/dependencies/use-cases/note-calls";
import { AppError } from "@/lib/kernel/app-error";
import { type Actor, may } from "@/lib/platform/auth/actor";
import { permissions } from "@/lib/platform/auth/permissions";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { storable } from "@/lib/platform/storable";
import { callsOf, type SeenCall } from "../domain/calls-in";
import { addPoint, readMetrics } from "../domain/metrics-in";
import { countSpans } from "../domain/spans-in";
import type { TelemetryBatch } from "../domain/telemetry-batch";
import type { OtlpSignal } from "../port";
import { hashOfStream } from "../stream-hash";
import { addCounts, inOneStep, loadSlugs, noteUnknown, type PlacedCounts, sincePoints } from "../telemetry-store";
import { countMeters } from "./count-meters";

/** What became of an export: how many spans or points were not taken, and why. */
export interface TakenTelemetry {
  readonly rejected: number;
  readonly message: string;
}

const needed = "telemetry:push";

function authorise(actor: Actor | null): void {
  if (!actor) throw new AppError("unauthenticated", { detail: "Send an API token as `Authorization: Bearer …`." });
  if (may(actor, needed)) return;
  throw new AppError("forbidden", { detail: `The token needs the right to ${permissions[needed].does} (${needed}).` });
}

/**
 * Take what running services say of their requests. It changes no decision and is not on the audit log; the same bytes twice
 * count twice, as OTLP has it. Throws `unauthenticated` and `forbidden`.
 */
export async function receiveTelemetry(
  given: { readonly signal: OtlpSignal; readonly request: unknown; readonly actor: Actor | null },
  runtime: Runtime,
): Promise<TakenTelemetry> {
  authorise(given.actor);
  const nowMs = runtime.clock.now();
  if (given.signal === "traces") {
    const batch = countSpans(given.request, nowMs);
    const calls = callsOf(given.request, nowMs);
    await inOneStep(runtime.db, async (db) => {
      await keep(db, "spans", batch);
      await keepCalls(db, calls);
    });
    return summary(batch);
  }
  const { batch, points } = readMetrics(given.request, nowMs);
  await inOneStep(runtime.db, async (db) => {
    const cumulative = points.filter((point) => point.isCumulative).sort((left, right) => left.atMs - right.atMs);
    for (const point of points) if (!point.isCumulative) addPoint(batch, point, point.counts);
    const since = await sincePoints(db, cumulative, hashOfStream);
    for (const [index, point] of cumulative.entries()) {
      const counts = since[index];
      if (counts) addPoint(batch, point, counts);
    }
    await keep(db, "metrics", batch);
    for (const [reason, count] of await countMeters(db, given.request, nowMs)) batch.reject(reason, count);
  });
  return summary(batch);
}

function summary(batch: TelemetryBatch): TakenTelemetry {
  const { count, message } = batch.rejected();
  return { rejected: count, message };
}

async function keep(db: SqlExecutor, origin: "spans" | "metrics", batch: TelemetryBatch): Promise<void> {
  const counts = batch.counts();
  if (counts.length === 0) return;
  const slugs = await loadSlugs(db);
  const placed: PlacedCounts[] = [];
  const unknown: { service: string; environment: string; reason: string; count: number }[] = [];
  for (const one of counts) {
    const serviceId = slugs.service.get(one.service);
    const environmentId = slugs.environment.get(one.environment);
    if (serviceId && environmentId) {
      placed.push({ ...one, version: storable(one.version), serviceId, environmentId });
      continue;
    }
    const missing = serviceId ? `environment “${one.environment}”` : `service “${one.service}”`;
    batch.reject(`there is no ${missing} here`, one.requests);
    const names = { service: storable(one.service), environment: storable(one.environment) };
    unknown.push({ ...names, reason: serviceId ? "environment" : "service", count: one.requests });
  }
  await noteUnknown(db, unknown);
  await addCounts(db, origin, placed);
}

/** Calls between services that are here; those to anything else are nothing that could be released. */
async function keepCalls(db: SqlExecutor, calls: readonly SeenCall[]): Promise<void> {
  if (calls.length === 0) return;
  const slugs = await loadSlugs(db);
  const placed = calls.flatMap(({ service, environment, version, peer, calls: count, lastAtMs }) => {
    const consumerId = slugs.service.get(service);
    const providerId = slugs.service.get(peer);
    const environmentId = slugs.environment.get(environment);
    if (!consumerId || !providerId || !environmentId) return [];
    return [{ consumerId, consumerVersion: storable(version), providerId, environmentId, calls: count, lastAtMs }];
  });
  await noteCalls(db, placed);
}
