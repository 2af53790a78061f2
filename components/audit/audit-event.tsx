"use client";

import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { CopyButton } from "@/components/feedback/copy-button";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ReasonList } from "@/components/forms/reason-list";
import { Facts } from "@/components/ui/facts";
import type { AuditEventView } from "@/lib/audit/contract";
import { diffOf } from "@/lib/audit/domain/diff";
import type { Reason } from "@/lib/kernel/result";
import { toSearch } from "@/lib/platform/http/url-filter";
import classes from "./audit.module.css";

/** Colour is for what somebody should look at; most records are of what went as it should. */
function Outcome({ outcome }: { readonly outcome: AuditEventView["outcome"] }): ReactNode {
  if (outcome === "refused") return <StatusBadge status="at_risk" label="Refused" />;
  if (outcome === "failed") return <StatusBadge status="failed" label="Failed" />;
  return <span className={classes.accepted}>Accepted</span>;
}

/** One record; its difference is worked out when it is opened. */
export function AuditEvent({ event }: { readonly event: AuditEventView }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={classes.event} onToggle={(toggle) => setIsOpen(toggle.currentTarget.open)}>
      <summary className={classes.summary}>
        <IconChevronRight className={classes.chevron} size={14} aria-hidden="true" />
        <span className={classes.time}>
          <Time atMs={Date.parse(event.at)} />
        </span>
        <span className={classes.actor}>
          {event.actorName}{" "}
          {event.actorKind === "user" ? null : <span className={classes.kind}>{event.actorKind}</span>}
        </span>
        <span className={classes.action}>{event.action}</span>
        <span className={classes.about}>{event.subjectName ?? event.subjectId ?? event.subjectKind}</span>
        <Outcome outcome={event.outcome} />
      </summary>
      {isOpen ? <Detail event={event} /> : null}
    </details>
  );
}

function Detail({ event }: { readonly event: AuditEventView }): ReactNode {
  const { subjectKind, subjectId } = event;
  return (
    <div className={classes.detail}>
      {event.reason ? <blockquote className={classes.quote}>{event.reason}</blockquote> : null}
      <div className={classes.facts}>
        <Facts
          layout="rows"
          facts={[
            { term: "When", value: <Time atMs={Date.parse(event.at)} format="absolute" /> },
            { term: "Subject", value: <Subject event={event} /> },
            { term: "From", value: event.sourceAddress ?? "–" },
            { term: "Request", value: <RequestId id={event.requestId} /> },
            { term: "Record", value: event.id },
          ]}
        />
      </div>
      <Difference before={event.before} after={event.after} />
      <EventDetail detail={event.detail} />
      {subjectId ? (
        <Link href={`/audit${toSearch({ subjectKind, subjectId })}`}>Everything about this {subjectKind}</Link>
      ) : null}
    </div>
  );
}

interface Refusal {
  readonly message: string;
  readonly reasons: readonly Reason[];
}

function refusalOf(detail: unknown): Refusal | null {
  if (typeof detail !== "object" || detail === null || !("message" in detail) || !("reasons" in detail)) return null;
  const { message, reasons } = detail;
  return typeof message === "string" && Array.isArray(reasons) ? { message, reasons } : null;
}

/** A refusal in its own words; any other detail as it was written. */
function EventDetail({ detail }: { readonly detail: unknown }): ReactNode {
  if (detail === null) return null;
  const refusal = refusalOf(detail);
  if (!refusal) return <pre className={classes.json}>{JSON.stringify(detail, null, 2)}</pre>;
  return (
    <div className={classes.refusal}>
      <span>{refusal.message}</span>
      <ReasonList reasons={refusal.reasons} />
    </div>
  );
}

const pages: Readonly<Record<string, string>> = { service: "/services", rollout: "/rollouts", target: "/targets" };

function Subject({ event }: { readonly event: AuditEventView }): ReactNode {
  const words = `${event.subjectKind} ${event.subjectName ?? event.subjectId ?? ""}`;
  const page = pages[event.subjectKind];
  return page && event.subjectId ? <Link href={`${page}/${encodeURIComponent(event.subjectId)}`}>{words}</Link> : words;
}

function RequestId({ id }: { readonly id: string | null }): ReactNode {
  if (id === null) return "–";
  return (
    <>
      <span className={classes.action}>{id}</span> <CopyButton value={id} what="request id" />
    </>
  );
}

function Difference({ before, after }: { readonly before: unknown; readonly after: unknown }): ReactNode {
  if (before === null && after === null) return null;
  const changes = diffOf(before, after);
  if (changes.length === 0) return <span className={classes.kind}>Nothing changed.</span>;
  return (
    <table className={classes.diff}>
      <caption>{before === null ? "What was made" : after === null ? "What was deleted" : "What changed"}</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={`${change.path} ${change.after === undefined}`}>
            <td>{change.path}</td>
            <Value value={change.before} />
            <Value value={change.after} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: { readonly value: unknown }): ReactNode {
  if (value === undefined) {
    return (
      <td data-absent>
        <span className={classes.absent}>–</span>
      </td>
    );
  }
  return <td>{typeof value === "string" ? value : JSON.stringify(value)}</td>;
}
