import { listCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListUsersInput } from "../contract";
import { listUsers } from "./read-users";

/** People with these filters as a file, with their roles and teams, as reviews of access need it. */
export const exportUsers = defineQuery({
  name: "user.export",
  permission: "identity:read",
  input: exportInput(ListUsersInput),
  handle: exportOf({
    rows: "users",
    list: listUsers,
    columns: {
      name: (row) => row.name,
      email: (row) => row.email,
      roles: (row) => listCell(row.roles),
      teams: (row) => listCell(row.teams.map(({ slug }) => slug)),
      state: (row) => row.state,
      has_password: (row) => row.hasPassword,
      single_sign_on: (row) => row.usesSingleSignOn,
      created_at: (row) => row.createdAt,
      last_seen_at: (row) => row.lastSeenAt,
      id: (row) => row.id,
    },
  }),
});
