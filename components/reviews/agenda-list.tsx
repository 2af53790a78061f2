import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import type { AgendaItemView } from "@/lib/reviews/contract";
import { agendaWords } from "./review-words";
import classes from "./reviews.module.css";

/** Things to talk about, each with why it is here. */
export function AgendaList({ items }: { readonly items: readonly AgendaItemView[] }): ReactNode {
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={`${item.kind} ${item.id}`} className={classes.row}>
          <span className={classes.name}>
            <Link href={item.href}>{item.title}</Link>
            <span className={classes.muted}>{item.why}</span>
          </span>
          <span className={classes.badges}>
            {item.at ? (
              <span className={classes.muted}>
                <Time atMs={Date.parse(item.at)} />
              </span>
            ) : null}
            <StatusBadge
              {...agendaWords[item.kind]}
              {...(item.isOverdue
                ? { status: "failed" as const, label: `${agendaWords[item.kind].label}, overdue` }
                : {})}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
