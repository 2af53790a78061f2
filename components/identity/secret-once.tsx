import type { ReactNode } from "react";
import { CopyButton } from "@/components/feedback/copy-button";
import { Notice } from "./auth-card";
import classes from "./identity.module.css";

export interface SecretOnceProps {
  /** Noun: "token", "link". */
  readonly what: string;
  readonly value: string;
  readonly children: ReactNode;
}

/** A secret that is shown this one time. */
export function SecretOnce({ what, value, children }: SecretOnceProps): ReactNode {
  return (
    <div className={classes.stack}>
      <Notice tone="good">{children}</Notice>
      <div className={classes.secret}>
        <code data-testid="secret">{value}</code>
        <CopyButton value={value} what={what} />
      </div>
    </div>
  );
}
