import type { ReactNode } from "react";
import classes from "./panel.module.css";

export interface PanelProps {
  readonly title?: ReactNode;
  readonly description?: ReactNode;
  /** Controls at the end of the title line. */
  readonly actions?: ReactNode;
  /** Let tables and lists reach the edges. */
  readonly isFlush?: boolean;
  /** Heading level of the title. */
  readonly level?: 2 | 3;
  readonly children: ReactNode;
}

/** A surface that holds one thing. Panels do not hold panels. */
export function Panel({ title, description, actions, isFlush = false, level = 2, children }: PanelProps): ReactNode {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={classes.panel}>
      {title || actions ? (
        <div className={classes.head}>
          <div className={classes.words}>
            {title ? <Heading className={classes.title}>{title}</Heading> : null}
            {description ? <div className={classes.description}>{description}</div> : null}
          </div>
          {actions ? (
            <div className={classes.actions} data-chrome>
              {actions}
            </div>
          ) : null}
        </div>
      ) : null}
      <div className={classes.body} data-flush={isFlush || undefined}>
        {children}
      </div>
    </section>
  );
}
