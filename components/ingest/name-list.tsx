"use client";

import { Button, Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { useAnnounce } from "@/components/feedback/announcer";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import type { NameRow } from "@/lib/ingest/name-contract";
import { fetchNames, signalKeys } from "@/lib/ingest/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./ingest.module.css";

export type SayName = ServerAction<
  {
    readonly slug: string;
    readonly kind: NameRow["kind"];
    readonly externalName: string;
    readonly target: string | null;
    readonly isIgnored: boolean;
    readonly revision: number;
  },
  { readonly subjects: number }
>;

interface NameListProps {
  readonly slug: string;
  readonly held: readonly string[];
  readonly say: SayName;
}

/** Names that a source uses and that are no slugs of ours: what each means is said with one choice. */
export function NameList({ slug, held, say }: NameListProps): ReactNode {
  const names = useQuery({ queryKey: signalKeys.names(slug), queryFn: ({ signal }) => fetchNames(slug, signal) });
  const state = useTableState({ prefix: "names" });
  const [problem, setProblem] = useState<unknown>(null);
  const client = useQueryClient();
  const announce = useAnnounce();
  const mayWrite = held.includes("signal:write");

  async function said(row: NameRow, meaning: { target: string | null; isIgnored: boolean }): Promise<void> {
    setProblem(null);
    try {
      const { kind, externalName, revision } = row;
      const { subjects } = await callAction(say, { slug, kind, externalName, revision, ...meaning });
      announce(`Saved. ${subjects} ${subjects === 1 ? "thing is" : "things are"} made again`);
      await client.invalidateQueries({ queryKey: ["signal"] });
    } catch (error) {
      setProblem(error);
    }
  }

  return (
    <>
      {problem ? <ErrorState error={problem} doing="save what the name means" /> : null}
      {mayWrite ? null : (
        <p className={classes.hint} style={{ padding: "0.5rem 1rem" }}>
          Needs {whoMay("signal:write")} to {permissions["signal:write"].does}.
        </p>
      )}
      <DataTable
        label="Names"
        columns={columnsFor(mayWrite, said)}
        rows={names.data}
        rowId={(row) => row.id}
        state={state}
        error={names.error}
        onRetry={() => void names.refetch()}
        empty={
          <EmptyState
            kind="nothing_wrong"
            title="Every name is understood"
            description="Services and environments are named by their slugs, or by the repository of the service."
          />
        }
      />
    </>
  );
}

type Said = (row: NameRow, meaning: { target: string | null; isIgnored: boolean }) => Promise<void>;

function columnsFor(mayWrite: boolean, said: Said): readonly DataTableColumn<NameRow>[] {
  return [
    {
      id: "name",
      header: "The sender's name",
      cell: (row) => (
        <span className={classes.two}>
          <span className={classes.mono}>{row.externalName}</span>
          <span className={classes.second}>{row.kind}</span>
        </span>
      ),
    },
    {
      id: "meaning",
      header: "Means here",
      width: "12rem",
      cell: (row) =>
        row.target ? (
          row.target.name
        ) : (
          <StatusBadge
            status={row.isIgnored ? "neutral" : "at_risk"}
            label={row.isIgnored ? "None of ours" : "Nobody has said"}
          />
        ),
    },
    {
      id: "seen",
      header: "First seen",
      width: "8rem",
      isWideOnly: true,
      cell: (row) => <Time atMs={Date.parse(row.firstSeenAt)} />,
    },
    ...(mayWrite
      ? [
          {
            id: "say",
            header: "Say what it means",
            width: "22rem",
            cell: (row: NameRow) => <Meaning row={row} said={said} />,
          },
        ]
      : []),
  ];
}

function Meaning({ row, said }: { readonly row: NameRow; readonly said: Said }): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const [isBusy, setIsBusy] = useState(false);

  async function save(meaning: { target: string | null; isIgnored: boolean }): Promise<void> {
    setIsBusy(true);
    await said(row, meaning);
    setIsBusy(false);
  }

  return (
    <span className={classes.said}>
      <Select
        aria-label={`What ${row.externalName} means`}
        placeholder={`Choose the ${row.kind}`}
        searchable
        size="xs"
        disabled={isBusy}
        data={[...(row.kind === "service" ? services : environments)]}
        value={row.target?.slug ?? null}
        allowDeselect={false}
        onChange={(target) => void save({ target, isIgnored: false })}
      />
      {row.isIgnored || row.target ? (
        <Button
          size="xs"
          variant="subtle"
          disabled={isBusy}
          onClick={() => void save({ target: null, isIgnored: false })}
        >
          Forget
        </Button>
      ) : (
        <Button
          size="xs"
          variant="subtle"
          disabled={isBusy}
          onClick={() => void save({ target: null, isIgnored: true })}
        >
          None of ours
        </Button>
      )}
    </span>
  );
}
