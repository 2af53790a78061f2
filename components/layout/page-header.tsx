import type { ReactNode } from "react";
import classes from "./page-header.module.css";

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** The page's answer in one sentence: "2 of 9 production rollouts need you." */
  readonly answer?: ReactNode;
  /** Links of where this page belongs, above the title. */
  readonly breadcrumbs?: ReactNode;
  /** Badge beside the title. */
  readonly status?: ReactNode;
  readonly actions?: ReactNode;
}

/** The heading takes the focus when the control that had it is gone. */
export function PageHeader({ title, answer, breadcrumbs, status, actions }: PageHeaderProps): ReactNode {
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {breadcrumbs ? <div className={classes.breadcrumbs}>{breadcrumbs}</div> : null}
        <div className={classes.titleRow}>
          <h1 className={classes.title} tabIndex={-1}>
            {title}
          </h1>
          {status}
        </div>
        {answer ? <p className={classes.answer}>{answer}</p> : null}
      </div>
      {actions ? (
        <div className={classes.actions} data-chrome>
          {actions}
        </div>
      ) : null}
    </header>
  );
}
