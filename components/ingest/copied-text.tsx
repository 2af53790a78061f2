import type { ReactNode } from "react";
import { CopyButton } from "@/components/feedback/copy-button";
import classes from "./ingest.module.css";

interface CopiedTextProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: ReactNode;
}

/** Something to paste elsewhere. */
export function CopiedText({ label, value, hint }: CopiedTextProps): ReactNode {
  return (
    <div>
      <div className={classes.label}>{label}</div>
      <div className={classes.copied}>
        <code>{value}</code>
        <CopyButton value={value} what={label.toLowerCase()} />
      </div>
      {hint ? <p className={classes.hint}>{hint}</p> : null}
    </div>
  );
}
