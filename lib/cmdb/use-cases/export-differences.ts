import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListDifferencesInput } from "../contract";
import { listDifferences } from "./read-reconciliation";

/** Differences between CMDB, pipelines and what runs, with these filters, as a file. */
export const exportDifferences = defineQuery({
  name: "reconciliation.export",
  permission: "catalog:read",
  input: exportInput(ListDifferencesInput),
  handle: exportOf({
    rows: "differences",
    list: listDifferences,
    columns: {
      kind: (row) => row.kind,
      service: (row) => row.serviceSlug ?? row.service,
      environment: (row) => row.environment,
      cmdb: (row) => row.cmdb,
      pipeline: (row) => row.pipeline,
      observed: (row) => row.observed,
      what: (row) => row.sentence,
      state: (row) => row.state,
      reason: (row) => row.reason,
      decided_by: (row) => row.decidedBy,
      decided_at: (row) => row.decidedAt,
      first_seen_at: (row) => row.firstSeenAt,
      last_seen_at: (row) => row.lastSeenAt,
      fixed_at: (row) => row.fixedAt,
      id: (row) => row.id,
    },
  }),
});
