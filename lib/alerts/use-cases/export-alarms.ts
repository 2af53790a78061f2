import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListAlarmsInput } from "../contract";
import { listAlarms } from "./read-alarms";

/** Alerts with these filters as a file, newest first. */
export const exportAlarms = defineQuery({
  name: "alert.export",
  permission: "alert:read",
  input: exportInput(ListAlarmsInput),
  handle: exportOf({
    rows: "alerts",
    list: listAlarms,
    columns: {
      title: (row) => row.title,
      kind: (row) => row.kind,
      state: (row) => row.state,
      why: (row) => row.sentence,
      service: (row) => row.service?.slug ?? null,
      environment: (row) => row.environment?.slug ?? null,
      objective: (row) => row.objective?.slug ?? null,
      fired_at: (row) => row.firedAt,
      frozen_since: (row) => row.frozenSince,
      acknowledged_at: (row) => row.acknowledgedAt,
      acknowledged_by: (row) => row.acknowledgedBy,
      acknowledge_reason: (row) => row.acknowledgeReason,
      resolved_at: (row) => row.resolvedAt,
      incident: (row) => row.incidentId,
      told_connections: (row) => row.told.connections,
      told_waiting: (row) => row.told.waiting,
      told_dead: (row) => row.told.dead,
      id: (row) => row.id,
    },
  }),
});
