import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { defineQuery } from "@/lib/platform/use-case";
import { type CalibrationView, RiskModelInput, type RiskOverview } from "../contract";
import { calibrationOf, type Forecasted } from "../domain/calibration";
import { matureDays, whatCame } from "../domain/what-came";
import { modelVersions, newestModel, recentScores, saidBetween } from "../model-read-model";
import { failedAt, gatherHistories } from "./gather-histories";
import { modelView } from "./train-model";

const dayMs = 86_400_000;
/** What was said within the last year, up to a week ago: younger deployments have no outcome yet. */
const LIVED_DAYS = 365;
const FEWEST_LIVED = 30;
const RECENT = 50;

/** The model in use with its calibration, how what it said came true, and what it said lately with what came of it. */
export const getRiskOverview = defineQuery({
  name: "risk.overview",
  permission: "insights:read",
  input: RiskModelInput,
  async handle({ db, now }): Promise<RiskOverview> {
    const executor = prismaExecutor(db);
    const stored = await newestModel(executor);
    const said = await saidBetween(executor, daysBefore(now, LIVED_DAYS), daysBefore(now, matureDays));
    const recent = await recentScores(executor, RECENT);
    const failures = said.size + recent.length > 0 ? await failuresOf(db, now) : new Map<string, Instant | null>();
    return {
      model: stored && modelView(stored),
      versions: await modelVersions(executor, 20),
      lived: livedCalibration(said, failures),
      recent: recent.map((one) => ({
        ...one,
        outcome: whatCame(instant(Date.parse(one.startedAt)), failures.get(one.deploymentId), now),
      })),
    };
  },
});

/** When each deployment of two years is known to have failed; null when it is not. */
async function failuresOf(db: Db, now: Instant): Promise<ReadonlyMap<string, Instant | null>> {
  const { records } = await gatherHistories(db, now, { environment: "all" });
  return new Map(records.map((record) => [record.deploymentId, failedAt(record)]));
}

function livedCalibration(
  said: ReadonlyMap<string, number>,
  failures: ReadonlyMap<string, Instant | null>,
): CalibrationView | null {
  const outcomes = [...said].flatMap(([id, probability]): Forecasted[] => {
    const failed = failures.get(id);
    return failed === undefined ? [] : [{ probability, hasFailed: failed !== null }];
  });
  if (outcomes.length < FEWEST_LIVED) return null;
  const baseRate = outcomes.filter((one) => one.hasFailed).length / outcomes.length;
  const calibration = calibrationOf(outcomes, baseRate);
  return { ...calibration, bins: [...calibration.bins] };
}

function daysBefore(now: Instant, days: number): Date {
  return new Date(now - days * dayMs);
}
