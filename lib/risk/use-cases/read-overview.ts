import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { type CalibrationView, RiskModelInput, type RiskOverview } from "../contract";
import { calibrationOf, type Forecasted } from "../domain/calibration";
import { whatCame } from "../domain/what-came";
import { modelVersions, newestModel, recentScores } from "../model-read-model";
import { failuresOf, livedForecasts } from "./lived-forecasts";
import { modelView } from "./train-model";

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
    const recent = await recentScores(executor, RECENT);
    const failures = recent.length > 0 ? await failuresOf(db, now) : undefined;
    return {
      model: stored && modelView(stored),
      versions: await modelVersions(executor, 20),
      lived: livedCalibration(await livedForecasts(db, now, failures)),
      recent: recent.map((one) => ({
        ...one,
        outcome: whatCame(instant(Date.parse(one.startedAt)), failures?.get(one.deploymentId), now),
      })),
    };
  },
});

function livedCalibration(outcomes: readonly Forecasted[]): CalibrationView | null {
  if (outcomes.length < FEWEST_LIVED) return null;
  const baseRate = outcomes.filter((one) => one.hasFailed).length / outcomes.length;
  const calibration = calibrationOf(outcomes, baseRate);
  return { ...calibration, bins: [...calibration.bins] };
}
