import { listCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListServicesInput } from "../contract";
import { listServices } from "./read-services";

/** Services with these filters as a file, with what has the traffic where. */
export const exportServices = defineQuery({
  name: "service.export",
  permission: "catalog:read",
  input: exportInput(ListServicesInput),
  handle: exportOf({
    rows: "services",
    list: listServices,
    columns: {
      slug: (row) => row.slug,
      name: (row) => row.name,
      description: (row) => row.description,
      tier: (row) => row.tier,
      team: (row) => row.ownerTeam?.slug ?? null,
      repository: (row) => row.repositoryUrl,
      live: (row) =>
        listCell(row.running.map(({ environment, live }) => live && `${environment.slug}=${live.version}`)),
      under_way: (row) =>
        listCell(
          row.running.map(({ environment, rollout }) => rollout && `${environment.slug}=${rollout.canaryVersion}`),
        ),
      created_at: (row) => row.createdAt,
      updated_at: (row) => row.updatedAt,
      archived_at: (row) => row.archivedAt,
      id: (row) => row.id,
    },
  }),
});
