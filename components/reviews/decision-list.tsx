import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import type { DecisionView } from "@/lib/reviews/contract";
import classes from "./reviews.module.css";

/** Where what was decided about is shown; null when it has no page of its own. */
function hrefOf({ subjectKind, subjectId }: DecisionView): string | null {
  if (subjectId === null) return null;
  if (subjectKind === "objective") return `/slos/${subjectId}`;
  if (subjectKind === "breach") return `/reviews/breaches/${subjectId}`;
  if (subjectKind === "waiver") return `/waivers/${subjectId}`;
  return subjectKind === "emergency" ? "/emergencies" : null;
}

interface DecisionListProps {
  readonly decisions: readonly DecisionView[];
  /** Show the meeting that decided. */
  readonly hasMeeting?: boolean;
}

/** What was decided, about what, and what replaced it. */
export function DecisionList({ decisions, hasMeeting = false }: DecisionListProps): ReactNode {
  return (
    <ul className={classes.list}>
      {decisions.map((one) => (
        <li key={one.id} className={classes.row}>
          <span className={classes.name}>
            <span>
              {one.reference} {one.text}
            </span>
            <span className={classes.muted}>
              <About decision={one} />
              {one.decidedBy}, <Time atMs={Date.parse(one.at)} />
              {one.replaces ? `; replaces ${one.replaces}` : ""}
              {hasMeeting ? (
                <>
                  {" "}
                  in <Link href={`/reviews/meetings/${one.meetingId}`}>a meeting</Link>
                </>
              ) : null}
            </span>
          </span>
          {one.replacedBy ? <StatusBadge status="neutral" label={`Replaced by ${one.replacedBy}`} /> : null}
        </li>
      ))}
    </ul>
  );
}

function About({ decision }: { readonly decision: DecisionView }): ReactNode {
  if (decision.subjectName === null) return null;
  const href = hrefOf(decision);
  return <>About {href ? <Link href={href}>{decision.subjectName}</Link> : decision.subjectName}. </>;
}
