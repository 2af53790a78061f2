import type { ReactNode } from "react";
import { ToldText } from "@/components/feedback/told";
import type { Reason } from "@/lib/kernel/result";
import classes from "./reason-list.module.css";

export interface ReasonListProps {
  readonly reasons: readonly Reason[];
}

/** Every reason, with what to do about it. Never just the first. */
export function ReasonList({ reasons }: ReasonListProps): ReactNode {
  return (
    <ul className={classes.list}>
      {reasons.map((reason) => (
        <li key={`${reason.code}:${reason.field ?? ""}:${reason.message}`} className={classes.item}>
          <div className={classes.message}>
            {reason.field ? <code className={classes.field}>{reason.field}</code> : null}
            <ToldText text={reason.message} />
          </div>
          {reason.remedy ? (
            <div className={classes.remedy}>
              <ToldText text={reason.remedy} />
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
