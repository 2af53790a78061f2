"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { fetchRootCause, reviewKeys } from "@/lib/reviews/queries";
import { dutyBadge } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

interface RootCausePanelProps {
  readonly deploymentId: string;
  /** Where a page is not that of the deployment: what it is called. */
  readonly name?: string;
}

/** What is owed of the root cause of a deployment, and where it is written. */
export function RootCausePanel({ deploymentId, name }: RootCausePanelProps): ReactNode {
  const subject = { subjectKind: "deployment", subjectId: deploymentId } as const;
  const query = useQuery({
    queryKey: reviewKeys.rootCause(subject),
    queryFn: ({ signal }) => fetchRootCause(subject, signal),
  });
  const href = `/reviews/root-causes/deployment/${deploymentId}`;
  return (
    <Panel title={name ? `Root cause of ${name}` : "Root cause"}>
      <ShownQuery query={query} doing="load the root cause">
        {({ duty, reference, signOff }) => (
          <>
            <StatusBadge {...dutyBadge(duty)} variant="soft" />
            <p className={classes.rule}>
              {duty ? (
                <>
                  This change failed. Due, signed by another person: <Time atMs={Date.parse(duty.dueAt)} />.{" "}
                </>
              ) : (
                "It did not fail by the rules, or its tier needs none. "
              )}
              {signOff ? `Signed by ${signOff.signedBy}. ` : ""}
              <Link href={href}>{reference ? `Read ${reference}` : "Write it"}</Link>
            </p>
          </>
        )}
      </ShownQuery>
    </Panel>
  );
}
