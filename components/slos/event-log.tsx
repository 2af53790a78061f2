import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveEvent } from "@/lib/slos/contract";
import classes from "./slos.module.css";

const badges = {
  fired: { status: "failed", label: "Fired" },
  cleared: { status: "healthy", label: "Cleared" },
  frozen: { status: "no_data", label: "Frozen" },
  thawed: { status: "neutral", label: "Data is back" },
} as const;

/** What the alerts said, newest first, each with its arithmetic. */
export function EventLog({ events }: { readonly events: readonly ObjectiveEvent[] }): ReactNode {
  return (
    <Panel title="What the alerts said" isFlush>
      {events.length === 0 ? (
        <EmptyState kind="nothing_wrong" title="No alert of this objective has fired" />
      ) : (
        <ul className={classes.list}>
          {events.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name of their own and are only ever added in front.
            <li key={index} className={classes.row}>
              <span className={classes.name}>
                <span>
                  <StatusBadge {...badges[event.what]} /> {event.severity === "page" ? "Page" : "Ticket"}
                </span>
                <p className={classes.sentence}>{event.sentence}</p>
              </span>
              <span className={classes.muted}>
                <Time atMs={Date.parse(event.at)} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
