"use client";

import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { EmptyState } from "@/components/feedback/empty-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { Ended, TokenView } from "@/lib/identity/contract";
import { fetchTokens, tokenKeys } from "@/lib/identity/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { CreateTokenDialogProps } from "./create-token-dialog";
import classes from "./identity.module.css";

const CreateTokenDialog = dynamic(() => import("./create-token-dialog").then((module) => module.CreateTokenDialog), {
  ssr: false,
});

const states: Readonly<Record<TokenView["state"], { readonly status: Status; readonly label: string }>> = {
  active: { status: "healthy", label: "Works" },
  expired: { status: "neutral", label: "Expired" },
  revoked: { status: "neutral", label: "Revoked" },
};

const columns: readonly DataTableColumn<TokenView>[] = [
  {
    id: "name",
    header: "Token",
    cell: (token) => (
      <span>
        <span className={classes.main}>{token.name}</span>
        <br />
        <span className={classes.secondary}>ends in {token.fingerprint}</span>
      </span>
    ),
  },
  { id: "owner", header: "Owner", isWideOnly: true, cell: (token) => token.ownerName },
  { id: "scopes", header: "Scopes", isWideOnly: true, cell: (token) => <Scopes scopes={token.scopes} /> },
  {
    id: "used",
    header: "Last used",
    cell: (token) => (token.lastUsedAt ? <Time atMs={Date.parse(token.lastUsedAt)} /> : "Never"),
  },
  { id: "expires", header: "Ends", cell: (token) => <Time atMs={Date.parse(token.expiresAt)} /> },
  { id: "state", header: "State", cell: (token) => <StatusBadge {...states[token.state]} /> },
];

function Scopes({ scopes }: { readonly scopes: readonly string[] }): ReactNode {
  const shown = scopes.slice(0, 3);
  return (
    <span className={classes.roles}>
      {shown.map((scope) => (
        <span key={scope} className={classes.role}>
          {scope}
        </span>
      ))}
      {scopes.length > shown.length ? (
        <span className={classes.role} title={scopes.join(", ")}>
          {`+${scopes.length - shown.length}`}
        </span>
      ) : null}
    </span>
  );
}

export interface TokenListProps extends Pick<CreateTokenDialogProps, "held"> {
  readonly maySeeAll: boolean;
  readonly actions: CreateTokenDialogProps["actions"] & {
    readonly revokeToken: ServerAction<{ readonly id: string }, Ended>;
  };
}

export function TokenList({ maySeeAll, held, actions }: TokenListProps): ReactNode {
  const client = useQueryClient();
  const [owner] = useQueryState("owner", parseAsString);
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const table = useTableState();
  const filter = { owner: owner ?? undefined, cursor: table.cursor ?? undefined };
  const tokens = useQuery({ queryKey: tokenKeys.list(filter), queryFn: ({ signal }) => fetchTokens(filter, signal) });
  const create = (
    <Button leftSection={<IconKey size={16} />} onClick={() => setIsCreating(true)}>
      Make a token
    </Button>
  );
  const revoke: DataTableColumn<TokenView> = {
    id: "revoke",
    header: "",
    align: "end",
    cell: (token) =>
      token.state === "active" ? (
        <Button variant="default" size="xs" aria-label={`Revoke ${token.name}`} onClick={() => setRevoking(token)}>
          Revoke
        </Button>
      ) : null,
  };
  return (
    <>
      <PageHeader
        title="API tokens"
        answer="For pipelines and scripts. A token may do what its scopes name and its owner may do, whichever is less."
        actions={create}
      />
      <Panel isFlush>
        <DataTable
          label="API tokens"
          columns={[...columns, revoke]}
          rows={tokens.data?.items}
          rowId={(token) => token.id}
          state={table}
          pagination={{ kind: "cursor", nextCursor: tokens.data?.nextCursor ?? null }}
          isFetching={tokens.isFetching}
          error={tokens.error}
          onRetry={() => void tokens.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No tokens yet"
              description="Make one for each pipeline, with the scopes that it needs and no more."
              actions={create}
            />
          }
          toolbar={
            maySeeAll ? (
              <ChoiceFilter name="owner" label="My tokens" options={[{ value: "all", label: "Everybody's tokens" }]} />
            ) : undefined
          }
        />
      </Panel>
      {useEverTrue(isCreating) ? (
        <CreateTokenDialog isOpen={isCreating} onClose={() => setIsCreating(false)} held={held} actions={actions} />
      ) : null}
      <ConfirmAction
        isOpen={revoking !== null}
        onClose={() => setRevoking(null)}
        label={`Revoke ${revoking?.name ?? "the token"}`}
        changes="Requests with this token are refused from now on."
        where={`Ends in ${revoking?.fingerprint ?? ""}, of ${revoking?.ownerName ?? ""}`}
        blastRadius="Every pipeline and script that uses it."
        doesNotUndo="A revoked token cannot be brought back; make a new one."
        isReasonRequired={false}
        onConfirm={async () => {
          if (revoking) await callAction(actions.revokeToken, { id: revoking.id });
          await client.invalidateQueries({ queryKey: ["token"] });
        }}
      />
    </>
  );
}
