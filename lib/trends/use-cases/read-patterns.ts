import type { z } from "zod";
import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import type { Places } from "@/lib/insights/place-read-model";
import { recordsOf, selectRecords } from "@/lib/insights/use-cases/select-records";
import { type Instant, instant } from "@/lib/kernel/instant";
import { localOf, weekdayOf } from "@/lib/kernel/zoned-time";
import { runIdOf } from "@/lib/pipelines/run-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { stageAttempts } from "../attempt-read-model";
import { type PatternsAnswer, PatternsInput } from "../contract";
import { type Attempt, environmentPatterns } from "../domain/environment-patterns";
import { timeOfWeek } from "../domain/time-of-week";

/** Local times cost most of the work; beyond this many, the newest are looked at and the rest is counted as left out. */
const MOST_ATTEMPTS = 50_000;

/** Failures that are over-represented in one environment: by service, stage of the pipeline and time of the week. */
export const getPatterns = defineQuery({
  name: "trend.patterns",
  permission: "insights:read",
  input: PatternsInput,
  async handle({ input, db, now }): Promise<PatternsAnswer> {
    const selected = await selectRecords(db, { ...input, environment: "all" }, now);
    const { window } = selected.period;
    const { places, zone } = selected;
    const asked = { fromMs: window.start, toMs: window.end, limit: MOST_ATTEMPTS, ...placeOf(input) };
    const stages = await stageAttempts(prismaExecutor(db), asked);
    const ended = recordsOf(selected).filter(
      ({ finishedAt, outcome }) =>
        finishedAt !== null && finishedAt >= window.start && finishedAt < window.end && outcome !== "cancelled",
    );
    const deployments = ended.slice(-MOST_ATTEMPTS).map(
      (record): Attempt => ({
        of: { kind: "deployment", id: record.deploymentId, name: nameOf(record, places) },
        at: record.startedAt,
        environment: places.environments.get(record.environmentId)?.slug ?? record.environmentId,
        service: places.services.get(record.serviceId)?.slug ?? record.serviceId,
        stage: "deployment",
        time: partOf(record.startedAt, zone),
        hasFailed: record.failures.length > 0 || record.outcome === "failed",
      }),
    );
    const ofStages = stages.map(({ runKey, run, endedAtMs, ...one }): Attempt => {
      const at = instant(endedAtMs);
      return {
        ...one,
        of: { kind: "run", id: runIdOf(runKey), name: `${run}, ${one.stage}` },
        at,
        time: partOf(at, zone),
      };
    });
    const attempts = [...deployments, ...ofStages];
    return {
      rulesVersion: selected.rules.version,
      zone,
      window: { from: new Date(window.start).toISOString(), to: new Date(window.end).toISOString() },
      attempts: attempts.length,
      leftOut: ended.length - deployments.length,
      ...copied(environmentPatterns(attempts)),
    };
  },
});

function placeOf({ service, team, tier }: z.infer<typeof PatternsInput>) {
  return { service: service ?? null, team: team ?? null, tier: tier ?? null };
}

function nameOf({ serviceId, version }: DeliveryRecord, places: Places): string {
  return `${places.services.get(serviceId)?.name ?? serviceId} ${version}`;
}

function copied({ patterns, compared }: ReturnType<typeof environmentPatterns>) {
  const shown = patterns.map((pattern) => ({
    ...pattern,
    newest: pattern.newest.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  }));
  return { patterns: shown, compared };
}

function partOf(at: Instant, zone: string): string {
  return timeOfWeek(weekdayOf(at, zone), Number(localOf(at, zone).slice(11, 13)));
}
