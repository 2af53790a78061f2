import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListFindingsInput } from "../contract";
import { listFindings } from "./read-findings";

/** Anomalies with these filters as a file, newest first. */
export const exportFindings = defineQuery({
  name: "anomaly.export",
  permission: "insights:read",
  input: exportInput(ListFindingsInput),
  handle: exportOf({
    rows: "anomalies",
    list: listFindings,
    columns: {
      series: (row) => row.series.title,
      measure: (row) => row.series.measure,
      rhythm: (row) => row.series.rhythm,
      service: (row) => row.series.service?.slug ?? null,
      environment: (row) => row.series.environment?.slug ?? null,
      kind: (row) => row.kind,
      direction: (row) => row.direction,
      is_bad: (row) => row.isBad,
      onset_at: (row) => row.onsetAt,
      found_at: (row) => row.foundAt,
      before: (row) => row.before,
      after: (row) => row.after,
      size_sigma: (row) => row.sizeSigma,
      right_after: (row) => (row.cause?.isNamed ? row.cause.label : null),
      state: (row) => row.state,
      recovered_at: (row) => row.recoveredAt,
      acknowledged_by: (row) => row.acknowledged?.by ?? null,
      acknowledged_at: (row) => row.acknowledged?.at ?? null,
      id: (row) => row.id,
    },
  }),
});
