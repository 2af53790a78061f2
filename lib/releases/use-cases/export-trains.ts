import { listCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListTrainsInput } from "../contract";
import { listTrains } from "./read-trains";

/** Release trains with these filters as a file. */
export const exportTrains = defineQuery({
  name: "train.export",
  permission: "train:read",
  input: exportInput(ListTrainsInput),
  handle: exportOf({
    rows: "releases",
    list: listTrains,
    columns: {
      reference: (row) => row.reference,
      name: (row) => row.name,
      phase: (row) => row.phase,
      stands: (row) => row.sentence,
      stuck: (row) => row.stuck.map(({ sentence, owner }) => `${sentence} (${owner})`).join(" "),
      stops: (row) => row.stops.map(({ slug }) => slug).join(" > "),
      stop: (row) => row.stops[row.stopIndex]?.slug ?? null,
      cars: (row) => listCell(row.cars.map(({ service, version }) => `${service.slug}=${version}`)),
      planned_at: (row) => row.plannedAt,
      planned_first_at: (row) => row.plannedFirst,
      departed_at: (row) => row.departedAt,
      ended_at: (row) => row.endedAt,
      held_by: (row) => row.hold?.by ?? null,
      created_by: (row) => row.createdBy,
      created_at: (row) => row.createdAt,
      note: (row) => row.note,
      id: (row) => row.id,
    },
  }),
});
