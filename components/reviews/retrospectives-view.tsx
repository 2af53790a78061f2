"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ServerAction } from "@/lib/platform/http/action-client";
import type { PlanRetrospectiveInput, RetrospectiveList, RetrospectiveView } from "@/lib/reviews/contract";
import { fetchRetrospectives, reviewKeys } from "@/lib/reviews/queries";
import { PlanRetrospective } from "./plan-retrospective";
import { counted } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

interface RetrospectivesViewProps {
  readonly plan: ServerAction<PlanRetrospectiveInput, RetrospectiveView>;
  readonly canLead: boolean;
  readonly cursor: string | undefined;
}

/** Retrospectives, and objectives that owe one. */
export function RetrospectivesView({ plan, canLead, cursor }: RetrospectivesViewProps): ReactNode {
  const query = useQuery({
    queryKey: reviewKeys.retrospectives(cursor),
    queryFn: ({ signal }) => fetchRetrospectives(cursor, signal),
  });
  const owed = query.data?.owed.length ?? 0;
  return (
    <>
      <PageHeader
        title="Retrospectives"
        breadcrumbs={<Link href="/reviews">Reviews</Link>}
        answer={query.data ? `${counted(owed, "objective owes", "objectives owe")} a retrospective.` : undefined}
      />
      <ShownQuery query={query} doing="load the retrospectives">
        {(list) => (
          <div className={classes.stack}>
            {list.owed.length > 0 ? (
              <Panel title="Owed" description="Breached again and again, and nobody has looked back since" isFlush>
                <Owed list={list} plan={plan} canLead={canLead} />
              </Panel>
            ) : null}
            <Panel title="Planned and held" isFlush>
              <Items list={list} />
            </Panel>
          </div>
        )}
      </ShownQuery>
    </>
  );
}

function Owed({
  list,
  plan,
  canLead,
}: Pick<RetrospectivesViewProps, "plan" | "canLead"> & { readonly list: RetrospectiveList }): ReactNode {
  return (
    <ul className={classes.list}>
      {list.owed.map(({ objective, service, why, planned, breaches }) => (
        <li key={objective.id} className={classes.row}>
          <span className={classes.name}>
            <Link href={`/slos/${objective.slug}`}>{objective.name}</Link>
            <span className={classes.muted}>
              {service.name}. {why} {breaches.map(({ reference }) => reference).join(", ")}
            </span>
          </span>
          <span className={classes.badges}>
            {planned ? (
              <StatusBadge status="progressing" label={`${planned} is planned`} />
            ) : (
              <>
                <StatusBadge status="at_risk" label="Owed" />
                <PlanRetrospective objective={objective} plan={plan} canLead={canLead} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Items({ list }: { readonly list: RetrospectiveList }): ReactNode {
  if (list.items.length === 0)
    return (
      <EmptyState
        kind="nothing_yet"
        title="None was planned yet"
        description="One is owed when an objective is breached again within a few periods."
      />
    );
  return (
    <>
      <ul className={classes.list}>
        {list.items.map((one) => (
          <li key={one.id} className={classes.row}>
            <span className={classes.name}>
              <Link href={`/reviews/retrospectives/${one.id}`}>
                {one.reference} {one.objective.name}
              </Link>
              <span className={classes.muted}>
                {one.breaches.map(({ reference }) => reference).join(", ")};{" "}
                {counted(one.actions.length, "action", "actions")}
              </span>
            </span>
            <span className={classes.badges}>
              <span className={classes.muted}>
                <Time atMs={Date.parse(one.heldAt ?? one.scheduledAt)} />
              </span>
              <StatusBadge
                {...(one.heldAt
                  ? ({ status: "healthy", label: "Held" } as const)
                  : ({ status: "waiting", label: "Planned" } as const))}
              />
            </span>
          </li>
        ))}
      </ul>
      {list.nextCursor ? (
        <p className={`${classes.rule} ${classes.pad}`}>
          <Link href={`/reviews/retrospectives?cursor=${encodeURIComponent(list.nextCursor)}`}>Older ones</Link>
        </p>
      ) : null}
    </>
  );
}
