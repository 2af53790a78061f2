import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListClocksInput } from "../contract";
import { listClocks } from "./read-clocks";

/** SLA clocks with these filters as a file. */
export const exportClocks = defineQuery({
  name: "clock.export",
  permission: "clock:read",
  input: exportInput(ListClocksInput),
  handle: exportOf({
    rows: "clocks",
    list: listClocks,
    columns: {
      key: (row) => row.key,
      title: (row) => row.title,
      definition: (row) => row.definition.slug,
      service: (row) => row.service?.slug ?? null,
      status: (row) => row.status,
      why: (row) => row.why,
      started_at: (row) => row.startedAt,
      stopped_at: (row) => row.stoppedAt,
      due_at: (row) => row.dueAt,
      target_ms: (row) => row.targetMs,
      elapsed_ms: (row) => row.elapsedMs,
      paused_ms: (row) => row.pausedMs,
      remaining_ms: (row) => row.remainingMs,
      schedule: (row) => row.schedule?.slug ?? null,
      time_zone: (row) => row.schedule?.timeZone ?? null,
      region: (row) => row.owner?.region ?? null,
      incident: (row) => row.incidentId,
      id: (row) => row.id,
    },
  }),
});
