import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./panel-states.module.css";

/** That there is nothing, which is a good sign, in one line: for a panel among others of which most have nothing to say. */
export function QuietState({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.quiet} data-empty="nothing_wrong">
      <IconCircleCheck size={16} stroke={1.6} aria-hidden="true" />
      {children}
    </div>
  );
}
