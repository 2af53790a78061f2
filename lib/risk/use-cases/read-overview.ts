import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { defineQuery } from "@/lib/platform/use-case";
import { type CalibrationView, RiskModelInput, type RiskOverview } from "../contract";
import { calibrationOf, type Forecasted } from "../domain/calibration";
import { modelVersions, newestModel, recentScores, saidBetween } from "../model-read-model";
import { failedAt, gatherHistories } from "./gather-histories";
import { modelView } from "./train-model";

const dayMs = 86_400_000;
/** What was said within the last year, up to a week ago: younger deployments have no outcome yet. */
const LIVED_DAYS = 365;
const MATURE_DAYS = 7;
const FEWEST_LIVED = 30;

/** The model in use with its calibration, how what it said came true, and what it said lately. */
export const getRiskOverview = defineQuery({
  name: "risk.overview",
  permission: "insights:read",
  input: RiskModelInput,
  async handle({ db, now }): Promise<RiskOverview> {
    const executor = prismaExecutor(db);
    const stored = await newestModel(executor);
    return {
      model: stored && modelView(stored),
      versions: await modelVersions(executor, 20),
      lived: await livedCalibration(db, now),
      recent: await recentScores(executor, 50),
    };
  },
});

async function livedCalibration(db: Db, now: Instant): Promise<CalibrationView | null> {
  const until = new Date(now - MATURE_DAYS * dayMs);
  const said = await saidBetween(prismaExecutor(db), new Date(now - LIVED_DAYS * dayMs), until);
  if (said.size < FEWEST_LIVED) return null;
  const histories = await gatherHistories(db, now, { environment: "all" });
  const outcomes = histories.records.flatMap((record): Forecasted[] => {
    const probability = said.get(record.deploymentId);
    return probability === undefined ? [] : [{ probability, hasFailed: failedAt(record) !== null }];
  });
  if (outcomes.length < FEWEST_LIVED) return null;
  const baseRate = outcomes.filter((one) => one.hasFailed).length / outcomes.length;
  const calibration = calibrationOf(outcomes, baseRate);
  return { ...calibration, bins: [...calibration.bins] };
}
