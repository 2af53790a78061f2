"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { fetchBreaches, reviewKeys } from "@/lib/reviews/queries";
import { breachBadge } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

/** Breaches of one objective, the newest first. */
export function ObjectiveBreaches({ objective }: { readonly objective: string }): ReactNode {
  const filter = { objective };
  const query = useQuery({
    queryKey: reviewKeys.breaches(filter),
    queryFn: ({ signal }) => fetchBreaches(filter, signal),
  });
  return (
    <Panel title="Breaches" actions={<Link href="/reviews/breaches">All breaches</Link>} isFlush>
      <ShownQuery query={query} doing="load the breaches">
        {({ items }) =>
          items.length === 0 ? (
            <p className={`${classes.rule} ${classes.pad}`}>None was opened.</p>
          ) : (
            <ul className={classes.list}>
              {items.slice(0, 5).map((breach) => (
                <li key={breach.id} className={classes.row}>
                  <span className={classes.name}>
                    <Link href={`/reviews/breaches/${breach.id}`}>{breach.reference}</Link>
                    <span className={classes.muted}>
                      opened <Time atMs={Date.parse(breach.openedAt)} />
                    </span>
                  </span>
                  <StatusBadge {...breachBadge(breach.state)} />
                </li>
              ))}
            </ul>
          )
        }
      </ShownQuery>
    </Panel>
  );
}
