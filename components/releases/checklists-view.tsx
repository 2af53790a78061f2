"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { ChecklistTemplateView } from "@/lib/releases/contract";
import { checklistKeys, fetchChecklists } from "@/lib/releases/queries";
import { ChecklistDialog, type SetChecklist } from "./checklist-dialog";
import classes from "./releases.module.css";
import { dueWords } from "./train-words";

export interface ChecklistsViewProps {
  readonly set: SetChecklist;
  readonly canWrite: boolean;
  /** What is set of the status page, below the checklists. */
  readonly children?: ReactNode;
}

function tierWords(tier: number | null): string {
  return tier === null ? "Every tier without its own" : `Services of tier ${tier}`;
}

/** What is done and said for releases, by the tier of their most critical service. */
export function ChecklistsView({ set, canWrite, children }: ChecklistsViewProps): ReactNode {
  const [open, setOpen] = useState<ChecklistTemplateView | null | undefined>(undefined);
  const checklists = useQuery({
    queryKey: checklistKeys.all,
    queryFn: ({ signal }) => fetchChecklists(signal),
    refetchInterval: 60_000,
  });
  const why = canWrite ? null : `Needs ${whoMay("checklist:write")}.`;
  const items = checklists.data?.items;
  return (
    <>
      <PageHeader
        title="Release checklists"
        breadcrumbs={<Link href="/releases">Releases</Link>}
        answer="A release gets the checklist and the announcements of its most critical service when it is planned; what changes here later changes no release that is planned."
        actions={
          <DisabledReason reason={why}>
            <Button onClick={() => setOpen(null)}>New checklist</Button>
          </DisabledReason>
        }
      />
      {checklists.error && !items ? (
        <ErrorState error={checklists.error} doing="load the checklists" onRetry={() => void checklists.refetch()} />
      ) : null}
      {!items && !checklists.error ? <SkeletonRows /> : null}
      {items?.length === 0 ? (
        <Panel>
          <EmptyState
            kind="nothing_yet"
            title="No checklist yet"
            description="Say what has to be done and announced for releases of a tier."
          />
        </Panel>
      ) : null}
      <div className={classes.stack}>
        {items?.map((template) => (
          <Template key={template.id} template={template} why={why} onEdit={() => setOpen(template)} />
        ))}
        {children}
      </div>
      <ChecklistDialog
        set={set}
        open={open}
        connections={checklists.data?.connections ?? []}
        onClose={() => setOpen(undefined)}
      />
    </>
  );
}

interface TemplateProps {
  readonly template: ChecklistTemplateView;
  readonly why: string | null;
  readonly onEdit: () => void;
}

function Template({ template, why, onEdit }: TemplateProps): ReactNode {
  const { name, tier, content, savedBy, savedAt } = template;
  return (
    <Panel
      title={name}
      description={
        <>
          {tierWords(tier)} · {savedBy}, <Time atMs={Date.parse(savedAt)} />
        </>
      }
      actions={
        <DisabledReason reason={why}>
          <Button size="xs" variant="default" onClick={onEdit} aria-label={`Edit ${name}`}>
            Edit
          </Button>
        </DisabledReason>
      }
      isFlush
    >
      <ul className={classes.list}>
        {content.items.map(({ title, doneBy, due }) => (
          <li key={title} className={classes.row}>
            <span className={classes.name}>
              {title}
              <span className={classes.muted}>
                Before {dueWords[due]}, by {doneBy === "person" ? "a person" : `a check (${doneBy})`}
              </span>
            </span>
          </li>
        ))}
        {content.announcements.map(({ moment, connection, text }) => (
          <li key={`${moment} ${connection} ${text}`} className={classes.row}>
            <span className={classes.name}>
              {text}
              <span className={classes.muted}>
                Announced at {moment} {connection === null ? "on the status page" : `over ${connection}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
