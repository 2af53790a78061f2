import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListWindowsInput } from "../contract";
import { listWindows } from "./read-windows";

/** Windows of the release calendar with these filters as a file. */
export const exportWindows = defineQuery({
  name: "window.export",
  permission: "catalog:read",
  input: exportInput(ListWindowsInput),
  handle: exportOf({
    rows: "windows",
    list: listWindows,
    columns: {
      name: (row) => row.name,
      kind: (row) => row.kind,
      service: (row) => row.service?.slug ?? null,
      environment: (row) => row.environment?.slug ?? null,
      starts_at: (row) => row.startsAt,
      ends_at: (row) => row.endsAt,
      repeats: (row) => row.recurrence?.words ?? null,
      time_zone: (row) => row.recurrence?.timeZone ?? null,
      next_starts_at: (row) => row.next?.startsAt ?? null,
      next_ends_at: (row) => row.next?.endsAt ?? null,
      under_way: (row) => row.underWay,
      holds_flag_flips: (row) => row.holdsFlagFlips,
      created_by: (row) => row.createdBy,
      created_at: (row) => row.createdAt,
      id: (row) => row.id,
    },
  }),
});
