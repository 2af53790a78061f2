import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import type { KnownForecast } from "../domain/calibration";
import { matureDays } from "../domain/what-came";
import { saidBetween } from "../model-read-model";
import { failedAt, gatherHistories } from "./gather-histories";

const dayMs = 86_400_000;
/** What was said within the last year, up to a week ago: younger deployments have no outcome yet. */
const LIVED_DAYS = 365;

/** When each deployment of two years is known to have failed; null when it is not. */
export async function failuresOf(db: Db, now: Instant): Promise<ReadonlyMap<string, Instant | null>> {
  const { records } = await gatherHistories(db, now, { environment: "all" });
  return new Map(records.map((record) => [record.deploymentId, failedAt(record)]));
}

/** What was said of deployments before their outcome, with the outcome, where it is on record. */
export async function livedForecasts(
  db: Db,
  now: Instant,
  known?: ReadonlyMap<string, Instant | null>,
): Promise<readonly KnownForecast[]> {
  const said = await saidBetween(prismaExecutor(db), daysBefore(now, LIVED_DAYS), daysBefore(now, matureDays));
  if (said.size === 0) return [];
  const failures = known ?? (await failuresOf(db, now));
  return [...said].flatMap(([deploymentId, probability]): KnownForecast[] => {
    const failed = failures.get(deploymentId);
    return failed === undefined ? [] : [{ deploymentId, probability, hasFailed: failed !== null }];
  });
}

function daysBefore(now: Instant, days: number): Date {
  return new Date(now - days * dayMs);
}
