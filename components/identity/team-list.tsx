"use client";

import { Button } from "@mantine/core";
import { IconUsersPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { TeamView } from "@/lib/identity/contract";
import { fetchTeams, teamKeys } from "@/lib/identity/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import classes from "./identity.module.css";
import type { TeamDialogProps } from "./team-dialog";

const TeamDialog = dynamic(() => import("./team-dialog").then((module) => module.TeamDialog), { ssr: false });

export interface TeamListProps extends Pick<TeamDialogProps, "actions"> {
  readonly mayManage: boolean;
}

export function TeamList({ mayManage, actions }: TeamListProps): ReactNode {
  const [open, setOpen] = useState<{ readonly team: TeamView | null } | null>(null);
  const table = useTableState();
  const cursor = table.cursor ?? undefined;
  const teams = useQuery({ queryKey: teamKeys.list(cursor), queryFn: ({ signal }) => fetchTeams(cursor, signal) });
  const refusal = mayManage ? null : `Needs ${whoMay("team:write")} to manage teams.`;
  const isLoaded = useEverTrue(open !== null);
  const columns: readonly DataTableColumn<TeamView>[] = [
    {
      id: "name",
      header: "Team",
      cell: (team) => (
        <span>
          <span className={classes.main}>{team.name}</span>
          <br />
          <span className={classes.secondary}>{team.slug}</span>
        </span>
      ),
    },
    {
      id: "members",
      header: "Members",
      cell: (team) => team.members.map((person) => person.name).join(", ") || "Nobody yet",
    },
    {
      id: "edit",
      header: "",
      align: "end",
      cell: (team) => (
        <DisabledReason reason={refusal}>
          <Button variant="default" size="xs" aria-label={`Edit ${team.name}`} onClick={() => setOpen({ team })}>
            Edit
          </Button>
        </DisabledReason>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Teams"
        answer="Who owns services and templates."
        actions={
          <DisabledReason reason={refusal}>
            <Button leftSection={<IconUsersPlus size={16} />} onClick={() => setOpen({ team: null })}>
              Add a team
            </Button>
          </DisabledReason>
        }
      />
      <Panel isFlush>
        <DataTable
          label="Teams"
          columns={columns}
          rows={teams.data?.items}
          rowId={(team) => team.id}
          state={table}
          pagination={{ kind: "cursor", nextCursor: teams.data?.nextCursor ?? null }}
          isFetching={teams.isFetching}
          error={teams.error}
          onRetry={() => void teams.refetch()}
        />
      </Panel>
      {isLoaded ? (
        <TeamDialog
          key={open?.team ? `${open.team.id}:${open.team.revision}` : "new"}
          isOpen={open !== null}
          team={open?.team ?? null}
          onClose={() => setOpen(null)}
          actions={actions}
        />
      ) : null}
    </>
  );
}
