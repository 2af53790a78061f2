import { listCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListIncidentsInput } from "../contract";
import { listIncidents } from "./read-incidents";

/** Incidents with these filters as a file, newest first. */
export const exportIncidents = defineQuery({
  name: "incident.export",
  permission: "incident:read",
  input: exportInput(ListIncidentsInput),
  handle: exportOf({
    rows: "incidents",
    list: listIncidents,
    columns: {
      key: (row) => row.externalKey,
      title: (row) => row.title,
      severity: (row) => row.severity,
      state: (row) => row.state,
      origin: (row) => row.origin,
      service: (row) => row.service?.slug ?? null,
      environment: (row) => row.environment?.slug ?? null,
      detected_at: (row) => row.detectedAt,
      acknowledged_at: (row) => row.acknowledgedAt,
      resolved_at: (row) => row.resolvedAt,
      put_down_to: (row) => row.outcome,
      caused_by: (row) => listCell(row.causes.map(({ service, version }) => `${service} ${version}`)),
      caused_by_deployment: (row) => listCell(row.causes.map(({ deploymentId }) => deploymentId)),
      url: (row) => row.url,
      id: (row) => row.id,
    },
  }),
});
