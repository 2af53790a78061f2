"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import type { TemplateView } from "@/lib/rollouts/api-contract";
import { fetchTemplates, templateKeys } from "@/lib/rollouts/queries";
import { strategyNames } from "./phase";
import { stepsInWords } from "./plan-words";
import classes from "./templates.module.css";

/** The shared rollout patterns, and who follows them. */
export function TemplatesView({ held }: { readonly held: readonly string[] }): ReactNode {
  const templates = useQuery({ queryKey: templateKeys.list, queryFn: ({ signal }) => fetchTemplates(signal) });
  const state = useTableState();
  return (
    <>
      <PageHeader
        title="Templates"
        answer={templates.data ? answerOf(templates.data) : undefined}
        actions={<NewTemplateButton held={held} />}
      />
      <Panel isFlush>
        <DataTable
          label="Templates"
          columns={columns}
          rows={templates.data}
          rowId={(row) => row.id}
          rowHref={(row) => `/templates/${row.slug}`}
          state={state}
          error={templates.error}
          onRetry={() => void templates.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No template yet"
              description="Services without a template follow the default canary: 10 %, 50 %, 100 %, five minutes each."
              actions={<NewTemplateButton held={held} />}
            />
          }
        />
      </Panel>
    </>
  );
}

function answerOf(templates: readonly TemplateView[]): string {
  const services = templates.reduce((sum, template) => sum + template.services.length, 0);
  const own = templates.reduce((sum, { services: all }) => sum + all.filter((one) => one.overrideCount > 0).length, 0);
  const count = templates.length === 1 ? "1 template" : `${templates.length} templates`;
  if (services === 0) return `${count}; no service has adopted one yet.`;
  return `${count}, followed by ${services} ${services === 1 ? "service" : "services"}; ${own} of them with changes of their own.`;
}

export function NewTemplateButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (held.includes("template:write")) {
    return (
      <Button component={Link} href="/templates/new" leftSection={icon}>
        Create a template
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("template:write")} to ${permissions["template:write"].does}.`}>
      <Button leftSection={icon}>Create a template</Button>
    </DisabledReason>
  );
}

const columns: readonly DataTableColumn<TemplateView>[] = [
  {
    id: "name",
    header: "Template",
    cell: (row) => (
      <span className={classes.two}>
        <span>{row.name}</span>
        <span className={classes.second}>{row.description || row.slug}</span>
      </span>
    ),
  },
  { id: "strategy", header: "Strategy", width: "8rem", cell: (row) => strategyNames[row.plan.strategy] },
  { id: "steps", header: "Steps", width: "17rem", cell: (row) => stepsInWords(row.plan) },
  {
    id: "services",
    header: "Followed by",
    width: "10rem",
    cell: (row) => {
      const own = row.services.filter((one) => one.overrideCount > 0).length;
      return (
        <span className={classes.two}>
          <span>{row.services.length === 1 ? "1 service" : `${row.services.length} services`}</span>
          {own > 0 ? <span className={classes.second}>{own} with overrides</span> : null}
        </span>
      );
    },
  },
  {
    id: "owner",
    header: "Owner",
    width: "9rem",
    isWideOnly: true,
    cell: (row) => row.ownerTeam?.name ?? <span className={classes.second}>No team</span>,
  },
  {
    id: "updated",
    header: "Changed",
    width: "8rem",
    isWideOnly: true,
    cell: (row) => <Time atMs={Date.parse(row.updatedAt)} />,
  },
];
