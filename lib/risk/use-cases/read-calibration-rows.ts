import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { defineQuery } from "@/lib/platform/use-case";
import { type CalibrationRows, CalibrationRowsInput } from "../contract";
import { groupsOf, type KnownForecast, shareOf } from "../domain/calibration";
import { judgedForecasts, nameDeployments } from "../model-read-model";
import { livedForecasts } from "./lived-forecasts";

/** Rows that are shown; all of the group make its numbers. */
const MOST_ROWS = 200;

/** The changes that one group of a reliability curve is made of, newest first, with the numbers that they make again. */
export const listCalibrationRows = defineQuery({
  name: "risk.calibration_rows",
  permission: "insights:read",
  input: CalibrationRowsInput,
  async handle({ input, db, now }): Promise<CalibrationRows> {
    const groups = groupsOf(await forecastsOf(db, input.of, now));
    const rows = groups[input.group - 1] ?? [];
    const named = await nameDeployments(
      prismaExecutor(db),
      rows.map((one) => one.deploymentId),
    );
    const items = rows
      .map(({ deploymentId, probability, hasFailed }) => {
        const place = named.get(deploymentId) ?? null;
        return { deploymentId, place, probability, hasFailed };
      })
      .sort((x, y) => ((x.place?.startedAt ?? "") < (y.place?.startedAt ?? "") ? 1 : -1));
    const { n, failed, meanProbability, observed } = shareOf(rows);
    return { ...input, groups: groups.length, n, failed, meanProbability, observed, items: items.slice(0, MOST_ROWS) };
  },
});

function forecastsOf(db: Db, of: CalibrationRows["of"], now: Instant): Promise<readonly KnownForecast[]> {
  return of === "judged" ? judgedForecasts(prismaExecutor(db)) : livedForecasts(db, now);
}
