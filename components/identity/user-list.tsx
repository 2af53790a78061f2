"use client";

import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter, SearchFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { UserView } from "@/lib/identity/contract";
import { fetchUsers, userKeys } from "@/lib/identity/queries";
import { permissions, roles, roleTitles, whoMay } from "@/lib/platform/auth/permissions";
import classes from "./identity.module.css";
import type { InviteUserDialogProps } from "./invite-user-dialog";
import { RoleBadges } from "./role-badges";

const InviteUserDialog = dynamic(() => import("./invite-user-dialog").then((module) => module.InviteUserDialog), {
  ssr: false,
});

const columns: readonly DataTableColumn<UserView>[] = [
  {
    id: "name",
    header: "Person",
    cell: (user) => (
      <span>
        <span className={classes.main}>{user.name}</span>
        <br />
        <span className={classes.secondary}>{user.email}</span>
      </span>
    ),
  },
  { id: "roles", header: "Roles", cell: (user) => <RoleBadges roles={user.roles} /> },
  {
    id: "teams",
    header: "Teams",
    isWideOnly: true,
    cell: (user) => user.teams.map((team) => team.name).join(", ") || "–",
  },
  {
    id: "seen",
    header: "Last seen",
    cell: (user) => (user.lastSeenAt ? <Time atMs={Date.parse(user.lastSeenAt)} /> : "Never"),
  },
  {
    id: "state",
    header: "State",
    cell: (user) => <StatusBadge {...stateOf(user)} />,
  },
];

function stateOf(user: UserView): { readonly status: Status; readonly label: string } {
  if (user.state === "disabled") return { status: "neutral", label: "Disabled" };
  const canSignIn = user.hasPassword || user.usesSingleSignOn;
  return canSignIn ? { status: "healthy", label: "Active" } : { status: "waiting", label: "Invited" };
}

export interface UserListProps extends Pick<InviteUserDialogProps, "actions"> {
  readonly mayManage: boolean;
}

export function UserList({ mayManage, actions }: UserListProps): ReactNode {
  const [isInviting, setIsInviting] = useState(false);
  const [filters] = useQueryStates({ search: parseAsString, role: parseAsString, state: parseAsString });
  const table = useTableState();
  const filter = {
    search: filters.search ?? undefined,
    role: filters.role ?? undefined,
    state: filters.state ?? undefined,
    cursor: table.cursor ?? undefined,
  };
  const users = useQuery({ queryKey: userKeys.list(filter), queryFn: ({ signal }) => fetchUsers(filter, signal) });
  const isFiltered = Boolean(filters.search || filters.role || filters.state);
  const refusal = mayManage ? null : `Needs ${whoMay("identity:write")} to ${permissions["identity:write"].does}.`;
  return (
    <>
      <PageHeader
        title="Users"
        answer="Who may do what, and who has been here."
        actions={
          <DisabledReason reason={refusal}>
            <Button leftSection={<IconUserPlus size={16} />} onClick={() => setIsInviting(true)}>
              Add a user
            </Button>
          </DisabledReason>
        }
      />
      <Panel isFlush>
        <DataTable
          label="Users"
          columns={columns}
          rows={users.data?.items}
          rowId={(user) => user.id}
          rowHref={(user) => `/settings/users/${user.id}`}
          state={table}
          pagination={{ kind: "cursor", nextCursor: users.data?.nextCursor ?? null }}
          isFetching={users.isFetching}
          error={users.error}
          onRetry={() => void users.refetch()}
          empty={isFiltered ? <EmptyState kind="nothing_matches" title="No user matches these filters" /> : undefined}
          toolbar={
            <>
              <SearchFilter name="search" label="Find by name or address" />
              <ChoiceFilter
                name="role"
                label="Any role"
                options={roles.map((role) => ({ value: role, label: roleTitles[role] }))}
              />
              <ChoiceFilter
                name="state"
                label="Any state"
                options={[
                  { value: "active", label: "Active" },
                  { value: "disabled", label: "Disabled" },
                ]}
              />
              <ExportMenu rows="users" query={filter} />
            </>
          }
        />
      </Panel>
      {useEverTrue(isInviting) ? (
        <InviteUserDialog isOpen={isInviting} onClose={() => setIsInviting(false)} actions={actions} />
      ) : null}
    </>
  );
}
