import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListObjectivesInput } from "../contract";
import { listEveryObjective } from "./read-objectives";

/** Objectives with these filters as a file: what is promised and how it stands, those that need somebody first. */
export const exportObjectiveList = defineQuery({
  name: "objective.export_list",
  permission: "slo:read",
  input: exportInput(ListObjectivesInput),
  handle: exportOf({
    rows: "objectives",
    list: listEveryObjective,
    columns: {
      slug: (row) => row.slug,
      name: (row) => row.name,
      service: (row) => row.service.slug,
      environment: (row) => row.environment.slug,
      tier: (row) => row.tier,
      indicator: (row) => row.definition.sli.kind,
      target_percent: (row) => row.definition.targetPercent,
      period_from: (row) => row.level.from,
      period_to: (row) => row.level.to,
      verdict: (row) => row.level.verdict,
      worst_percent: (row) => row.level.worstPercent,
      best_percent: (row) => row.level.bestPercent,
      band: (row) => row.band,
      budget_left_worst_percent: (row) => row.level.budgetLeftWorstPercent,
      budget_left_best_percent: (row) => row.level.budgetLeftBestPercent,
      known_percent: (row) => row.level.coveragePercent,
      good: (row) => row.level.good,
      total: (row) => row.level.total,
      adjusted_worst_percent: (row) => row.adjusted?.level.worstPercent ?? null,
      adjusted_best_percent: (row) => row.adjusted?.level.bestPercent ?? null,
      alerts_firing: (row) => row.alerts.filter(({ status }) => status === "firing").length,
      told_until: (row) => row.level.watermark,
      version: (row) => row.version,
      id: (row) => row.id,
    },
  }),
});
